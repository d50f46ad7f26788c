"""How does a request go through this API? Identify, authenticate, check the version, answer, stamp."""

from __future__ import annotations

import logging

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge

from azure_scheduler_emulator.bootstrap import Emulator
from azure_scheduler_emulator.domain.errors import EmulatorError
from azure_scheduler_emulator.faces.application import complete, new_app
from azure_scheduler_emulator.faces.azure import intake
from azure_scheduler_emulator.faces.azure_arm import paths, unknown, versions, wire
from azure_scheduler_emulator.faces.azure_arm.auth import authenticate
from azure_scheduler_emulator.faces.azure_arm.context import Context, context
from azure_scheduler_emulator.faces.azure_arm.errors import USUAL_CODES, ArmError, translate
from azure_scheduler_emulator.faces.azure_arm.routes import blueprints
from azure_scheduler_emulator.faces.face import Face
from azure_scheduler_emulator.faults import Effect, Moment, Where

NAME = "azure_arm"
#: Nothing that this API takes is larger.
MAX_BODY = 1024 * 1024

log = logging.getLogger(__name__)


def create_app(emulator: Emulator) -> Flask:
    """Return the WSGI application of the Resource Manager face."""
    title = "Azure Scheduler (Resource Manager)"
    app = new_app(__name__, emulator, title, "2016-03-01", paths.spell, MAX_CONTENT_LENGTH=MAX_BODY)
    allowance = wire.Allowance()
    app.before_request(lambda: _admit(emulator))
    app.after_request(lambda response: wire.stamp(response, request, context(), allowance))
    answers = {
        ArmError: _refuse,
        EmulatorError: lambda error: _refuse(translate(error, emulator.settings)),
        HTTPException: _http_error,
        Exception: _unexpected,
    }
    return complete(app, blueprints(with_site=emulator.kudu is not None), answers)


def _admit(emulator: Emulator) -> Response | None:
    """Note who and when; refuse what may not come in; let faults have their way."""
    new_id = emulator.runtime.new_id
    here = Context(
        id=new_id(),
        correlation_id=new_id(),
        now=emulator.runtime.clock.now(),
        subscription=paths.subscription(request.path),
    )
    g.context = here
    path = request.environ["emulator.path"]
    public = paths.is_public(path)
    if not public:
        authenticate(emulator.settings, request.headers.get("Authorization", ""))
    effect = emulator.faults.take(
        Moment(where=Where.API, face=NAME, method=request.method, path=path, host=request.host)
    )
    if effect is not None:
        if effect.operation is not None:
            here.fate = effect.operation
        if effect.status is not None:
            return _faulty(effect, effect.status)
    if not public and not paths.is_graph(path):
        here.api_version = versions.check(intake.query(request).get("api-version"))
    return None


def _faulty(effect: Effect, status: int) -> Response:
    if effect.body is not None:
        return Response(effect.body, status, dict(effect.headers))
    code = effect.code or USUAL_CODES.get(status, "InternalServerError")
    response = _refuse(ArmError(status, code, effect.message or code))
    response.headers.update(dict(effect.headers))
    return response


def _refuse(error: ArmError) -> Response:
    context().gateway = error.gateway
    return wire.json_answer({"error": {"code": error.code, "message": error.message}}, error.status, error.headers)


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


FACE = Face(
    name=NAME,
    title="Azure Scheduler (Resource Manager)",
    claims=paths.claims,
    adopts=paths.adopts,
    create_app=create_app,
)
