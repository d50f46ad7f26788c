"""What does a path tell about itself when it is asked for its options? (recorded for schedules and metrics)"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from flask import Response

from azure_scheduler_emulator.faces.seed_scheduler import schedules, webhooks, wire
from azure_scheduler_emulator.faces.seed_scheduler.fields import Boolean, Field, Integer, Moment, Text

_METRICS = """Metrics Interaction
GET - returns list of all available metrics on the service
POST - starts up the task that fires all the scheduled metrics"""
#: Name and description of the paths that are neither a list nor an instance. Descriptions are empty where unknown.
_NAMES = {
    "helpers.show_root": ("Api Root", ""),
    "helpers.health": ("Healthcheck", ""),
    "helpers.metrics": ("Metrics", _METRICS),
    "helpers.start_metrics": ("Metrics", _METRICS),
    "users.log_in": ("Obtain Auth Token", ""),
    "users.create_token": ("User", ""),
}
#: The kinds of thing; each has a list and an instance.
_KINDS = {
    "users": ("User", ""),
    "groups": ("Group", ""),
    "schedules": ("Schedule", "API endpoint that allows schedule models to be viewed or edited."),
    "failed_tasks": ("Failed Task", ""),
    "webhooks": ("Hook", ""),
}


def answer(endpoint: str, methods: Sequence[str]) -> Response:
    """Return what is known about the path of an endpoint that knows these methods."""
    # A function with two paths has a number after its name at one of them.
    endpoint = re.sub(r"_\d+$", "", endpoint)
    name, description = _NAMES.get(endpoint) or _of_kind(endpoint)
    document: dict[str, Any] = {
        "name": name,
        "description": description,
        "renders": ["application/json"] if endpoint == "users.log_in" else ["application/json", "text/html"],
        "parses": ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"],
    }
    fields = _fields(endpoint.partition(".")[0])
    action = next((method for method in ("POST", "PUT") if method in methods), None)
    if fields and action:
        document["actions"] = {action: fields}
    return wire.answer(document)


def _of_kind(endpoint: str) -> tuple[str, str]:
    kind, _, function = endpoint.partition(".")
    name, description = _KINDS[kind]
    return f"{name} {'List' if function.startswith(('list', 'create', 'requeue')) else 'Instance'}", description


def _fields(kind: str) -> dict[str, Any]:
    if kind == "schedules":
        return {
            "url": _shown("field", "Url"),
            "id": _shown("string", "Id"),
            **{field.name: _given(field) for field in schedules.FIELDS},
            "created_at": _shown("datetime", "Created at"),
            "created_by": _shown("field", "Created by"),
            "updated_at": _shown("datetime", "Updated at"),
            "updated_by": _shown("field", "Updated by"),
        }
    if kind == "webhooks":
        target = {**_given(webhooks.FIELDS[1]), "type": "url"}
        return {
            "id": _shown("integer", "ID"),
            "created": _shown("datetime", "Created"),
            "updated": _shown("datetime", "Updated"),
            "event": _given(webhooks.FIELDS[0]),
            "target": target,
            "user": _shown("field", "User"),
        }
    return {}


def _shown(kind: str, label: str) -> dict[str, Any]:
    return {"type": kind, "required": False, "read_only": True, "label": label}


def _given(field: Field) -> dict[str, Any]:
    kinds = {Integer: "integer", Text: "string", Moment: "datetime", Boolean: "boolean"}
    known: dict[str, Any] = {
        "type": kinds.get(type(field), "field"),
        "required": field.required,
        "read_only": False,
        "label": field.name.replace("_", " ").capitalize(),
    }
    if isinstance(field, Integer):
        known |= {"min_value": -(2**31), "max_value": 2**31 - 1}
    if isinstance(field, Text) and field.longest is not None:
        known["max_length"] = field.longest
    return known
