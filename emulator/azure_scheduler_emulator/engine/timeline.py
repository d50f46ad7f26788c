"""How is one clock moved by who waits until that is done? The commands of the clockwork, in plain words."""

from __future__ import annotations

from datetime import datetime, timedelta

from azure_scheduler_emulator.clock import SHARED, Clock
from azure_scheduler_emulator.domain.errors import InvalidError, NotFoundError
from azure_scheduler_emulator.domain.time.calendar_span import CalendarSpan
from azure_scheduler_emulator.engine import decisions
from azure_scheduler_emulator.engine.clockwork import Clockwork
from azure_scheduler_emulator.engine.commands import Advance, Command, Follow, Next, RunDue, Set, Walk


class Timeline:
    """One clock. Every method waits for the end, and raises what kept the clock from being moved."""

    def __init__(self, clockwork: Clockwork, id: str = SHARED) -> None:
        self._clockwork = clockwork
        self._id = id

    @property
    def clock(self) -> Clock:
        """Return the clock, to be read.

        Raises:
            NotFoundError: it is gone.
        """
        found = self._clockwork.clocks.get(self._id)
        if found is None:
            raise NotFoundError(f"There is no clock '{self._id}'.")
        return found

    def do(self, command: Command) -> Advance:
        """Have a command carried out.

        Raises:
            ConflictError: the clock cannot be moved so, or somebody cancelled the command.
            InvalidError: time ends before.
            NotFoundError: nothing is due.
            UnavailableError: the database does not answer.
        """
        advance = self._clockwork.do(command, self._id)
        advance.finished.wait()
        if advance.error is not None:
            raise advance.error
        return advance

    def advance(self, target: datetime) -> int:
        """Move the clock to ``target``; return how many attempts were made, all of them stored."""
        return self.do(Walk(to=target)).made

    def advance_by(self, span: timedelta | CalendarSpan) -> int:
        """Move the clock by ``span`` from where it stands when it is our turn; return how many attempts were made."""
        span = span if isinstance(span, CalendarSpan) else CalendarSpan(rest=span)
        return self.do(Walk(by=span)).made

    def advance_to_next(self, job: str | None = None) -> int:
        """Move the clock to the next due moment, of one job if it is named; return how many attempts were made."""
        return self.do(Next(job)).made

    def set(self, moment: datetime | None = None, rate: float = 0.0) -> None:
        """Make the clock virtual and have it stand at ``moment``, or where it is; a move forward runs what falls due.

        With a ``rate`` it runs from there, so many times as fast as the machine.
        """
        self.do(Set(moment, rate))

    def follow_system(self) -> None:
        """Have the clock follow the machine's."""
        self.do(Follow())

    def set_mode(self, mode: str, moment: datetime | None = None, rate: float = 0.0) -> None:
        """Do what a clock document asks for: ``virtual``, perhaps at a moment, or ``system``.

        Raises:
            InvalidError: a moment or a rate is given for the system clock.
        """
        check_mode(mode, moment, rate)
        if mode == "virtual":
            self.set(moment, rate)
        else:
            self.follow_system()

    def run_due(self) -> int:
        """Run what is due at the present moment until nothing is; return how many attempts were made."""
        return self.do(RunDue()).made

    def look(self) -> None:
        """Put the clock where another process on the same database has put it."""
        if self._id == SHARED:
            self._clockwork.look()

    def require_virtual(self) -> None:
        """Raise ConflictError unless the clock is virtual."""
        decisions.check_virtual(self.clock)


def check_mode(mode: str, moment: datetime | None, rate: float) -> None:
    """Refuse a moment, or a rate, for the system clock.

    Raises:
        InvalidError: it is given.
    """
    if mode == "system" and (moment is not None or rate):
        raise InvalidError("The system clock cannot be set.")
