"""Webhooks. Everybody's are called, whoever does what they wait for."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint

from azure_scheduler_emulator.faces.application import services
from azure_scheduler_emulator.faces.seed_scheduler import reading, wire
from azure_scheduler_emulator.faces.seed_scheduler.context import context
from azure_scheduler_emulator.faces.seed_scheduler.errors import not_found
from azure_scheduler_emulator.faces.seed_scheduler.fields import shown
from azure_scheduler_emulator.faces.seed_scheduler.paging import page
from azure_scheduler_emulator.faces.seed_scheduler.parsing import body
from azure_scheduler_emulator.faces.seed_scheduler.webhooks import FIELDS, KIND, write

blueprint = Blueprint("webhooks", __name__, url_prefix="/api/v1/webhook")


@blueprint.get("/")
def list_webhooks() -> Response:
    """List the webhooks, newest first."""
    found = [record.document for record in reversed(services().documents.all_of(KIND))]
    return wire.answer(page(found, lambda hook: hook["id"], int, services().settings.seed_page_size, write))


@blueprint.post("/")
def create_webhook() -> Response:
    """Create a webhook."""
    given = reading.read(FIELDS, body())
    here = context()
    assert here.user is not None
    now = shown(here.now)
    hook = {"id": services().documents.number(KIND), "created": now, "updated": now, **given, "user": here.user.id}
    _save(hook)
    return wire.answer(write(hook), 201)


@blueprint.get("/<key:number>/")
def get_webhook(number: str) -> Response:
    """Get a webhook."""
    return wire.answer(write(_require(number)))


@blueprint.put("/<key:number>/")
def replace_webhook(number: str) -> Response:
    """Replace a webhook."""
    return _change(number, partial=False)


@blueprint.patch("/<key:number>/")
def update_webhook(number: str) -> Response:
    """Change a webhook; what is not given stays as it is."""
    return _change(number, partial=True)


@blueprint.delete("/<key:number>/")
def delete_webhook(number: str) -> Response:
    """Delete a webhook."""
    if not services().documents.delete(KIND, number):
        raise not_found()
    return wire.empty()


def _change(number: str, *, partial: bool) -> Response:
    hook = _require(number)
    hook = {**hook, **reading.read(FIELDS, body(), partial=partial), "updated": shown(context().now)}
    _save(hook)
    return wire.answer(write(hook))


def _require(number: str) -> dict[str, Any]:
    record = services().documents.find(KIND, number)
    if record is None:
        raise not_found()
    return record.document


def _save(hook: dict[str, Any]) -> None:
    services().documents.put(KIND, str(hook["id"]), hook, hook["event"])
