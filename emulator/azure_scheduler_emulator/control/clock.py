"""Moving time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import current_app
from flask_smorest import Blueprint

from azure_scheduler_emulator.bootstrap import Emulator
from azure_scheduler_emulator.control.schemas import AdvancedDocument, AdvanceDocument, ClockDocument, NextDocument
from azure_scheduler_emulator.domain.errors import ConflictError, InvalidError, NotFoundError

blueprint = Blueprint("clock", __name__, url_prefix="/clock", description="Read, set and move the emulator's time.")


@blueprint.get("")
@blueprint.response(200, ClockDocument)
def get_clock() -> dict[str, Any]:
    """Tell the time."""
    return _clock(_emulator())


@blueprint.put("")
@blueprint.arguments(ClockDocument)
@blueprint.response(200, ClockDocument)
def put_clock(wanted: dict[str, Any]) -> dict[str, Any]:
    """Set the clock.

    A move forward runs what falls due on the way, as advance does; a move backward is refused while there are jobs,
    since their occurrences would be due a second time.
    """
    emulator = _emulator()
    set_clock(emulator, wanted)
    return _clock(emulator)


@blueprint.post("/advance")
@blueprint.arguments(AdvanceDocument)
@blueprint.response(200, AdvancedDocument)
def advance(wanted: dict[str, Any]) -> dict[str, Any]:
    """Move a virtual clock and run everything that falls due, in order, until all of it is stored."""
    emulator = _emulator()
    _require_virtual(emulator)
    if ("by" in wanted) == ("to" in wanted):
        raise InvalidError("Say either 'by' or 'to'.")
    now = emulator.runtime.clock.now()
    try:
        target = wanted["to"] if "to" in wanted else now + wanted["by"]
    except OverflowError:
        raise InvalidError("The clock ends with the year 9999.") from None
    if target < now:
        raise ConflictError("The clock does not go backward while it advances; PUT /clock sets it.")
    return _advance(emulator, target)


@blueprint.post("/next")
@blueprint.arguments(NextDocument)
@blueprint.response(200, AdvancedDocument)
def advance_to_next(wanted: dict[str, Any]) -> dict[str, Any]:
    """Move a virtual clock to the next due moment, of one job if it is named, and run it."""
    emulator = _emulator()
    _require_virtual(emulator)
    due = emulator.engine.next_due_of(wanted["job"]) if "job" in wanted else emulator.engine.next_due()
    if due is None:
        raise NotFoundError("Nothing is due.")
    return _advance(emulator, max(due, emulator.runtime.clock.now()))


def set_clock(emulator: Emulator, wanted: dict[str, Any]) -> None:
    """Set the clock as a document asks for.

    Raises:
        ConflictError: it would go backward while there are jobs.
        InvalidError: a moment is given for the system clock.
    """
    clock = emulator.runtime.clock
    with emulator.engine.turn:
        now = clock.now()
        if wanted["mode"] == "system":
            if "now" in wanted:
                raise InvalidError("The system clock cannot be set.")
            clock.follow_system()
        elif (target := wanted.get("now", now)) >= now:
            if not clock.virtual:
                clock.set(now)
            emulator.advance(target)
        elif emulator.engine.has_jobs():
            raise ConflictError("The clock cannot go backward while there are jobs; reset first.")
        else:
            clock.set(target)
        emulator.remember_clock()
    emulator.alarm.rearm()


def _advance(emulator: Emulator, target: datetime) -> dict[str, Any]:
    made = emulator.advance(target)
    return {"now": emulator.runtime.clock.now(), "executions": made}


def _require_virtual(emulator: Emulator) -> None:
    if not emulator.runtime.clock.virtual:
        raise ConflictError("The clock follows the system; make it virtual first (PUT /clock).")


def _clock(emulator: Emulator) -> dict[str, Any]:
    clock = emulator.runtime.clock
    return {"mode": "virtual" if clock.virtual else "system", "now": clock.now()}


def _emulator() -> Emulator:
    found: Emulator = current_app.extensions["emulator"]
    return found
