"""Moving time."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from azure_scheduler_emulator.control import examples
from azure_scheduler_emulator.control.context import testbed
from azure_scheduler_emulator.control.openapi import refuses
from azure_scheduler_emulator.control.schemas import AdvancedDocument, AdvanceDocument, NextDocument
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.testbed.documents import ClockDocument

blueprint = Blueprint("clock", __name__, url_prefix="/clock", description="Read, set and move the emulator's time.")


@blueprint.get("")
@blueprint.response(200, ClockDocument, example=examples.CLOCK)
def get_clock() -> dict[str, Any]:
    """Tell the time."""
    testbed().timeline.look()
    return _clock()


@blueprint.put("")
@refuses(409)
@blueprint.arguments(ClockDocument, example=examples.CLOCK)
@blueprint.response(200, ClockDocument, example=examples.CLOCK)
def put_clock(wanted: dict[str, Any]) -> dict[str, Any]:
    """Set the clock.

    A move forward runs what falls due on the way, as advance does; a move backward is refused while there are jobs,
    since their occurrences would be due a second time.
    """
    testbed().timeline.set_mode(wanted["mode"], wanted.get("now"))
    return _clock()


@blueprint.post("/advance")
@refuses(409)
@blueprint.arguments(AdvanceDocument, example=examples.ADVANCE)
@blueprint.response(200, AdvancedDocument, example=examples.ADVANCED)
def advance(wanted: dict[str, Any]) -> dict[str, Any]:
    """Move a virtual clock and run everything that falls due, in order, until all of it is stored."""
    timeline = testbed().timeline
    timeline.require_virtual()
    if ("by" in wanted) == ("to" in wanted):
        raise InvalidError("Say either 'by' or 'to'.")
    made = timeline.advance(wanted["to"]) if "to" in wanted else timeline.advance_by(wanted["by"])
    return _advanced(made)


@blueprint.post("/next")
@refuses(404, 409)
@blueprint.arguments(NextDocument, example={})
@blueprint.response(200, AdvancedDocument, example=examples.ADVANCED)
def advance_to_next(wanted: dict[str, Any]) -> dict[str, Any]:
    """Move a virtual clock to the next due moment, of one job if it is named, and run it."""
    return _advanced(testbed().timeline.advance_to_next(wanted.get("job")))


def _advanced(made: int) -> dict[str, Any]:
    return {"now": testbed().clock.now(), "executions": made}


def _clock() -> dict[str, Any]:
    clock = testbed().clock
    return {"mode": "virtual" if clock.virtual else "system", "now": clock.now()}
