"""What can be asked of a clock, and what has become of it? A command is asked for once and looked at as often as liked.

Its target is worked out when its turn comes: two spans that are asked for at the same time add up.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from azure_scheduler_emulator.clock import Clock
from azure_scheduler_emulator.domain.errors import ConflictError, EmulatorError
from azure_scheduler_emulator.domain.time.calendar_span import CalendarSpan


@dataclass(frozen=True)
class Set:
    """Have the clock stand at a moment, or where it is; or run from there."""

    moment: datetime | None = None
    rate: float = 0.0


@dataclass(frozen=True)
class Follow:
    """Have the clock follow the machine's time."""


@dataclass(frozen=True)
class Walk:
    """Move the clock by a span, or to a moment; one of the two."""

    by: CalendarSpan | None = None
    to: datetime | None = None


@dataclass(frozen=True)
class Next:
    """Move the clock to the next due moment, of one job if it is named."""

    job: str | None = None


@dataclass(frozen=True)
class RunDue:
    """Run what is due where the clock stands."""


Command = Set | Follow | Walk | Next | RunDue


class RefusedError(ConflictError):
    """A clock was not moved; tells which one, where it was, and why."""

    def __init__(self, clock: Clock, why: str) -> None:
        super().__init__(why)
        self.clock, self.now = clock.id, clock.now()


class CancelledError(RefusedError):
    """A command was ended before it was done."""


class State(StrEnum):
    """How far a command is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    REFUSED = "refused"


@dataclass(eq=False)
class Advance:
    """A command, as it is carried out. Others read it meanwhile."""

    id: str
    clock: Clock
    command: Command
    #: What was stored when it was asked for: see ``Epochs``.
    epoch: int
    state: State = State.WAITING
    #: Where the clock stood when its turn came, where it is to go, and where it is by now.
    began: datetime | None = None
    target: datetime | None = None
    now: datetime | None = None
    #: What falls due next.
    next_due: datetime | None = None
    #: How many attempts were made.
    made: int = 0
    #: Why it is to end before it is done; empty as long as it is not.
    cancelled: str = ""
    #: What kept it from being done.
    error: EmulatorError | None = None
    finished: threading.Event = field(default_factory=threading.Event)

    @property
    def why(self) -> str:
        """Return why it was not done, or will not be; empty if it was."""
        return str(self.error) if self.error else self.cancelled

    @property
    def over(self) -> bool:
        """Whether nothing more will become of it."""
        return self.finished.is_set()

    def check(self) -> None:
        """Raise CancelledError if it is to end."""
        if self.cancelled:
            raise CancelledError(self.clock, self.cancelled)

    def end(self, state: State, error: EmulatorError | None = None) -> None:
        """Note what became of it; the first word holds."""
        if not self.over:
            self.state, self.error = state, error
            self.now = self.clock.now()
            self.next_due = None if state is State.DONE else self.next_due
            self.finished.set()
