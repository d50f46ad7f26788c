"""How does virtual time pass? From due moment to due moment, and only when somebody moves it.

At each moment everything that is due is performed, one attempt after the other in the order of due moment and identity,
and its outcomes are stored, before time moves on: retries and error actions fall into their place and two runs of the
same story are equal.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime, timedelta

from azure_scheduler_emulator.clock import SHARED, Clock
from azure_scheduler_emulator.domain.errors import ConflictError, InvalidError, NotFoundError, UnavailableError
from azure_scheduler_emulator.domain.jobs.history import Finished
from azure_scheduler_emulator.domain.time.moment import parse, render
from azure_scheduler_emulator.engine.engine import Engine
from azure_scheduler_emulator.engine.outcomes import Outcomes
from azure_scheduler_emulator.machine import monotonic
from azure_scheduler_emulator.storage import facts, jobs
from azure_scheduler_emulator.storage.store import Store
from azure_scheduler_emulator.storage.wake_up import WakeUp

#: Seconds after which outcomes are stored though more are due at the same moment: a process that dies repeats no more.
UNSTORED = 0.05

log = logging.getLogger(__name__)


class Timeline:
    """Sets the clock, moves it while it is virtual, and runs what falls due on the way."""

    def __init__(
        self,
        engine: Engine,
        outcomes: Outcomes,
        store: Store,
        clock: Clock,
        wake_up: WakeUp,
        housekeep: Callable[[], None],
        around: Callable[[datetime, datetime], AbstractContextManager[object]] = lambda _now, _end: nullcontext(),
    ) -> None:
        """``around`` gives what is to be round each move forward."""
        self._engine = engine
        self._outcomes = outcomes
        self._store = store
        self._clock = clock
        self._wake_up = wake_up
        self._housekeep = housekeep
        self._around = around

    def advance(self, target: datetime) -> int:
        """Move the clock to ``target``; return how many attempts were made, all of them stored.

        Raises:
            ConflictError: the clock follows the system, or stands later than ``target``, now that it is our turn.
        """
        return self._move(lambda _now: target)

    def advance_by(self, span: timedelta) -> int:
        """Move the clock by ``span`` from where it stands when it is our turn; return how many attempts were made.

        Raises:
            ConflictError: the clock follows the system.
            InvalidError: time ends before.
        """

        def target(now: datetime) -> datetime:
            try:
                return now + span
            except OverflowError:
                raise InvalidError("The clock ends with the year 9999.") from None

        return self._move(target)

    def advance_to_next(self, job: str | None = None) -> int:
        """Move the clock to the next due moment, of one job if it is named; return how many attempts were made.

        Raises:
            ConflictError: the clock follows the system.
            NotFoundError: nothing is due.
        """

        def target(now: datetime) -> datetime:
            due = self._engine.next_due() if job is None else self._engine.next_due_of(job)
            if due is None:
                raise NotFoundError("Nothing is due.")
            return max(due, now)

        return self._move(target)

    def set(self, moment: datetime | None = None) -> None:
        """Make the clock virtual and have it stand at ``moment``, or where it is; a move forward runs what falls due.

        Raises:
            ConflictError: it would go backward while there are jobs, whose occurrences would be due a second time.
        """
        with self._turn():
            now = self._clock.now()
            target = moment or now
            if target < now and self._engine.has_jobs():
                raise ConflictError("The clock cannot go backward while there are jobs; reset first.")
            if target < now or not self._clock.virtual:
                self._clock.set(min(target, now))
            # Before the walk already: other processes must not fire what this clock holds back.
            self.remember()
            self._tell("clock set", now, self._walk(target))
            self.remember()
        self._wake_up.ring(SHARED)

    def follow_system(self) -> None:
        """Have the clock follow the machine's."""
        with self._turn():
            before = self._clock.now()
            self._clock.follow_system()
            self._tell("clock follows the system", before)
            self.remember()
        self._wake_up.ring(SHARED)

    def set_mode(self, mode: str, moment: datetime | None = None) -> None:
        """Do what a clock document asks for: ``virtual``, perhaps at a moment, or ``system``.

        Raises:
            InvalidError: a moment is given for the system clock.
            ConflictError: as ``set`` does.
        """
        if mode == "virtual":
            self.set(moment)
        elif moment is None:
            self.follow_system()
        else:
            raise InvalidError("The system clock cannot be set.")

    def begin(self, moment: str = "") -> None:
        """Put the clock where it begins when the state is new: at a virtual ``moment``, or on system time.

        Nothing is run.
        """
        if moment:
            self._clock.set(parse(moment))
        else:
            self._clock.follow_system()
        self.remember()

    def resume(self, moment: str = "") -> None:
        """Put the clock where it stood when this state was left, or where it begins if the state is new.

        A restart never moves time back: ``moment`` is for a new state only.
        """
        with self._store.read() as tx:
            stood, new = facts.get(tx, facts.CLOCK), jobs.total(tx) == 0
        if stood is None and new:
            self.begin(moment)
            return
        if stood:
            self._clock.set(parse(stood))
        else:
            self._clock.follow_system()
        if moment and not (stood and parse(stood) >= parse(moment)):
            log.warning(
                "the clock goes on as it was left, %s: --clock is for a new state",
                f"at {stood}" if stood else "on system time",
            )

    def look(self) -> None:
        """Put the clock where another process on the same database has put it."""
        if not self._store.shared or not self._engine.turn.acquire(blocking=False):
            # Who is moving time here knows where it stands.
            return
        try:
            self._follow_database()
        finally:
            self._engine.turn.release()

    def wake(self) -> None:
        """Note where the clock stands, and look again at what is due."""
        self.remember()
        self._wake_up.ring(SHARED)

    def require_virtual(self) -> None:
        """Raise ConflictError unless the clock is virtual."""
        if not self._clock.virtual:
            raise ConflictError("The clock follows the system; make it virtual first (PUT /clock).")

    def run_due(self) -> int:
        """Run what is due at the present moment until nothing is; return how many attempts were made."""
        made = 0
        with self._turn():
            while batch := self._run_batch():
                made += batch
        return made

    def _tell(self, event: str, before: datetime, made: int | None = None) -> None:
        log.info(event, extra={"before": render(before), "now": render(self._clock.now()), "executions": made})

    def remember(self) -> None:
        """Note where a virtual clock stands, so that a restart goes on from there."""
        with self._store.begin() as tx:
            facts.put(tx, facts.CLOCK, render(self._clock.now()) if self._clock.virtual else "")

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Be the only one who moves time, of this process and of all on the same database."""
        with self._engine.turn, self._store.alone():
            if self._store.shared:
                self._follow_database()
            yield

    def _follow_database(self) -> None:
        with self._store.read() as tx:
            stood = facts.get(tx, facts.CLOCK)
        if stood:
            self._clock.set(parse(stood))
        elif stood is not None and self._clock.virtual:
            self._clock.follow_system()

    def _move(self, target: Callable[[datetime], datetime]) -> int:
        with self._turn():
            self.require_virtual()
            now = self._clock.now()
            end = target(now)
            if end < now:
                raise ConflictError("The clock does not go backward while it advances; PUT /clock sets it.")
            with self._around(now, end):
                made = self._walk(end)
            self._tell("clock advanced", now, made)
            self.remember()
        return made

    def _walk(self, target: datetime) -> int:
        made = 0
        while True:
            occurrence, waiting = self._engine.next_moments()
            due = min((moment for moment in (occurrence, waiting) if moment is not None), default=None)
            if due is None or due > target:
                break
            if due > self._clock.now():
                self._clock.set(due)
            made += self._run_batch(waiting is not None and waiting <= self._clock.now())
        if target > self._clock.now():
            self._clock.set(target)
        self._housekeep()
        return made

    def _run_batch(self, waiting: bool = True) -> int:
        self._outcomes.require_stored()
        orders = self._engine.claim(self._clock, waiting=waiting)
        done: list[Finished] = []
        began = monotonic()
        try:
            for number, order in enumerate(orders, 1):
                done.append(self._engine.attempt(order))
                if number == len(orders) or monotonic() - began > UNSTORED:
                    self._outcomes.store(done)
                    done, began = [], monotonic()
        except UnavailableError:
            self._engine.give_up(orders[number:])
            raise
        return len(orders)
