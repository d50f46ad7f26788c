"""Moving time."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from azure_scheduler_emulator.clock import SHARED
from azure_scheduler_emulator.control import examples, moving
from azure_scheduler_emulator.control.context import testbed
from azure_scheduler_emulator.control.openapi import refuses
from azure_scheduler_emulator.control.schemas import (
    AdvancedDocument,
    AdvanceDocument,
    AdvanceStateDocument,
    NextDocument,
)
from azure_scheduler_emulator.testbed.documents import ClockDocument

PATH = "/clock"

blueprint = Blueprint("clock", __name__, url_prefix=PATH, description="Read, set and move the emulator's time.")


@blueprint.get("")
@blueprint.response(200, ClockDocument, example=examples.CLOCK)
def get_clock() -> dict[str, Any]:
    """Tell the time."""
    return moving.told(SHARED)


@blueprint.put("")
@refuses(409)
@blueprint.arguments(ClockDocument, example=examples.CLOCK)
@blueprint.response(200, ClockDocument, example=examples.CLOCK)
def put_clock(wanted: dict[str, Any]) -> dict[str, Any]:
    """Set the clock.

    A move forward runs what falls due on the way, as advance does; a move backward is refused while there are jobs,
    since their occurrences would be due a second time. With a rate the clock runs from there.
    """
    return moving.put(SHARED, wanted)


@blueprint.post("/advance")
@refuses(409)
@blueprint.arguments(AdvanceDocument, example=examples.ADVANCE)
@blueprint.response(200, AdvancedDocument, example=examples.ADVANCED)
@blueprint.alt_response(202, schema=AdvanceStateDocument, example=examples.ADVANCE_STATE, description="Not done yet.")
def advance(wanted: dict[str, Any]) -> Any:
    """Move a virtual clock and run everything that falls due, in order, until all of it is stored."""
    return moving.advance(SHARED, wanted, PATH)


@blueprint.post("/next")
@refuses(404, 409)
@blueprint.arguments(NextDocument, example={})
@blueprint.response(200, AdvancedDocument, example=examples.ADVANCED)
@blueprint.alt_response(202, schema=AdvanceStateDocument, example=examples.ADVANCE_STATE, description="Not done yet.")
def advance_to_next(wanted: dict[str, Any]) -> Any:
    """Move a virtual clock to the next due moment, of one job if it is named, and run it."""
    return moving.advance_to_next(SHARED, wanted, PATH)


@blueprint.get("/advances")
@blueprint.response(200, AdvanceStateDocument(many=True), example=[examples.ADVANCE_STATE])
def list_advances() -> list[dict[str, Any]]:
    """List the newest moves of the clock, newest first."""
    return [moving.document(found) for found in testbed().clockwork.all_of()]


@blueprint.get("/advances/<string:identity>")
@blueprint.response(200, AdvanceStateDocument, example=examples.ADVANCE_STATE)
def get_advance(identity: str) -> dict[str, Any]:
    """Tell how far a move is."""
    return moving.document(testbed().clockwork.find(identity))


@blueprint.delete("/advances/<string:identity>")
@blueprint.response(200, AdvanceStateDocument, example=examples.ADVANCE_STATE)
def cancel_advance(identity: str) -> dict[str, Any]:
    """Cancel a move: the call under way ends and is stored, and the clock stands where it is."""
    return moving.cancel(SHARED, identity)
