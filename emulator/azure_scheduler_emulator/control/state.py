"""Everything in one document, out and in again."""

from __future__ import annotations

from flask import Response, jsonify, request
from flask_smorest import Blueprint

from azure_scheduler_emulator.control.context import testbed

blueprint = Blueprint("state", __name__, url_prefix="/state", description="Snapshots.")


@blueprint.get("")
@blueprint.response(200)
def get_state() -> Response:
    """Return everything: clock, jobs with what they wait for, history, faults, sinks. Secrets are in it."""
    return jsonify(testbed().snapshots.take())


@blueprint.put("")
@blueprint.response(204)
def put_state() -> None:
    """Put a snapshot back; what was there before is gone."""
    testbed().snapshots.restore(request.get_json(force=True))
