"""Which pages are there?"""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from azure_scheduler_emulator.console import instants
from azure_scheduler_emulator.console.context import testbed
from azure_scheduler_emulator.console.parts import PARTS
from azure_scheduler_emulator.console.rendering import base, looks, page, part
from azure_scheduler_emulator.console.views import definitions, job, setup, snapshots
from azure_scheduler_emulator.console.views.faults import TEMPLATES
from azure_scheduler_emulator.console.views.jobs import ORDERS, STATES
from azure_scheduler_emulator.console.views.traffic import ANSWERS, METHODS
from azure_scheduler_emulator.domain.errors import EmulatorError, NotFoundError

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def overview() -> AnyResponse:
    """Show what is there, what comes next, what happened."""
    if "q" in request.args:
        # Where the page of before searched.
        return redirect(f"{base()}/jobs?{request.query_string.decode('latin-1')}", 303)
    shown = looks("faults-note", "figures", "timeline", "upcoming", "running", "failures")
    return page("overview.html", "overview", "Overview", **shown)


@blueprint.get("/jobs")
def list_jobs() -> Response:
    """Show which jobs there are."""
    return page("jobs.html", "jobs", "Jobs", states=STATES, orders=ORDERS, **looks("jobs"))


@blueprint.get("/jobs/<identity>")
def show_job(identity: str) -> Response:
    """Show one job."""
    past = request.args.get("past", "").strip()
    try:
        shown = looks("job-head", "job-facts", "job-next", "job-month", "job-history", id=identity)
        definition = definitions.definition(testbed(), identity, request.args.get("as", ""))
    except NotFoundError:
        abort(404, "There is no such job, or it is there no more: deleted, or purged when it was done.")
    return page(
        "job.html",
        "jobs",
        shown["its"]["job-head"].label,
        id=identity,
        definition=definition,
        past=past,
        why=_why(identity, past) if past else "",
        **shown,
    )


def _why(identity: str, past: str) -> str:
    try:
        return job.why(testbed(), identity, instants.read(past, testbed().clock.now()))
    except EmulatorError as error:
        return str(error)


@blueprint.get("/traffic")
def show_traffic() -> Response:
    """Show what went over the wire."""
    return page("traffic.html", "traffic", "Traffic", answers=ANSWERS, methods=METHODS, **looks("traffic", "exchange"))


@blueprint.get("/setup")
def set_up() -> Response:
    """Show how to connect, and what can be set."""
    compared, differences, problem = request.args.get("compare", ""), [], ""
    if compared:
        try:
            differences = snapshots.compare(testbed(), compared)
        except EmulatorError as error:
            problem = str(error)
    return page(
        "setup.html",
        "setup",
        "Setup",
        templates=TEMPLATES,
        compared=compared,
        differences=differences,
        problem=problem,
        connection=setup.connection(testbed(), request.args.get("sdk", ""), request.host),
        certificates=setup.certificates(testbed()),
        settings=setup.settings(testbed(), everything=request.args.get("settings") == "all"),
        **looks("subscriptions", "faults", "sinks", "snapshots"),
    )


@blueprint.get("/parts/<name>")
def one_part(name: str) -> Response:
    """Show a part of a page again."""
    if name not in PARTS:
        abort(404, f"There is no part '{name}'.")
    try:
        return part(name, request.args)
    except NotFoundError as error:
        abort(404, str(error))
    except KeyError:
        abort(400, "Which one?")
