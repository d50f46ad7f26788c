"""Moving time."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Blueprint, request

from azure_scheduler_emulator.console import instants, wording
from azure_scheduler_emulator.console.actions.deeds import Done, deed
from azure_scheduler_emulator.console.context import testbed
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.time import duration

blueprint = Blueprint("do-clock", __name__, url_prefix="/do")

_STOOD = "The clock was not moved."
_MOVED = ("clock", "ran", "asked")


@deed(blueprint, "clock/freeze", 'PUT /_emulator/clock {"mode": "virtual"}', _STOOD)
def freeze() -> Done:
    """Have time stand still where it is."""
    testbed().timeline.set_mode("virtual")
    return Done(news=_MOVED)


@deed(blueprint, "clock/system", 'PUT /_emulator/clock {"mode": "system"}', _STOOD)
def follow_system() -> Done:
    """Go back to the machine's time."""
    testbed().timeline.set_mode("system")
    return Done(news=_MOVED)


@deed(blueprint, "clock/next", "POST /_emulator/clock/next", _STOOD)
def advance_to_next() -> Done:
    """Go to the next due moment, of one job if it is named, and run it."""
    return _moved(testbed().timeline.advance_to_next(request.form.get("job") or None))


@deed(blueprint, "clock/advance", "POST /_emulator/clock/advance", _STOOD)
def advance() -> Done:
    """Go on by a span, or to a moment, and run what falls due on the way."""
    timeline = testbed().timeline
    timeline.require_virtual()
    if by := request.form.get("by"):
        return _moved(timeline.advance_by(_forward(duration.parse(by))))
    return _moved(timeline.advance(_target()))


def _target() -> datetime:
    return instants.read(request.form.get("to", ""), testbed().clock.now())


def _forward(span: timedelta) -> timedelta:
    if span < timedelta():
        raise InvalidError("The clock does not go backward while it advances.")
    return span


def _moved(made: int) -> Done:
    now = wording.moment(testbed().clock.now())
    return Done(f"It is {now} now.", f"{wording.many(made, 'call')} made on the way.", news=_MOVED)
