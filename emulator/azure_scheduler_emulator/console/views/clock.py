"""What does the strip below the head show? The time, what falls due next, and how far an advance is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from azure_scheduler_emulator.clock import SHARED, Clock
from azure_scheduler_emulator.console import wording
from azure_scheduler_emulator.console.views.naming import label
from azure_scheduler_emulator.engine.commands import Advance, RunDue, State
from azure_scheduler_emulator.testbed.glances import Due
from azure_scheduler_emulator.testbed.testbed import Testbed


@dataclass(frozen=True, kw_only=True)
class Moving:
    """An advance that goes on."""

    id: str
    target: str
    percent: int
    made: int


@dataclass(frozen=True, kw_only=True)
class ClockStrip:
    """A clock."""

    #: Identity of a test clock; empty for the shared one.
    clock: str
    #: Every clock there is, with what it is called; nothing where there is only one.
    clocks: Sequence[tuple[str, str]]
    virtual: bool
    #: How many times as fast as the machine it runs; 0 if it stands.
    rate: float
    now: datetime
    next: Due | None
    next_name: str
    next_what: str
    #: What the field for a moment suggests.
    example: str
    moving: Moving | None
    #: The newest advance that has ended, and what became of it.
    arrived: str
    ended: str

    @property
    def ticks(self) -> bool:
        """Whether the browser can go on counting by itself."""
        return not self.virtual


def strip(testbed: Testbed, args: Mapping[str, str]) -> ClockStrip:
    """Return what the strip shows, of the shared clock or of the one that the address names."""
    testbed.timeline.look()
    clock = testbed.clocks.get(args.get("clock", SHARED)) or testbed.clocks.shared
    now = clock.now()
    first = next(iter(testbed.glances.upcoming(1, clock.id)), None)
    everyone = testbed.clocks.everyone()
    tomorrow = (now + timedelta(days=1)) if now.year < 9999 else now
    newest = next((each for each in testbed.clockwork.all_of(clock.id) if not isinstance(each.command, RunDue)), None)
    return ClockStrip(
        clock=clock.id,
        clocks=[(each.id, _called(each)) for each in everyone] if len(everyone) > 1 else (),
        virtual=clock.virtual,
        rate=0.0 if clock.standing or not clock.virtual else clock.rate,
        now=now,
        next=first,
        next_name=label(first.placed.job) if first else "",
        next_what=what(first) if first else "",
        example=f"{tomorrow:%Y-%m-%d} 03:00",
        moving=_moving(newest, now) if newest and not newest.over else None,
        arrived=newest.id if newest and newest.over else "",
        ended=" ".join(arrival(newest)) if newest and newest.over else "",
    )


def _called(clock: Clock) -> str:
    return f"Test clock {wording.short(clock.id)}" if clock.id else "Shared clock"


def _moving(advance: Advance, now: datetime) -> Moving:
    began, target = advance.began or now, advance.target
    share = (now - began) / (target - began) if target and target > began else 0.0
    return Moving(
        id=advance.id, target=wording.moment(target), percent=min(99, max(0, int(share * 100))), made=advance.made
    )


def arrival(advance: Advance) -> tuple[str, str]:
    """Return what became of an advance, in two sentences."""
    calls = f"{wording.many(advance.made, 'call')} made on the way."
    if advance.state is State.DONE:
        return f"It is {wording.moment(advance.now)} now.", calls
    return "The clock stopped on its way.", f"{calls} {advance.why}"


def what(due: Due) -> str:
    """Return what it is that falls due, where it is not simply the schedule's next occurrence."""
    attempt = due.attempt
    if attempt is None:
        return ""
    if attempt.action.value == "ErrorAction":
        return "error action"
    if attempt.attempt == 0:
        return "run now"
    retry = due.placed.job.definition.effective_retry
    return f"retry {attempt.attempt} of {len(retry.waits) or retry.count}"


def how_far(moment: datetime, now: datetime) -> str:
    """Return how far a due moment is: what is due already is due now."""
    return "due now" if moment <= now else wording.until(moment, now)
