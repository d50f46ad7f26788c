"""The settings of the site, which are variables to its jobs."""

from __future__ import annotations

from flask import Response
from flask_smorest import Blueprint

from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.faces.kudu import errors, wire
from azure_scheduler_emulator.faces.kudu.context import JSON_TYPES, json_body, require_text, site
from azure_scheduler_emulator.webjobs.disk.app_settings import texts

blueprint = Blueprint("app_settings", __name__, url_prefix="/api/settings")


@blueprint.get("")
def list_settings() -> Response:
    """List what clients set."""
    return wire.json_answer(site().ground.settings.own())


@blueprint.post("")
def set_settings() -> Response:
    """Set one (``{"key": ..., "value": ...}``) or several (``{"NAME": ...}``)."""
    document = json_body(JSON_TYPES)
    if not isinstance(document, dict) or not document:
        raise InvalidError("The settings are a JSON object.")
    if set(document) == {"key", "value"}:
        document = {require_text(document["key"], "key"): document["value"]}
    site().ground.settings.set(texts(document))
    site().settings_changed()
    return wire.empty(204)


@blueprint.get("/<key>")
def get_setting(key: str) -> Response:
    """Get the value of one."""
    value = site().ground.settings.find(key)
    if value is None:
        raise errors.http_error(404, f"'{key}' not found.")
    return wire.json_answer(value)


@blueprint.delete("/<key>")
def delete_setting(key: str) -> Response:
    """Take one away."""
    site().ground.settings.remove(key)
    site().settings_changed()
    return wire.empty(204)
