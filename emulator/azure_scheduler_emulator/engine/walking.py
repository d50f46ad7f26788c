"""How does virtual time pass? From due moment to due moment, and only when somebody moves it.

At each moment everything that is due is performed, one attempt after the other in the order of due moment and identity,
and its outcomes are stored, before time moves on: retries and error actions fall into their place and two runs of the
same story are equal.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from azure_scheduler_emulator.clock import Clock
from azure_scheduler_emulator.domain.errors import UnavailableError
from azure_scheduler_emulator.domain.jobs.history import Finished, FireOrder
from azure_scheduler_emulator.engine.commands import Advance
from azure_scheduler_emulator.engine.engine import Engine
from azure_scheduler_emulator.engine.gate import Gate
from azure_scheduler_emulator.engine.outcomes import Outcomes
from azure_scheduler_emulator.machine import monotonic
from azure_scheduler_emulator.news import News, Topic

#: Seconds after which outcomes are stored though more are due at the same moment: a process that dies repeats no more.
UNSTORED = 0.05


class Walker:
    """Runs what falls due on a clock's way."""

    def __init__(
        self,
        engine: Engine,
        outcomes: Outcomes,
        gate: Gate,
        move: Callable[[Advance, datetime], None],
        housekeep: Callable[[Clock], None],
        news: News,
        sweep: Callable[[Advance, datetime], int] = lambda _advance, _target: 0,
    ) -> None:
        """``move`` sets the clock of a command, unless that is cancelled; ``sweep`` is that of ``Sweep``."""
        self._engine = engine
        self._outcomes = outcomes
        self._gate = gate
        self._move = move
        self._housekeep = housekeep
        self._news = news
        self._sweep = sweep

    def walk(self, advance: Advance, target: datetime) -> None:
        """Bring the clock of a command to ``target``.

        Raises:
            CancelledError: the command is to end; the clock stands between two steps.
            UnavailableError: outcomes cannot be stored at present.
        """
        advance.target, advance.now = target, advance.clock.now()
        self._step_until(advance, target)
        if target > advance.clock.now():
            self._move(advance, target)
            # What was stored while the clock was set.
            self._step_until(advance, target)
        advance.check()
        self._housekeep(advance.clock)

    def run_due(self, advance: Advance) -> None:
        """Run what is due where the clock stands, until nothing is; raises as ``walk`` does."""
        while self._run_batch(advance):
            pass

    def _step_until(self, advance: Advance, target: datetime) -> None:
        while self._sweeps(advance, target) or self._step(advance, target):
            pass

    def _sweeps(self, advance: Advance, target: datetime) -> bool:
        """Run a stretch of what falls due, if nothing of it leaves the emulator; tell whether anything was."""
        advance.check()
        self._outcomes.require_stored()
        with self._gate.step():
            made = self._sweep(advance, target)
        if made:
            self._news.tell(Topic.PROGRESS)
        return made > 0

    def _step(self, advance: Advance, target: datetime) -> bool:
        """Run what falls due next, if that is by ``target``; tell whether it was."""
        advance.check()
        clock = advance.clock
        occurrence, waiting = self._engine.next_moments(clock.id)
        due = min((moment for moment in (occurrence, waiting) if moment is not None), default=None)
        advance.next_due = due
        if due is None or due > target:
            return False
        with self._gate.step():
            if due > clock.now():
                self._move(advance, due)
            advance.now = clock.now()
            self._perform(advance, waiting is not None and waiting <= advance.now)
        self._news.tell(Topic.PROGRESS)
        return True

    def _run_batch(self, advance: Advance) -> bool:
        advance.check()
        with self._gate.step():
            return self._perform(advance, waiting=True)

    def _perform(self, advance: Advance, waiting: bool) -> bool:
        """Claim, attempt and settle what is due; tell whether anything was."""
        self._outcomes.require_stored()
        orders = self._engine.claim(advance.clock, waiting=waiting, epoch=advance.epoch)
        done: list[Finished] = []
        began = monotonic()
        for number, order in enumerate(orders, 1):
            done.append(self._engine.attempt(order))
            if number == len(orders) or advance.cancelled or monotonic() - began > UNSTORED:
                self._store(advance, done, orders[number:])
                done, began = [], monotonic()
        return bool(orders)

    def _store(self, advance: Advance, done: Sequence[Finished], rest: Sequence[FireOrder]) -> None:
        try:
            self._outcomes.store(done)
        except UnavailableError:
            self._engine.give_up(rest)
            raise
        if not advance.over:
            advance.made += len(done)
        if advance.cancelled:
            self._engine.give_up(rest)
            advance.check()
