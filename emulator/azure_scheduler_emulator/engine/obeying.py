"""How is a command carried out? On the thread of its clock's line; what is cancelled sets no clock any more."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime

from azure_scheduler_emulator.clock import Clock
from azure_scheduler_emulator.domain.jobs.action import Action
from azure_scheduler_emulator.domain.time.moment import render
from azure_scheduler_emulator.engine import decisions
from azure_scheduler_emulator.engine.commands import Advance, CancelledError, Follow, RunDue, Set
from azure_scheduler_emulator.engine.engine import Engine
from azure_scheduler_emulator.engine.gate import Gate
from azure_scheduler_emulator.engine.keeping import Keeping
from azure_scheduler_emulator.engine.outcomes import Outcomes
from azure_scheduler_emulator.engine.sweeping import Sweep
from azure_scheduler_emulator.engine.walking import Walker
from azure_scheduler_emulator.news import News
from azure_scheduler_emulator.storage.epochs import Epochs

OVERTAKEN = "Everything was forgotten, or another state put in its place, before the clock was moved."

#: Gives what is to be round a move from one moment to another.
Around = Callable[[datetime, datetime], AbstractContextManager[object]]

log = logging.getLogger("azure_scheduler_emulator.engine.clockwork")


class Hands:
    """Sets clocks."""

    def __init__(
        self,
        engine: Engine,
        outcomes: Outcomes,
        keeping: Keeping,
        epochs: Epochs,
        gate: Gate,
        housekeep: Callable[[Clock], None],
        news: News,
        around: Around,
        stays_inside: Callable[[Action], bool],
    ) -> None:
        self._engine = engine
        self._keeping = keeping
        self._epochs = epochs
        #: Held while a clock is set.
        self._setting = threading.RLock()
        sweep = Sweep(engine, stays_inside, self.tied)
        self._walker = Walker(engine, outcomes, gate, self._move, housekeep, news, sweep.run)
        self._around = around

    @contextmanager
    def tied(self) -> Iterator[None]:
        """Have nobody else set a clock meanwhile."""
        with self._setting:
            yield

    def obey(self, advance: Advance) -> None:
        """Carry out a command.

        Raises:
            RefusedError: the clock cannot be moved so, or the command is cancelled by now.
            InvalidError, NotFoundError: as ``decisions.target`` does.
            UnavailableError: outcomes cannot be stored at present.
        """
        clock, command = advance.clock, advance.command
        advance.began = before = clock.now()
        rate = clock.rate
        if isinstance(command, RunDue):
            if clock.standing:
                self._walker.run_due(advance)
        elif isinstance(command, Follow):
            decisions.check_following(self._engine, clock, before)
            self._change(advance, clock.follow_system)
            _tell("clock follows the system", before, advance)
        elif isinstance(command, Set):
            target = command.moment or before
            self._keeping.check_rate(command.rate)
            decisions.check_setting(self._engine, clock, before, target)
            # It stands before the walk already: other processes must not fire what this clock holds back.
            self._change(advance, lambda: clock.set(min(target, before)))
            with self._running_on(advance, command.rate):
                self._walker.walk(advance, target)
            _tell("clock set", before, advance)
        else:
            decisions.check_virtual(clock)
            if rate:
                self._change(advance, lambda: clock.set(before))
            with self._running_on(advance, rate):
                target = decisions.target(self._engine, clock, command)
                with self._around(before, target):
                    self._walker.walk(advance, target)
            _tell("clock advanced", before, advance)

    def follow(self, advance: Advance) -> None:
        """Put the shared clock where another process on the same database has put it, for a command of this one."""
        with self._setting:
            self._check(advance)
            self._keeping.follow_database()

    @contextmanager
    def _running_on(self, advance: Advance, rate: float) -> Iterator[None]:
        """Have a clock that stands while it is moved run from where it is in the end."""
        try:
            yield
        finally:
            with self._setting:
                if not advance.over and not self._epochs.is_over(advance.epoch):
                    advance.clock.set(advance.clock.now(), rate)
                    self._keeping.note(advance.clock)

    def _change(self, advance: Advance, change: Callable[[], None]) -> None:
        with self._setting:
            self._check(advance)
            change()
            self._keeping.note(advance.clock)

    def _move(self, advance: Advance, moment: datetime) -> None:
        with self._setting:
            self._check(advance)
            advance.clock.set(moment)

    def _check(self, advance: Advance) -> None:
        advance.check()
        if self._epochs.is_over(advance.epoch):
            raise CancelledError(advance.clock, OVERTAKEN)


def nothing_around(_now: datetime, _end: datetime) -> AbstractContextManager[object]:
    """Have nothing be round a move."""
    return nullcontext()


def _tell(event: str, before: datetime, advance: Advance) -> None:
    made = None if isinstance(advance.command, Follow) else advance.made
    clock = {"clock": advance.clock.id} if advance.clock.id else {}
    now = render(advance.clock.now())
    log.info(event, extra={**clock, "before": render(before), "now": now, "executions": made})
