"""How does a request go through this API? Identify, authenticate, check the version, answer, stamp."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge

from azure_scheduler_emulator.domain.errors import EmulatorError
from azure_scheduler_emulator.domain.tenant import AZURE, Tenant
from azure_scheduler_emulator.faces.application import complete, entered, incoming, new_app, struck
from azure_scheduler_emulator.faces.azure import intake
from azure_scheduler_emulator.faces.azure_arm import paths, unknown, versions, wire
from azure_scheduler_emulator.faces.azure_arm.auth import authenticate
from azure_scheduler_emulator.faces.azure_arm.context import Context, context
from azure_scheduler_emulator.faces.azure_arm.deployments import deletion
from azure_scheduler_emulator.faces.azure_arm.deployments import routes as deployments
from azure_scheduler_emulator.faces.azure_arm.errors import USUAL_CODES, ArmError, translate
from azure_scheduler_emulator.faces.azure_arm.resources import routes as resources
from azure_scheduler_emulator.faces.azure_arm.routes import blueprints
from azure_scheduler_emulator.service.services import Services

NAME = "azure_arm"
#: Nothing that this API takes is larger.
MAX_BODY = 1024 * 1024

log = logging.getLogger(__name__)


def create_app(services: Services) -> Flask:
    """Return the WSGI application of the Resource Manager face."""
    title = "Azure Scheduler (Resource Manager)"
    app = new_app(__name__, services, title, "2016-03-01", paths.spell, MAX_CONTENT_LENGTH=MAX_BODY)
    allowance = wire.Allowance()
    app.before_request(lambda: _admit(services))
    app.after_request(lambda response: wire.stamp(response, request, context(), allowance))
    answers = {
        ArmError: _refuse,
        EmulatorError: lambda error: _refuse(translate(error, services.settings)),
        HTTPException: _http_error,
        Exception: _unexpected,
    }
    app.url_map.converters["other_provider"] = resources.OtherProvider
    beside = (deletion.blueprint, deployments.blueprint, resources.blueprint)
    return complete(app, (*beside, *blueprints(with_site=services.site is not None)), answers)


def _admit(services: Services) -> Response | None:
    """Note who and when; refuse what may not come in; let faults have their way."""
    new_id = services.new_id
    subscription = paths.subscription(request.path)
    now = entered(Tenant(AZURE, subscription.lower()))
    here = Context(id=new_id(), correlation_id=new_id(), now=now, subscription=subscription)
    g.context = here
    path = request.environ["emulator.path"]
    public = paths.is_public(path)
    if not public and not incoming().acting:
        authenticate(services.settings, request.headers.get("Authorization", ""))
    answer = struck(services, NAME, path, _faulty)
    here.verdict = intake.verdict(incoming())
    if answer is not None:
        return answer
    if not public and not paths.is_graph(path):
        here.api_version = versions.check(intake.query(request).get("api-version"))
    return None


def _faulty(status: int, code: str | None, message: str | None) -> Response:
    code = code or USUAL_CODES.get(status, "InternalServerError")
    return _refuse(ArmError(status, code, message or code))


def _refuse(error: ArmError) -> Response:
    context().gateway = error.gateway
    return wire.json_answer({"error": {"code": error.code, "message": error.message}}, error.status, error.headers)


def refuse(_environ: Mapping[str, Any], reason: str) -> Response:
    """Answer whom the guard keeps out."""
    return wire.json_answer({"error": {"code": "Forbidden", "message": reason}}, 403)


def _http_error(error: HTTPException) -> Response:
    if isinstance(error, MethodNotAllowed):
        return _refuse(
            ArmError(405, "HttpMethodNotSupported", f"The HTTP method '{request.method}' is not supported here.")
        )
    if isinstance(error, RequestEntityTooLarge):
        return _refuse(ArmError(413, "RequestEntityTooLarge", f"The request body is larger than {MAX_BODY} bytes."))
    if error.code == 404:
        log.warning("not emulated: %s %s", request.method, request.path)
        return _refuse(unknown.error(request.path, context().api_version))
    return _refuse(ArmError(400, "BadRequest", "The request is not valid."))


def _unexpected(error: Exception) -> Response:
    log.error("a request failed", exc_info=error)
    return _refuse(ArmError(500, "InternalServerError", "The server encountered an internal error."))
