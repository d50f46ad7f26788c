"""What do the applications of all faces have in common?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from flask import Flask, Request, Response, current_app, g, request
from flask_smorest import Api, Blueprint
from marshmallow import Schema
from werkzeug.datastructures import Authorization
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.utils import cached_property

from azure_scheduler_emulator.domain.azure.operation import Pace
from azure_scheduler_emulator.domain.tenant import Tenant
from azure_scheduler_emulator.faces.incoming import Incoming
from azure_scheduler_emulator.faces.lean import LeanFlask
from azure_scheduler_emulator.faults import FaultPoint, Where
from azure_scheduler_emulator.service.services import Services

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

View = TypeVar("View", bound=Callable[..., Any])


class _Request(Request):
    """A request whose malformed headers are as good as none."""

    @cached_property
    def authorization(self) -> Authorization | None:
        """Who asks; None if the header is no such thing: werkzeug fails over one that is not ASCII."""
        try:
            return Authorization.from_header(self.headers.get("Authorization"))
        except ValueError:
            return None


#: Brings the path of a request to the spelling of the routes, in the environment; what the client wrote, and what the
#: path said beside, is kept there for those who need to know.
Spell = Callable[["WSGIEnvironment"], None]


def new_app(name: str, services: Services, title: str, version: str, spell: Spell, **config: Any) -> Flask:
    """Return an application without routes that knows its ``services``; ``name`` is that of the face's module.

    ``title`` and ``version`` are those of its OpenAPI document, ``config`` is added to Flask's.
    """
    app = LeanFlask(name, static_folder=None)
    app.request_class = _Request
    app.extensions["services"] = services
    app.config.update(API_TITLE=title, API_VERSION=version, OPENAPI_VERSION="3.0.3", **config)
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    inner = app.wsgi_app

    def spelled(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        Incoming.begin(environ, services.clock)
        spell(environ)
        return inner(environ, start_response)

    app.wsgi_app = spelled  # type: ignore[method-assign]
    return app


def explain(reason: str) -> None:
    """Note why the present request is refused, more exactly than its answer says, which is the API's own."""
    incoming().reason = reason


def pace() -> Pace:
    """Return how much time the present request takes: none if the emulator asks itself, else as the settings say."""
    return Pace.INSTANT if incoming().acting else services().settings.speed


#: Answers a status in the envelope of a face, with a code and a message, or with what is usual there.
Refuse = Callable[[int, str | None, str | None], Response]


def services() -> Services:
    """Return what the present application may ask for."""
    found: Services = current_app.extensions["services"]
    return found


def entered(tenant: Tenant) -> datetime:
    """Note whose things the present request is about, and return when it came in by the clock that they live by."""
    return incoming().enter(tenant, services().clocks)


def incoming() -> Incoming:
    """Return what is known about the present request."""
    return Incoming.of(request.environ)


def struck(services: Services, face: str, path: str, refuse: Refuse) -> Response | None:
    """Let faults have their way with the present request to ``face``; return the answer if one of them answers.

    What a face cannot do, waiting and breaking the connection, the gateway does after it.
    """
    if services.faults.empty or incoming().acting:
        return None
    point = FaultPoint(where=Where.API, face=face, method=request.method, path=path, host=request.host)
    effect = incoming().effect = services.faults.take(point)
    if effect is not None and (effect.reset or effect.status is not None):
        doing = "breaks the connection" if effect.reset else f"answers {effect.status}"
        explain(f"A fault that a test has set{f' ({effect.by})' if effect.by and effect.by.name else ''} {doing}.")
    if effect is None or effect.status is None:
        return None
    if effect.body is not None:
        return Response(effect.body, effect.status, dict(effect.headers))
    response = refuse(effect.status, effect.code, effect.message)
    response.headers.update(dict(effect.headers))
    return response


def pull_place(blueprint: Blueprint, *names: str) -> None:
    """Take the path arguments ``names`` off the views of a blueprint: most views only need what they make of them."""

    def pull(_endpoint: str | None, values: dict[str, Any] | None) -> None:
        g.pulled = {name: values.pop(name) for name in names if name in values} if values else {}

    blueprint.url_value_preprocessor(pull)


def place(name: str) -> str:
    """Return a path argument that ``pull_place`` has taken off the view of the present request."""
    value: str = g.pulled[name]
    return value


def path_names() -> dict[str, Any]:
    """Return every argument of the present path, whether it was taken off the view or not."""
    return {**g.get("pulled", {}), **(request.view_args or {})}


def describes(body: type[Schema], answer: type[Schema] | None = None, status: int = 200) -> Callable[[View], View]:
    """Say in the OpenAPI document what a view reads and answers; reading and refusing stay the view's own business."""
    content = {"application/json": {"schema": body}}
    parts: dict[str, Any] = {"requestBody": {"required": True, "content": content}}
    if answer is not None:
        shown = {"description": "What is stored.", "content": {"application/json": {"schema": answer}}}
        parts["responses"] = {str(status): shown}

    def describe(view: View) -> View:
        # Where flask-smorest keeps what ``Blueprint.doc`` is told.
        described: View = Blueprint.doc(**parts)(view)
        return described

    return describe


def complete(
    app: Flask, blueprints: Iterable[Blueprint], answers: Mapping[type[Exception], Callable[..., Any]]
) -> Flask:
    """Return ``app`` with its routes, and with ``answers`` to the exceptions that they raise."""
    api = Api(app)
    for blueprint in blueprints:
        api.register_blueprint(blueprint)
    for kind, answer in answers.items():
        app.register_error_handler(kind, _explained(answer))
    return app


def _explained(answer: Callable[..., Any]) -> Callable[[Exception], Any]:
    """Return what answers an error and notes why, unless that has been said more exactly."""

    def explained(error: Exception) -> Any:
        here = incoming()
        here.reason = here.reason or _reason(error)
        return answer(error)

    return explained


def _reason(error: Exception) -> str:
    if isinstance(error, MethodNotAllowed):
        return f"This address does not take {request.method}, but {', '.join(sorted(error.valid_methods or ()))}."
    if isinstance(error, NotFound):
        return "This API has nothing at this address."
    if isinstance(error, HTTPException):
        return f"{error.name}: {error.description}"
    return str(error) or type(error).__name__
