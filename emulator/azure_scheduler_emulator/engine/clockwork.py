"""Who moves time? Only this: each clock has one queue of commands, and whoever wants it moved asks for one.

What falls due at once under a standing clock is run by a command on the same queue, so that the order is one. A reset
or a restored snapshot waits for no command: it overtakes them all, and what they were about changes nothing any more.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from azure_scheduler_emulator.clock import SHARED, Clock, Clocks
from azure_scheduler_emulator.domain.errors import EmulatorError, NotFoundError, UnavailableError
from azure_scheduler_emulator.domain.jobs.action import Action
from azure_scheduler_emulator.engine.commands import Advance, CancelledError, Command, RunDue, State
from azure_scheduler_emulator.engine.condition import said
from azure_scheduler_emulator.engine.engine import Engine
from azure_scheduler_emulator.engine.gate import Gate
from azure_scheduler_emulator.engine.keeping import Keeping
from azure_scheduler_emulator.engine.line import Line
from azure_scheduler_emulator.engine.obeying import Around, Hands, nothing_around
from azure_scheduler_emulator.engine.outcomes import Outcomes
from azure_scheduler_emulator.machine import monotonic
from azure_scheduler_emulator.news import News
from azure_scheduler_emulator.storage.store import Store
from azure_scheduler_emulator.storage.wake_up import WakeUp

#: Seconds that who looks at everything waits for the calls of a step.
PATIENCE = 1.0
_TROUBLE = "running what is due"

log = logging.getLogger(__name__)


class Clockwork:
    """Sets the clocks, moves them while they are virtual, and runs what falls due on the way."""

    def __init__(
        self,
        engine: Engine,
        outcomes: Outcomes,
        store: Store,
        clocks: Clocks,
        new_id: Callable[[], str],
        wake_up: WakeUp,
        housekeep: Callable[[Clock], None],
        news: News,
        around: Around = nothing_around,
        stays_inside: Callable[[Action], bool] = lambda _action: False,
    ) -> None:
        """``around`` gives what is to be round each move forward; ``stays_inside`` tells what calls sinks only."""
        self._engine = engine
        self._store = store
        self.clocks = clocks
        self.keeping = Keeping(store, clocks)
        self._new_id = new_id
        self._wake_up = wake_up
        self._gate = Gate()
        self._hands = Hands(
            engine, outcomes, self.keeping, store.epochs, self._gate, housekeep, news, around, stays_inside
        )
        #: Held while it is decided which line a command joins.
        self._joining = threading.Lock()
        self._lines: dict[str, Line] = {}
        #: Whose last call may still be under way.
        self._abandoned: list[Line] = []
        #: Held by who looks where others have put the clock: who looks meanwhile waits, and sees it too.
        self._looking = threading.Lock()
        #: Those clocks under which something is due and could not be run.
        self._left: set[str] = set()
        self._firing = False

    def start(self) -> None:
        """Begin to run what is due where clocks stand, without being asked."""
        self._firing = True
        for clock in self.clocks.everyone():
            self.ring(clock)

    def stop(self, grace: float) -> None:
        """Cancel every command, and wait for the steps under way ``grace`` seconds at the most."""
        self._firing = False
        with self._joining:
            lines = [*self._lines.values(), *self._abandoned]
        for line in lines:
            line.cancel("The emulator stops.")
        deadline = monotonic() + grace
        for line in lines:
            if line.turn.acquire(timeout=max(0.0, deadline - monotonic())):
                line.turn.release()

    def do(self, command: Command, clock: str = SHARED) -> Advance:
        """Ask for a command; it is carried out when its turn comes.

        Raises:
            NotFoundError: there is no such clock.
        """
        with self._joining:
            line = self._line(clock)
            advance = Advance(self._new_id(), line.clock, command, self._store.epochs.now)
            return line.submit(advance)

    def find(self, id: str, clock: str = SHARED) -> Advance:
        """Return a command that was asked for.

        Raises:
            NotFoundError: there is no such command, or it has been forgotten.
        """
        found = self.line(clock).known.get(id)
        if found is None:
            raise NotFoundError("There is no such advance; the newest 100 of each clock are kept.")
        return found

    def all_of(self, clock: str = SHARED) -> list[Advance]:
        """Return the commands of a clock that are remembered, newest first."""
        return list(self.line(clock).known.values())[::-1]

    def cancel(self, advance: Advance, why: str = "It was cancelled.") -> None:
        """Have a command end after the call that is under way; what it has done stays."""
        self.line(advance.clock.id).cancel(why, advance)

    def ring(self, clock: Clock, due: datetime | None = None) -> None:
        """Be told that something is due under a clock; what is due now is run."""
        if not self._firing or not clock.standing or (due is not None and due > clock.now()):
            # A clock that stands still does not come to it by itself.
            return
        line = self._lines.get(clock.id)
        if line is not None and line.works_here:
            # Whoever moves the clock looks again at what is due.
            return
        if self.clocks.get(clock.id) is clock:
            self.do(RunDue(), clock.id)

    def beat(self) -> None:
        """See to what is due and was left, about once a second."""
        for clock in self.clocks.everyone():
            if clock.id in self._left or (clock.id == SHARED and self._is_due(clock)):
                self._left.discard(clock.id)
                self.ring(clock)
            if clock.virtual and not clock.standing and not self.is_busy(clock.id):
                self.keeping.try_to_note(clock)

    def look(self) -> None:
        """Put the clock where another process on the same database has put it."""
        if not self._store.shared:
            return
        line = self.line(SHARED)
        with self._looking:
            if not line.turn.acquire(blocking=False):
                # Who is moving time here knows where it stands.
                return
            try:
                self.keeping.follow_database()
            finally:
                line.turn.release()

    @contextmanager
    def still(self) -> Iterator[None]:
        """Hold up whoever moves time, between two steps, and whoever claims.

        Raises:
            AmidStepError: a step takes long.
        """
        with self._gate.looking(PATIENCE), self._engine.paused():
            yield

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """Have nobody set a clock, or claim, meanwhile."""
        with self._hands.tied(), self._engine.paused():
            yield

    def is_busy(self, id: str) -> bool:
        """Tell whether a clock is moved, or about to be."""
        line = self._lines.get(id)
        return line is not None and line.busy

    def drop(self, id: str, why: str) -> None:
        """Cancel what was asked of a clock that is to go, and wait for none of it."""
        with self._joining:
            line = self._lines.pop(id, None)
            if line is not None:
                self._abandoned = [each for each in (*self._abandoned, line) if each.busy]
                line.abandon(why)

    @contextmanager
    def overtaking(self, why: str) -> Iterator[None]:
        """Cancel every command and wait for none; in the block time is one's own, and nothing is claimed."""
        self._abandon(why)
        # Other processes on the same database are waited for: a command there ends by itself.
        with self._store.alone():
            self._abandon(why)
            with self.quiet():
                yield

    @contextmanager
    def claiming(self, clock: Clock) -> Iterator[bool]:
        """Tell whether what is due may be claimed now because a clock runs; it goes on running in the block."""
        try:
            line = self.line(clock.id)
        except NotFoundError:
            yield False
            return
        if not line.turn.acquire(blocking=False):
            # When that command is over, the bell rings.
            yield False
            return
        try:
            yield not clock.standing
        finally:
            line.turn.release()

    def line(self, id: str) -> Line:
        """Return the queue of a clock.

        Raises:
            NotFoundError: there is no such clock.
        """
        with self._joining:
            return self._line(id)

    def _line(self, id: str) -> Line:
        clock = self.clocks.get(id)
        if clock is None:
            raise NotFoundError(f"There is no clock '{id}'.")
        found = self._lines.get(id)
        if found is None or found.clock is not clock:
            found = self._lines[id] = Line(clock, self._carry_out)
        return found

    def _abandon(self, why: str) -> None:
        with self._joining:
            self._abandoned = [line for line in (*self._abandoned, *self._lines.values()) if line.busy]
            for id, line in self._lines.items():
                line.abandon(why)
                self._lines[id] = Line(line.clock, self._carry_out, line.known)
            # Test clocks may be others afterwards; the shared one is always the same.
            self._lines = {id: line for id, line in self._lines.items() if id == SHARED}

    def _is_due(self, clock: Clock) -> bool:
        if not self._firing or not clock.standing or self.line(clock.id).busy:
            return False
        try:
            due = self._engine.next_due(clock.id)
        except Exception as error:
            log.debug("the next due moment is not known", exc_info=error)
            return False
        return due is not None and due <= clock.now()

    def _carry_out(self, line: Line, advance: Advance) -> None:
        """Do what is asked for, on the thread of its line, and say what became of it."""
        try:
            with line.turn, self._alone(line, advance):
                advance.check()
                advance.state = State.RUNNING
                self._hands.obey(advance)
        except CancelledError as error:
            self._left.add(line.clock.id)
            advance.end(State.CANCELLED, error)
        except EmulatorError as error:
            # It may have taken the place of a command to run what is due.
            self._left.add(line.clock.id)
            self._complain(advance, error)
            advance.end(State.REFUSED, error)
        except Exception as error:
            self._complain(advance, error)
            log.debug("a clock could not be moved", exc_info=error)
            unable = UnavailableError(f"The clock cannot be moved at present: {said(error)}")
            unable.__cause__ = error
            advance.end(State.REFUSED, unable)
        else:
            if isinstance(advance.command, RunDue):
                self._engine.condition.end(_TROUBLE)
            advance.end(State.DONE)
        if not isinstance(advance.command, RunDue) and self.clocks.get(line.clock.id) is line.clock:
            self._wake_up.ring(line.clock.id)

    def _complain(self, advance: Advance, error: Exception) -> None:
        if isinstance(advance.command, RunDue):
            self._left.add(advance.clock.id)
            self._engine.condition.begin(_TROUBLE, f"what is due cannot be run, tried again: {said(error)}")

    @contextmanager
    def _alone(self, line: Line, advance: Advance) -> Iterator[None]:
        """Be the only process that moves time, of all on the same database."""
        with self._store.alone() as let_go:
            line.let_go = let_go
            if self._store.shared:
                self._hands.follow(advance)
            yield
