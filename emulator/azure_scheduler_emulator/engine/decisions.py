"""May a clock be moved so, and where to? Decided when it is the command's turn."""

from __future__ import annotations

from datetime import datetime

from azure_scheduler_emulator.clock import Clock
from azure_scheduler_emulator.domain.errors import NotFoundError
from azure_scheduler_emulator.engine.commands import Next, RefusedError, Walk
from azure_scheduler_emulator.engine.engine import Engine
from azure_scheduler_emulator.machine import wall

_BACK = "The clock cannot go backward while there are jobs; reset first."


def check_setting(engine: Engine, clock: Clock, now: datetime, target: datetime) -> None:
    """Refuse to set a clock back while jobs live by it, whose occurrences would be due a second time.

    Raises:
        RefusedError: that is what would happen.
    """
    if target < now and engine.has_jobs(clock.id):
        raise RefusedError(clock, _BACK)


def check_following(engine: Engine, clock: Clock, now: datetime) -> None:
    """Refuse to go back to the machine's time, as ``check_setting`` does."""
    if clock.virtual:
        check_setting(engine, clock, now, wall())


def check_virtual(clock: Clock) -> None:
    """Refuse to move a clock that follows the system.

    Raises:
        RefusedError: it does.
    """
    if not clock.virtual:
        raise RefusedError(clock, "The clock follows the system; make it virtual first (PUT /clock).")


def target(engine: Engine, clock: Clock, command: Walk | Next) -> datetime:
    """Return where a command moves its clock to, now that it is its turn.

    Raises:
        RefusedError: the clock follows the system, or stands later by now.
        InvalidError: time ends before.
        NotFoundError: nothing is due.
    """
    check_virtual(clock)
    now = clock.now()
    if isinstance(command, Next):
        due = engine.next_due(clock.id) if command.job is None else engine.next_due_of(command.job, clock.id)
        if due is None:
            raise NotFoundError("Nothing is due.")
        return max(due, now)
    if command.by is not None:
        return command.by.after(now)
    assert command.to is not None, "a walk has a span or an end"
    if command.to < now:
        raise RefusedError(clock, "The clock does not go backward while it advances; PUT /clock sets it.")
    return command.to
