"""What does the strip below the head show? The time, what falls due next, and how far an advance is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from azure_scheduler_emulator.console import wording
from azure_scheduler_emulator.console.views.naming import label
from azure_scheduler_emulator.testbed.glances import Due
from azure_scheduler_emulator.testbed.testbed import Testbed


@dataclass(frozen=True, kw_only=True)
class ClockStrip:
    """The clock."""

    virtual: bool
    now: datetime
    next: str = ""
    next_id: str = ""
    next_at: datetime | None = None
    next_what: str = ""
    #: What the field for a moment suggests.
    example: str


def strip(testbed: Testbed) -> ClockStrip:
    """Return what the strip shows."""
    testbed.timeline.look()
    clock = testbed.clock
    now = clock.now()
    first = next(iter(testbed.glances.upcoming(1)), None)
    tomorrow = (now + timedelta(days=1)) if now.year < 9999 else now
    shown = ClockStrip(virtual=clock.virtual, now=now, example=f"{tomorrow:%Y-%m-%d} 03:00")
    if first is None:
        return shown
    return ClockStrip(
        virtual=shown.virtual,
        now=now,
        next=label(first.placed.job),
        next_id=first.placed.job.id,
        next_at=first.due,
        next_what=what(first),
        example=shown.example,
    )


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
