"""Which pages are there?"""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from azure_scheduler_emulator.console.context import testbed
from azure_scheduler_emulator.console.parts import PARTS
from azure_scheduler_emulator.console.rendering import base, looks, page, part
from azure_scheduler_emulator.console.views import setup
from azure_scheduler_emulator.console.views.faults import TEMPLATES
from azure_scheduler_emulator.console.views.overview import SPANS

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def overview() -> AnyResponse:
    """Show what is there, what comes next, what happened."""
    if "q" in request.args:
        # Where the page of before searched.
        return redirect(f"{base()}/jobs?{request.query_string.decode('latin-1')}", 303)
    shown = looks("faults-note", "figures", "timeline", "upcoming", "running", "failures")
    return page("overview.html", "overview", "Overview", spans=SPANS, **shown)


@blueprint.get("/setup")
def set_up() -> Response:
    """Show how to connect, and what can be set."""
    return page(
        "setup.html",
        "setup",
        "Setup",
        templates=TEMPLATES,
        connection=setup.connection(testbed(), request.args.get("sdk", ""), request.host),
        certificates=setup.certificates(testbed()),
        settings=setup.settings(testbed(), everything=request.args.get("settings") == "all"),
        **looks("subscriptions", "faults", "sinks"),
    )


@blueprint.get("/parts/<name>")
def one_part(name: str) -> Response:
    """Show a part of a page again."""
    if name not in PARTS:
        abort(404, f"There is no part '{name}'.")
    return part(name, request.args)
