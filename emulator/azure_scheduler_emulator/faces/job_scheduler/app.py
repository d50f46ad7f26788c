"""How does a request go through this API? Take its path apart, authenticate, answer in the format that it accepts."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge

from azure_scheduler_emulator.domain.errors import EmulatorError
from azure_scheduler_emulator.domain.tenant import JobScope
from azure_scheduler_emulator.faces.application import complete, entered, incoming, new_app, struck
from azure_scheduler_emulator.faces.job_scheduler import paths, wire
from azure_scheduler_emulator.faces.job_scheduler.auth import authenticate
from azure_scheduler_emulator.faces.job_scheduler.context import Context
from azure_scheduler_emulator.faces.job_scheduler.errors import ApiError, too_large, translate
from azure_scheduler_emulator.faces.job_scheduler.negotiation import EVERY, Format, negotiate
from azure_scheduler_emulator.faces.job_scheduler.routes import blueprints
from azure_scheduler_emulator.service.services import Services

NAME = "job_scheduler"
#: Room for 2048 bytes of data in any spelling, and then some.
MAX_BODY = 64 * 1024

log = logging.getLogger(__name__)


def create_app(services: Services) -> Flask:
    """Return the WSGI application of the Job Scheduler API."""
    app = new_app(__name__, services, "Job Scheduler API", "1", paths.spell, MAX_CONTENT_LENGTH=MAX_BODY)
    app.before_request(lambda: _admit(services))
    app.after_request(_stamp)
    answers = {
        ApiError: _refuse,
        EmulatorError: lambda error: _refuse(translate(error)),
        HTTPException: _http_error,
        Exception: _unexpected,
    }
    return complete(app, blueprints(), answers)


def _admit(services: Services) -> Response | None:
    """Note who and when; refuse who may not come in; let faults have their way."""
    open_mode = services.settings.job_scheduler_auth == "open"
    account = incoming().acting or authenticate(dict(request.headers), open_mode=open_mode)
    g.context = Context(account, entered(JobScope.of_account(account).tenant))
    return struck(services, NAME, request.environ["emulator.path"], _faulty)


def _faulty(status: int, _code: str | None, message: str | None) -> Response:
    return _refuse(ApiError(status, message or "The service cannot do this at the moment."))


def _stamp(response: Response) -> Response:
    response.headers["Vary"] = "Accept"
    return response


def _refuse(error: ApiError) -> Response:
    """Answer an error in the format that the client accepts, in plain text if it accepts none."""
    accepted = negotiate(request.headers.get("Accept"), EVERY) or Format.TEXT
    return wire.error_answer(accepted, error)


def refuse(environ: Mapping[str, Any], reason: str) -> Response:
    """Answer whom the guard keeps out."""
    return wire.error_answer(negotiate(environ.get("HTTP_ACCEPT"), EVERY) or Format.TEXT, ApiError(403, reason))


def _http_error(error: HTTPException) -> Response:
    if isinstance(error, MethodNotAllowed):
        allowed = ", ".join(sorted(error.valid_methods or ()))
        return _refuse(ApiError(405, f"{request.method} is not possible here.", {"Allow": allowed}))
    if isinstance(error, RequestEntityTooLarge):
        return _refuse(too_large())
    if error.code == 404:
        return _refuse(ApiError(404, "There is nothing at this address."))
    return _refuse(ApiError(error.code or 400, "The request is malformed."))


def _unexpected(error: Exception) -> Response:
    log.error("a request failed", exc_info=error)
    return _refuse(ApiError(500, "The request failed."))
