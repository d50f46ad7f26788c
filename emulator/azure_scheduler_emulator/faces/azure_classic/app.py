"""How does a request go through this API? Identify, authenticate, check the version, answer, stamp."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge

from azure_scheduler_emulator.domain.errors import EmulatorError
from azure_scheduler_emulator.domain.tenant import AZURE, Tenant
from azure_scheduler_emulator.faces.application import complete, entered, explain, incoming, new_app, struck
from azure_scheduler_emulator.faces.azure.api_versions import OLDEST, is_api_version
from azure_scheduler_emulator.faces.azure.intake import verdict
from azure_scheduler_emulator.faces.azure_classic import paths, wire
from azure_scheduler_emulator.faces.azure_classic.auth import authenticate
from azure_scheduler_emulator.faces.azure_classic.context import Context, context, query
from azure_scheduler_emulator.faces.azure_classic.errors import (
    USUAL_CODES,
    ClassicError,
    invalid_verb,
    missing_query,
    missing_version,
    not_emulated,
    translate,
)
from azure_scheduler_emulator.faces.azure_classic.routes import blueprints
from azure_scheduler_emulator.service.services import Services

NAME = "azure_classic"
_VERSION = re.compile(r"\d{4}-\d\d-\d\d")
#: The one version of the scheduler's part, which need not be named.
OPTIONAL_VERSION = "2014-04-01"
#: Nothing that this API takes is larger.
MAX_BODY = 1024 * 1024

log = logging.getLogger(__name__)


def create_app(services: Services) -> Flask:
    """Return the WSGI application of the classic API."""
    app = new_app(
        __name__, services, "Azure Scheduler (classic)", OPTIONAL_VERSION, paths.spell, MAX_CONTENT_LENGTH=MAX_BODY
    )
    app.before_request(lambda: _admit(services))
    app.after_request(_stamp)
    answers = {
        ClassicError: _refuse,
        EmulatorError: lambda error: _refuse(translate(error)),
        HTTPException: _http_error,
        Exception: _unexpected,
    }
    return complete(app, blueprints(), answers)


def _admit(services: Services) -> Response | None:
    """Note who and when; refuse what may not come in; let faults have their way."""
    path = request.environ["emulator.path"]
    subscription = request.path.split("/")[1].lower()
    identity = wire.request_id(services.new_id())
    here = Context(identity, entered(Tenant(AZURE, subscription)), subscription, paths.is_passed_through(path))
    g.context = here
    authenticate(services, subscription, request.environ)
    if "\0" in path:
        raise ClassicError(400, "BadRequest")
    answer = struck(services, NAME, path, _faulty)
    here.verdict = verdict(incoming())
    if answer is not None:
        return answer
    _check_version(request.headers.get("x-ms-version", ""))
    # The node client leaves it out in places.
    version = query().get("api-version", OPTIONAL_VERSION)
    if not is_api_version(version):
        explain(f"The api-version '{version}' is not a date (2014-04-01) from {OLDEST} on.")
        raise missing_query()
    return None


def _faulty(status: int, code: str | None, message: str | None) -> Response:
    return _refuse(ClassicError(status, code or USUAL_CODES.get(status, "InternalError"), message))


def _check_version(text: str) -> None:
    try:
        known = _VERSION.fullmatch(text.strip()) and date.fromisoformat(text.strip()) >= OLDEST
    except ValueError:
        known = False
    if not known:
        explain(f"The header x-ms-version is '{text}', not a date (2014-10-01) from {OLDEST} on.")
        raise missing_version()


def _stamp(response: Response) -> Response:
    here = context()
    return wire.stamp(response, id=here.id, now=here.now, passed_through=here.passed_through)


def _refuse(error: ClassicError) -> Response:
    return wire.error_answer(error.status, error.code, error.message)


def refuse(_environ: Mapping[str, Any], reason: str) -> Response:
    """Answer whom the guard keeps out."""
    return wire.error_answer(403, "ForbiddenError", reason)


def _http_error(error: HTTPException) -> Response:
    if isinstance(error, MethodNotAllowed):
        return _refuse(invalid_verb())
    if isinstance(error, RequestEntityTooLarge):
        return _refuse(ClassicError(400, "BadRequest", f"The request body is larger than {MAX_BODY} bytes."))
    if error.code == 404:
        return _refuse(_unknown_path())
    return _refuse(ClassicError(400, "BadRequest"))


def _unknown_path() -> ClassicError:
    """Tell a resource that does not exist from a part of Service Management that is left out."""
    segments = request.path.split("/")[2:]
    ours = ("cloudservices", "services", "entitleresource", "resourceproviders", "operations", "certificates")
    if segments and segments[0].lower() in ours and not (segments[0].lower() == "services" and len(segments) > 1):
        return ClassicError(404, "ResourceNotFound")
    log.warning("not emulated: %s %s", request.method, request.path)
    return not_emulated()


def _unexpected(error: Exception) -> Response:
    log.error("a request failed", exc_info=error)
    return _refuse(ClassicError(500, "InternalError"))
