"""Groups of users."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint

from azure_scheduler_emulator.faces.application import services
from azure_scheduler_emulator.faces.seed_scheduler import wire
from azure_scheduler_emulator.faces.seed_scheduler.context import accounts, url
from azure_scheduler_emulator.faces.seed_scheduler.errors import not_found
from azure_scheduler_emulator.faces.seed_scheduler.paging import page

blueprint = Blueprint("groups", __name__, url_prefix="/api/v1/group")


@blueprint.get("/")
def list_groups() -> Response:
    """List the groups, newest first."""
    size = services().settings.seed_page_size
    return wire.answer(page(accounts().groups(), lambda group: group["id"], int, size, _group))


@blueprint.get("/<key:group_id>/")
def get_group(group_id: str) -> Response:
    """Get a group."""
    group = accounts().group(int(group_id)) if group_id.isdecimal() else None
    if group is None:
        raise not_found()
    return wire.answer(_group(group))


def _group(group: dict[str, Any]) -> dict[str, Any]:
    return {"url": url("group", group["id"]), "name": group["name"]}
