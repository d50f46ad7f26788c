"""What is there without a site? Lists of the sites that somebody put, which are mere records; most often none."""

from __future__ import annotations

from flask import Response
from flask_smorest import Blueprint

from azure_scheduler_emulator.faces.application import pull_place
from azure_scheduler_emulator.faces.azure_arm import wire
from azure_scheduler_emulator.faces.azure_arm.context import context
from azure_scheduler_emulator.faces.azure_arm.web.listing import site_records

blueprint = Blueprint("no_sites", __name__, url_prefix="/subscriptions/<subscription>")
pull_place(blueprint, "subscription")


@blueprint.get("/providers/microsoft.web/sites", defaults={"group": ""})
@blueprint.get("/resourcegroups/<group>/providers/microsoft.web/sites")
def list_sites(group: str) -> Response:
    """List the sites that somebody put; the emulator was started without ``--kudu``."""
    context().gateway = True
    return wire.json_answer({"value": site_records(group or None)})
