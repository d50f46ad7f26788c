"""Where is asked before something goes for good? In a dialog with the script, on a page without one."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, abort, request

from azure_scheduler_emulator.console.actions.jobs import chosen
from azure_scheduler_emulator.console.context import testbed
from azure_scheduler_emulator.console.rendering import base, fragment, page
from azure_scheduler_emulator.console.views import asking
from azure_scheduler_emulator.console.views.asking import Question
from azure_scheduler_emulator.domain.errors import EmulatorError

blueprint = Blueprint("asking", __name__, url_prefix="/ask")


@blueprint.get("/reset")
def reset() -> Response:
    """Ask before everything goes."""
    return _asked(asking.reset(testbed()), "/setup#state")


@blueprint.get("/jobs")
def jobs() -> Response:
    """Ask before jobs go."""
    try:
        question = asking.jobs(testbed(), chosen(request.args))
    except EmulatorError as error:
        abort(404, str(error))
    if not question.fields[1:]:
        abort(400, "Choose some jobs first.")
    return _asked(question, "/jobs")


@blueprint.get("/traffic")
def traffic() -> Response:
    """Ask before the traffic goes."""
    return _asked(asking.traffic(testbed()), "/traffic")


@blueprint.get("/snapshot")
def snapshot() -> Response:
    """Ask before everything goes for a snapshot, or a snapshot itself."""
    question = asking.snapshot(testbed(), request.args.get("name", ""), request.args.get("do", ""))
    return _asked(question, "/setup#state")


@blueprint.get("/owner")
def owner() -> Response:
    """Ask before the things of one subscription or owner go."""
    question = asking.owner(testbed(), request.args.get("api", ""), request.args.get("owner", ""))
    return _asked(question, "/setup#subscriptions")


def _asked(question: Question, back: str) -> Response:
    shown = replace(question, back=f"{base()}{back}")
    if "HX-Request" in request.headers:
        return fragment("parts/ask.html", it=shown, scripted=True)
    return page("ask.html", "setup", question.head, it=shown)
