"""How does a request go through this API? As through the Django REST framework, whose order of checks clients can see.

The path, then the format of the answer, then who is asking and whether they may, and only then the method.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from azure_scheduler_emulator.domain.errors import EmulatorError
from azure_scheduler_emulator.domain.tenant import Tenant
from azure_scheduler_emulator.faces.application import complete, entered, explain, incoming, new_app, struck
from azure_scheduler_emulator.faces.seed_scheduler import metadata, negotiation, paths, wire
from azure_scheduler_emulator.faces.seed_scheduler.accounts import Accounts, User
from azure_scheduler_emulator.faces.seed_scheduler.auth import authenticate, require_user
from azure_scheduler_emulator.faces.seed_scheduler.context import Context
from azure_scheduler_emulator.faces.seed_scheduler.converters import KeyConverter
from azure_scheduler_emulator.faces.seed_scheduler.errors import (
    ApiError,
    BreakdownError,
    forbidden,
    method_not_allowed,
    translate,
)
from azure_scheduler_emulator.faces.seed_scheduler.routes import blueprints
from azure_scheduler_emulator.faces.seed_scheduler.seeding import prepare
from azure_scheduler_emulator.service.services import Services

NAME = "seed_scheduler"
#: The framework that it is built on refuses larger ones.
MAX_BODY = 2621440
#: Open to everybody.
LOGIN = "users.log_in"
PROMETHEUS = "helpers.show_process"
#: Staff only.
CREATE_TOKEN = "users.create_token"  # noqa: S105 - an endpoint

log = logging.getLogger(__name__)


def create_app(services: Services) -> Flask:
    """Return the WSGI application of the Seed Scheduler.

    Raises:
        InvalidError: the seed document makes no sense.
    """
    accounts, announcement = prepare(services)
    app = new_app(__name__, services, "Seed Scheduler", "0.10.3", paths.spell, MAX_CONTENT_LENGTH=MAX_BODY)
    app.extensions["accounts"] = accounts
    # The service redirects an address without its last slash (recorded).
    app.url_map.strict_slashes = True
    app.url_map.converters["key"] = KeyConverter
    app.before_request(lambda: None if incoming().acting else announcement.make())
    app.before_request(lambda: _admit(services, accounts))
    app.after_request(_stamp)
    answers = {
        ApiError: wire.error_answer,
        EmulatorError: lambda error: wire.error_answer(translate(error)),
        HTTPException: _http_error,
        BreakdownError: lambda _: wire.failed(),
        Exception: _unexpected,
    }
    return complete(app, blueprints(), answers)


def _admit(services: Services, accounts: Accounts) -> Response | None:
    """Note who and when; refuse what may not come in; let faults have their way."""
    if request.routing_exception is not None and not isinstance(request.routing_exception, MethodNotAllowed):
        return _unrouted()
    g.context = Context(entered(Tenant(NAME, "")))
    answer = struck(services, NAME, request.environ["emulator.path"], _faulty)
    if answer is not None:
        return answer
    if request.endpoint == PROMETHEUS:
        return None
    g.context.indent = negotiation.check(html_too=_endpoint() != LOGIN)
    user = _user(accounts)
    if _endpoint() != LOGIN:
        g.context.user = require_user(user)
        if _endpoint() == CREATE_TOKEN and not g.context.user.staff:
            raise forbidden()
    return metadata.answer(_endpoint(), wire.allowed_methods()) if request.method == "OPTIONS" else None


def _user(accounts: Accounts) -> User | None:
    """Return who is asking, or in whose name the emulator itself asks."""
    acting = incoming().acting
    if not acting:
        return authenticate(accounts, request.headers.get("Authorization", ""))
    found = accounts.named(acting)
    if found is None:
        explain(f"There is no user '{acting}'.")
    return found


def _endpoint() -> str:
    """Return the endpoint of the path, also when it does not know the method."""
    if request.endpoint is not None:
        return request.endpoint
    adapter = wire.adapter()
    return str(adapter.match(request.path, method=next(iter(adapter.allowed_methods(request.path))))[0])


def _unrouted() -> Response:
    slashed = f"{request.path}/"
    if not request.path.endswith("/") and wire.adapter().allowed_methods(slashed):
        query = request.query_string.decode("latin-1")
        return wire.moved(f"{slashed}?{query}" if query else slashed)
    explain("This API has nothing at this address.")
    return wire.page(404, "<h1>Not Found</h1><p>The requested resource was not found on this server.</p>")


def _faulty(status: int, _code: str | None, message: str | None) -> Response:
    return wire.error_answer(ApiError(status, {"detail": message or "A server error occurred."}))


def refuse(_environ: Mapping[str, Any], reason: str) -> Response:
    """Answer whom the guard keeps out."""
    return Response(json.dumps({"detail": reason}), 403, content_type="application/json")


def _stamp(response: Response) -> Response:
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    if "context" in g and response.content_type in ("application/json", None):
        response.headers["Allow"] = ", ".join(wire.allowed_methods())
        if _endpoint() != LOGIN:
            response.headers["Vary"] = "Accept"
    return response


def _http_error(error: HTTPException) -> Response:
    if isinstance(error, MethodNotAllowed):
        return wire.error_answer(method_not_allowed(request.method))
    return wire.error_answer(ApiError(error.code or 400, {"detail": str(error.description or "")}))


def _unexpected(error: Exception) -> Response:
    log.error("a request failed", exc_info=error)
    return wire.failed()
