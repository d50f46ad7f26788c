"""Everything in one document, out and in again."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify
from flask_smorest import Blueprint

from azure_scheduler_emulator.control import examples
from azure_scheduler_emulator.control.context import body, testbed
from azure_scheduler_emulator.control.openapi import refuses

#: A snapshot is put back as it was taken; what is in it is ``testbed.snapshots``'s business.
_STATE: dict[str, Any] = {"type": "object", "additionalProperties": True}

blueprint = Blueprint("state", __name__, url_prefix="/state", description="Snapshots.")


@blueprint.get("")
@blueprint.response(200, _STATE, example=examples.STATE)
def get_state() -> Response:
    """Return everything: clock, jobs with what they wait for, history, faults, sinks. Secrets are in it."""
    return jsonify(testbed().snapshots.take())


@blueprint.put("")
@refuses(409)
@blueprint.doc(
    requestBody={"required": True, "content": {"application/json": {"schema": _STATE, "example": examples.STATE}}}
)
@blueprint.response(204)
def put_state() -> None:
    """Put a snapshot back; what was there before is gone."""
    testbed().snapshots.restore(body())
