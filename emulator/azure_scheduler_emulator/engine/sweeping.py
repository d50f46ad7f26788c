"""How do many due moments pass in one transaction? While all that is due calls nobody but the emulator's own sinks.

It is what ``walking`` does from step to step, kept in memory for a stretch: the same jobs fire at the same moments in
the same order, and the same is stored. docs/decisions/0015-what-stays-inside-is-stored-by-the-stretch.md
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush

from azure_scheduler_emulator.domain.jobs import lifecycle
from azure_scheduler_emulator.domain.jobs.action import Action
from azure_scheduler_emulator.domain.jobs.history import Attempt, Finished, HistoryEntry
from azure_scheduler_emulator.domain.jobs.job import Job
from azure_scheduler_emulator.engine import retention, settling
from azure_scheduler_emulator.engine.commands import Advance
from azure_scheduler_emulator.engine.engine import BATCH, Engine
from azure_scheduler_emulator.machine import monotonic
from azure_scheduler_emulator.storage import attempts, due, history, jobs
from azure_scheduler_emulator.storage.transaction import Transaction

#: The most attempts of one stretch, and seconds after which it ends: whoever wants to write, or to look, waits for it.
MOST, LONGEST = 5_000, 0.25
#: How many jobs are looked ahead for, at first and at most: more while stretches end for want of jobs.
FEW, MANY = 16, 512
_RESOLUTION = timedelta(microseconds=1)


@dataclass
class _Stretch:
    """What has happened, and is to be stored."""

    #: The jobs that may fire, as they are by now, and those that have fired.
    jobs: dict[str, Job]
    #: Their due moments.
    heap: list[tuple[datetime, str]]
    #: Up to when nothing else is due.
    horizon: datetime
    finished: list[Finished] = field(default_factory=list)
    entries: list[HistoryEntry] = field(default_factory=list)
    successors: list[Attempt] = field(default_factory=list)
    fired: dict[str, None] = field(default_factory=dict)


class Sweep:
    """Runs stretches."""

    def __init__(
        self,
        engine: Engine,
        stays_inside: Callable[[Action], bool],
        setting: Callable[[], AbstractContextManager[object]],
    ) -> None:
        """``setting`` gives the right to set a clock."""
        self._engine = engine
        self._stays_inside = stays_inside
        self._setting = setting
        self._ahead = FEW

    def run(self, advance: Advance, target: datetime) -> int:
        """Run what falls due up to ``target``, for a while; return how many attempts were made.

        It is zero when what is due next has to go the long way.
        """
        stood = advance.clock.now()
        try:
            with self._setting(), self._engine.sweeping(advance.epoch) as tx:
                stretch = None if tx is None else self._begin(tx, advance, target)
                if tx is None or stretch is None:
                    return 0
                self._go(tx, stretch, advance)
                if not stretch.finished:
                    return 0
                self._store(tx, stretch, advance)
        except BaseException:
            # Nothing of it is stored: it has not happened.
            if not advance.over:
                advance.clock.set(stood)
            raise
        self._engine.tell_claimed(len(stretch.finished))
        self._engine.note(stretch.finished)
        advance.made += len(stretch.finished)
        advance.now = advance.clock.now()
        return len(stretch.finished)

    def _begin(self, tx: Transaction, advance: Advance, target: datetime) -> _Stretch | None:
        first = jobs.due(tx, target, 1, advance.clock.id)
        if not first or not self._stays_inside(first[0].definition.action):
            return None
        loaded = jobs.due(tx, target, self._ahead, advance.clock.id)
        horizon = target
        if len(loaded) == self._ahead:
            horizon = (loaded[-1].next_due or target) - _RESOLUTION
        waiting = due.earliest(tx, advance.clock.id)[1]
        if waiting is not None:
            horizon = min(horizon, waiting - _RESOLUTION)
        heap = [(job.next_due, job.id) for job in loaded if job.next_due is not None]
        heapify(heap)
        return _Stretch({job.id: job for job in loaded}, heap, horizon)

    def _go(self, tx: Transaction, stretch: _Stretch, advance: Advance) -> None:
        began, clock = monotonic(), advance.clock
        while stretch.heap and len(stretch.finished) < MOST and not advance.cancelled:
            moment = stretch.heap[0][0]
            if moment > stretch.horizon:
                self._ahead = min(MANY, self._ahead * 2)
                return
            now = max(moment, clock.now())
            together = self._due(stretch, now)
            if not all(self._stays_inside(stretch.jobs[key].definition.action) for key in together):
                self._ahead = max(1, self._ahead // 4)
                return
            if now > clock.now():
                clock.set(now)
            if len(together) == BATCH:
                self._engine.see(tx, clock, now)
            self._perform(tx, stretch, together, now)
            if monotonic() - began > LONGEST:
                return

    def _due(self, stretch: _Stretch, now: datetime) -> list[str]:
        together: list[str] = []
        while stretch.heap and stretch.heap[0][0] <= now and len(together) < BATCH:
            together.append(heappop(stretch.heap)[1])
        return together

    def _perform(self, tx: Transaction, stretch: _Stretch, together: Sequence[str], now: datetime) -> None:
        fired = [lifecycle.fire(stretch.jobs[key], now) for key in together]
        known = {job.id: job for job, _ in fired}
        orders = self._engine.orders(tx, known, [attempt for _, attempt in fired])
        done = [self._engine.attempt(order) for order in orders]
        entries, successors = settling.follow(tx, known, done)
        stretch.jobs.update(known)
        stretch.fired.update(dict.fromkeys(together))
        stretch.finished += done
        stretch.entries += entries
        stretch.successors += successors
        for successor in successors:
            stretch.horizon = min(stretch.horizon, successor.due_at - _RESOLUTION)
        for job in known.values():
            if job.next_due is not None:
                heappush(stretch.heap, (job.next_due, job.id))

    def _store(self, tx: Transaction, stretch: _Stretch, advance: Advance) -> None:
        now = advance.clock.now()
        self._engine.note_time(tx, advance.clock, now)
        attempts.add_waiting(tx, stretch.successors)
        changed = [stretch.jobs[key] for key in stretch.fired]
        jobs.save_progress(tx, changed)
        history.add(tx, _lasting(stretch.entries, now))
        settling.purge(tx, changed)


def _lasting(entries: Sequence[HistoryEntry], now: datetime) -> list[HistoryEntry]:
    """Return what retention would not delete at once."""
    edge, counts, kept = retention.before(now, retention.HISTORY_AGE), Counter[str](), []
    for entry in reversed(entries):
        key = entry.attempt.job_id
        counts[key] += 1
        if counts[key] <= retention.HISTORY_ENTRIES and entry.outcome.started_at >= edge:
            kept.append(entry)
    return kept[::-1]
