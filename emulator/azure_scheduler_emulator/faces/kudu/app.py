"""How does a request go through this API? Identify, authenticate, answer; what nobody answers is 404."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from azure_scheduler_emulator.domain.errors import EmulatorError
from azure_scheduler_emulator.domain.tenant import SITE
from azure_scheduler_emulator.faces.application import complete, entered, incoming, new_app, struck
from azure_scheduler_emulator.faces.kudu import context, errors, paths, wire
from azure_scheduler_emulator.faces.kudu.auth import authenticate
from azure_scheduler_emulator.faces.kudu.errors import KuduError
from azure_scheduler_emulator.faces.kudu.routes import blueprints
from azure_scheduler_emulator.service.services import Services

NAME = "kudu"
#: Bytes that a request may bring, as many as the listeners let through; the service's own limit is 4 GiB.
UPLOAD_LIMIT = 128 * 1024**2

log = logging.getLogger(__name__)


def create_app(services: Services) -> Flask:
    """Return the WSGI application of the Kudu API."""
    app = new_app(
        __name__,
        services,
        "Kudu WebJobs",
        "v1",
        paths.spell,
        # Nothing here is answered but what is asked for: the service knows no OPTIONS.
        PROVIDE_AUTOMATIC_OPTIONS=False,
        UPLOAD_LIMIT=UPLOAD_LIMIT,
    )
    app.before_request(lambda: _admit(services))
    app.after_request(_spell_status)
    answers = {
        KuduError: lambda error: error.response,
        EmulatorError: lambda error: errors.translate(error).response,
        HTTPException: _http_error,
        OSError: lambda error: errors.io_error(error).response,
        Exception: _unexpected,
    }
    return complete(app, blueprints(), answers)


def _admit(services: Services) -> Response | None:
    """Note when; refuse who may not come in; let faults have their way."""
    site = context.site()
    g.now = entered(SITE)
    if not incoming().acting:
        authenticate(site.credentials, services.settings)
    site.base = context.base()
    return struck(services, NAME, context.address().raw, _faulty)


def _spell_status(response: Response) -> Response:
    """Write the reason as the service does (``Bad Request``): its node client shows it to people."""
    with suppress(ValueError):
        response.status = f"{response.status_code} {HTTPStatus(response.status_code).phrase}"
    return response


def _faulty(status: int, _code: str | None, message: str | None) -> Response:
    return errors.http_error(status, message or errors.OCCURRED).response


def refuse(_environ: Mapping[str, Any], reason: str) -> Response:
    """Answer whom the guard keeps out."""
    return _spell_status(errors.http_error(403, reason).response)


def _http_error(error: HTTPException) -> Response:
    """Answer unknown paths and verbs alike, as the service's catch-all does."""
    if error.code not in (404, 405):
        return errors.http_error(error.code or 500, str(error.description or errors.OCCURRED)).response
    address = context.address()
    inner = address.raw[len(address.prefix) :].encode("latin-1").decode("utf-8", "replace")
    query = request.query_string.decode("latin-1")
    return wire.json_answer(f"No route registered for '{inner}{'?' if query else ''}{query}'", 404)


def _unexpected(error: Exception) -> Response:
    log.error("a request failed", exc_info=error)
    return errors.exception(500, "The emulator failed to do this; its log says why.", "System.Exception").response
