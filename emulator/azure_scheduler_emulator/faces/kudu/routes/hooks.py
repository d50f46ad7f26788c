"""Web hooks: who is told when a run has ended."""

from __future__ import annotations

from flask import Response
from flask_smorest import Blueprint

from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.faces.kudu import errors, wire
from azure_scheduler_emulator.faces.kudu.context import JSON_TYPES, json_body, require_text, site

blueprint = Blueprint("hooks", __name__, url_prefix="/api/hooks")


@blueprint.get("")
def list_hooks() -> Response:
    """List the subscriptions."""
    return wire.json_answer(site().hooks.all())


@blueprint.post("")
def subscribe() -> Response:
    """Subscribe an address to an event."""
    document = json_body(JSON_TYPES)
    if not isinstance(document, dict):
        raise InvalidError("The web hook is missing.")
    url, event = require_text(document.get("url"), "url"), require_text(document.get("event"), "event")
    insecure = document.get("insecure_ssl") is True
    return wire.json_answer(site().hooks.add(url, event, insecure_ssl=insecure), 201)


@blueprint.post("/publish/<event>")
def publish_event(event: str) -> Response:
    """Tell the subscribers of an event what a client says of it."""
    site().hooks.tell(event, json_body(JSON_TYPES))
    return wire.empty(200)


@blueprint.get("/<id>")
def get_hook(id: str) -> Response:
    """Get a subscription."""
    found = site().hooks.find(id)
    if found is None:
        raise errors.http_error(404, f"Web hook with id {id} not found.")
    return wire.json_answer(found)


@blueprint.delete("/<id>")
def unsubscribe(id: str) -> Response:
    """Take a subscription away."""
    site().hooks.remove(id)
    return wire.empty(200)
