"""How does the control API say what is wrong? In problem details (RFC 9457)."""

from __future__ import annotations

import json
import logging
from http import HTTPStatus
from typing import Any

from flask import Flask, Response
from marshmallow import ValidationError
from werkzeug.exceptions import HTTPException

from azure_scheduler_emulator.domain.errors import (
    ConflictError,
    EmulatorError,
    InvalidError,
    NotFoundError,
    UnavailableError,
)
from azure_scheduler_emulator.domain.time.moment import render
from azure_scheduler_emulator.engine.commands import RefusedError
from azure_scheduler_emulator.engine.gate import AmidStepError
from azure_scheduler_emulator.http.transport import BusyError
from azure_scheduler_emulator.news import TooManyReadersError
from azure_scheduler_emulator.testbed.trouble import trouble

log = logging.getLogger(__name__)

_STATUS: dict[type, int] = {
    InvalidError: 400,
    NotFoundError: 404,
    ConflictError: 409,
    UnavailableError: 503,
}


def problem(status: int, detail: str, **members: Any) -> Response:
    """Return a problem document."""
    document = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        **members,
    }
    return Response(json.dumps(document), status, content_type="application/problem+json")


def register(app: Flask) -> None:
    """Have every error of ``app`` answered with a problem document."""
    app.register_error_handler(EmulatorError, _emulator_error)
    app.register_error_handler(RefusedError, _refused)
    app.register_error_handler(AmidStepError, _amid_step)
    for kind in (BusyError, TooManyReadersError):
        app.register_error_handler(kind, lambda error: problem(503, str(error)))
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(ValidationError, _misfit)
    app.register_error_handler(Exception, _unexpected)


def _emulator_error(error: EmulatorError) -> Response:
    return problem(next((_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS), 400), str(error))


def _refused(error: RefusedError) -> Response:
    return problem(409, str(error), refused=refusal(error))


def refusal(error: RefusedError) -> dict[str, Any]:
    """Return which clock was not moved, where it was, and why."""
    return {"clock": error.clock, "now": render(error.now), "why": str(error)}


def _amid_step(error: AmidStepError) -> Response:
    answer = problem(409, str(error))
    answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def _misfit(error: ValidationError) -> Response:
    return problem(400, "The request does not fit.", errors=error.messages)


def _http_error(error: HTTPException) -> Response:
    messages = getattr(error, "data", {}).get("messages")
    if messages:
        return problem(400, "The request does not fit.", errors=messages.get("json", messages))
    return problem(error.code or 500, str(error.description or ""))


def _unexpected(error: Exception) -> Response:
    if reason := trouble(error):
        log.debug("a control request failed", exc_info=error)
        return problem(503, reason)
    log.error("a control request failed", exc_info=error)
    return problem(500, "The emulator failed to do this; its log says why.")
