"""Moving time."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, request

from azure_scheduler_emulator.clock import SHARED
from azure_scheduler_emulator.console import instants
from azure_scheduler_emulator.console.actions.deeds import Done, deed
from azure_scheduler_emulator.console.context import testbed
from azure_scheduler_emulator.console.views.clock import arrival
from azure_scheduler_emulator.domain.time.calendar_span import CalendarSpan
from azure_scheduler_emulator.engine.commands import Advance, Command, Next, Walk
from azure_scheduler_emulator.engine.timeline import Timeline
from azure_scheduler_emulator.http.waiting import waiting

blueprint = Blueprint("do-clock", __name__, url_prefix="/do")

_STOOD = "The clock was not moved."
_MOVED = ("clock", "ran", "asked")
#: Seconds that a form waits for the end of an advance; what takes longer is shown on its way, and can be cancelled.
PATIENCE = 0.5


@deed(blueprint, "clock/freeze", 'PUT /_emulator/clock {"mode": "virtual"}', _STOOD)
def freeze() -> Done:
    """Have time stand still where it is."""
    _timeline().set_mode("virtual")
    return Done(news=_MOVED)


@deed(blueprint, "clock/system", 'PUT /_emulator/clock {"mode": "system"}', _STOOD)
def follow_system() -> Done:
    """Go back to the machine's time."""
    testbed().timeline.set_mode("system")
    return Done(news=_MOVED)


@deed(blueprint, "clock/next", "POST /_emulator/clock/next", _STOOD)
def advance_to_next() -> Done:
    """Go to the next due moment, of one job if it is named, and run it."""
    return _move(Next(request.form.get("job") or None))


@deed(blueprint, "clock/advance", "POST /_emulator/clock/advance", _STOOD)
def advance() -> Done:
    """Go on by a span, or to a moment, and run what falls due on the way."""
    _timeline().require_virtual()
    if by := request.form.get("by"):
        return _move(Walk(by=CalendarSpan.parse(by)))
    return _move(Walk(to=_target()))


@deed(blueprint, "clock/cancel", "DELETE /_emulator/clock/advances/ID", "The advance was not cancelled.")
def cancel() -> Done:
    """Have an advance end after the call that is under way."""
    found = testbed().clockwork.find(request.form.get("advance", ""), _clock())
    testbed().clockwork.cancel(found)
    with waiting(request.environ):
        found.finished.wait(PATIENCE)
    return Done(news=_MOVED)


def _clock() -> str:
    return request.form.get("clock", SHARED)


def _timeline() -> Timeline:
    return Timeline(testbed().clockwork, _clock())


def _target() -> datetime:
    return instants.read(request.form.get("to", ""), _timeline().clock.now())


def _move(command: Command) -> Done:
    moved = testbed().clockwork.do(command, _clock())
    with waiting(request.environ):
        moved.finished.wait(PATIENCE)
    return _told(moved)


def _told(moved: Advance) -> Done:
    if not moved.over:
        return Done("The clock is on its way.", "The strip above shows how far.", news=_MOVED, awaits=moved.id)
    if moved.error is not None:
        raise moved.error
    return Done(*arrival(moved), news=_MOVED)
