"""What does the control API say of itself? A document that generators of clients can use: ``GET /openapi.json``.

Every route gets, by rule, what it need not say: a name, the security scheme, the refusals that can always come, 404
below a path with a name in it, 413 where a body is read. A route adds ``@refuses(409)`` for what only it can answer.
A status that is not in the document never comes: ``tests/acceptance/test_fuzzing.py`` holds every answer against it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

from flask import Flask, Response, jsonify, request
from flask_smorest import Api, Blueprint

from azure_scheduler_emulator.control.schemas import ProblemDocument

Route = TypeVar("Route", bound=Callable[..., Any])
Operation = dict[str, Any]

#: The member of an operation that says: whatever is sent, it takes, since the call is meant for somebody else.
ANYTHING = "x-takes-anything"
#: What no token is demanded for.
PUBLIC = "/health"
#: The answers that can come from any route, and what they mean here.
_ALWAYS = {
    400: "The request does not fit: an unknown parameter or member, or a value that makes no sense.",
    401: "The control API demands its token.",
    403: "The request came under a name that is not ours, or from a page of another site.",
    500: "The emulator failed to do this; its log says why.",
    503: "The database refuses at present, or everybody is busy.",
}
_SOMETIMES = {
    404: "There is no such thing.",
    408: "What was waited for did not come in time; `nearest` tells the nearest misses.",
    409: "The emulator is in a state in which this cannot be done.",
    413: "The body is larger than any that makes sense here.",
}
_METHODS = ("get", "head", "post", "put", "delete", "patch", "options")
_SECURITY = {
    "token": {"type": "http", "scheme": "bearer", "description": "The control token."},
    "password": {"type": "http", "scheme": "basic", "description": "The control token as a password, any user name."},
}


def refuses(*statuses: int) -> Callable[[Route], Route]:
    """Say that a route can also answer these: 404, 408 or 409."""
    return _described(responses={str(status): _refusal(status, _SOMETIMES[status]) for status in statuses})


def takes_anything(route: Route) -> Route:
    """Say that a route takes any parameter and any body."""
    return _described(**{ANYTHING: True})(route)


def _refusal(status: int, meaning: str) -> Operation:
    example = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": meaning}
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": meaning, "content": {"application/problem+json": {"schema": schema, "example": example}}}


def _described(**parts: Any) -> Callable[[Route], Route]:
    def describe(route: Route) -> Route:
        described: Route = Blueprint.doc(**parts)(route)
        return described

    return describe


def publish(app: Flask, api: Api) -> None:
    """Serve the document, which is completed when it is first asked for: most emulators are never asked."""
    api.spec.components.schema("Problem", schema=ProblemDocument)
    api.spec.components.security_scheme("token", _SECURITY["token"])
    api.spec.components.security_scheme("password", _SECURITY["password"])

    @app.get("/openapi.json")
    def document() -> Response:
        found = _complete(app, api.spec.to_dict())
        return jsonify(found | {"servers": [{"url": request.script_root or "/"}]})


def _complete(app: Flask, document: dict[str, Any]) -> dict[str, Any]:
    names = _names(app, document)
    for path, item in document["paths"].items():
        for method in set(_METHODS) & set(item):
            operation = item[method]
            operation["operationId"] = names[path, method]
            _secure(path, operation)
            _answer(path, method, operation)
        item["parameters"] = [_exemplified(parameter) for parameter in item.get("parameters", ())]
    # What flask-smorest has for its own errors and pages, which never come.
    del document["components"]["responses"]
    for unused in ("Error", "PaginationMetadata"):
        del document["components"]["schemas"][unused]
    for schema in document["components"]["schemas"].values():
        for member in schema.get("properties", {}).values():
            _say_default(member)
    renamed: dict[str, Any] = _renamed(document, set(document["components"]["schemas"]))
    return renamed


def _say_default(member: dict[str, Any]) -> None:
    """Say in words what is assumed for a member that is left out: openapi-typescript demands one with a default."""
    if "default" in member:
        assumed = f"`{json.dumps(member.pop('default'))}` if it is left out."
        member["description"] = f"{member['description']} {assumed}" if "description" in member else assumed


def _renamed(part: Any, schemas: set[str]) -> Any:
    """Return the document with short names of its schemas, as generated clients will have them: ``Fault``."""
    if isinstance(part, list):
        return [_renamed(each, schemas) for each in part]
    if not isinstance(part, dict):
        return part
    return {
        (name.removesuffix("Document") if name in schemas else name): (
            value.removesuffix("Document") if name == "$ref" else _renamed(value, schemas)
        )
        for name, value in part.items()
    }


def _secure(path: str, operation: Operation) -> None:
    """Name the ways to show the token; the empty one says that none may be demanded."""
    operation["security"] = [] if path == PUBLIC else [{}, {"token": []}, {"password": []}]


def _answer(path: str, method: str, operation: Operation) -> None:
    """Add the refusals that follow from what the operation is."""
    answers = operation["responses"] = {str(status): answer for status, answer in operation["responses"].items()}
    for unmeant in ("422", "default"):
        answers.pop(unmeant, None)
    wanted = dict(_ALWAYS)
    if path == PUBLIC:
        del wanted[401]
    if operation.get(ANYTHING):
        answers["default"] = {"description": "What was scripted."}
    if method not in ("get", "head"):
        wanted[413] = _SOMETIMES[413]
    if "{" in path and not path.startswith("/sink/"):
        wanted[404] = _SOMETIMES[404]
    for status, meaning in wanted.items():
        answers.setdefault(str(status), _refusal(status, meaning))
    operation["responses"] = dict(sorted(answers.items()))


def _exemplified(parameter: Operation) -> Operation:
    """Return a parameter of a path with an example: it is a name that a test gives."""
    return {**parameter, "example": parameter.get("example", f"my-{parameter['name']}")}


def _names(app: Flask, document: dict[str, Any]) -> dict[tuple[str, str], str]:
    """Return the name of every operation by path and method: that of its function, made unlike the others'."""
    functions: dict[tuple[str, str], str] = {}
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule)
        name = getattr(app.view_functions[rule.endpoint], "__name__", rule.endpoint)
        functions |= {(path, method.lower()): name for method in rule.methods or ()}
    asked = sorted((path, method) for path, item in document["paths"].items() for method in set(_METHODS) & set(item))
    times = Counter(functions[place] for place in asked)
    names: dict[tuple[str, str], str] = {}
    for path, method in asked:
        name = functions[path, method]
        wanted = name if times[name] == 1 else f"{name}_{method}"
        while wanted in names.values():
            wanted += "_below"
        names[path, method] = wanted
    return names
