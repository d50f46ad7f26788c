"""How does due work get done? Claim, attempt, settle: the same code in real and in virtual time.

``claim`` takes what is due in one transaction, ``attempt`` performs it with no transaction open, ``settle`` applies the
outcomes to the jobs as they are by then. Everything in between lives in the database, so a process that dies between
claim and settlement loses nothing: the attempt is made again, with the same idempotency key.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from azure_scheduler_emulator.actions.performer import Performer
from azure_scheduler_emulator.clock import SHARED, Clock
from azure_scheduler_emulator.domain.jobs import lifecycle
from azure_scheduler_emulator.domain.jobs.history import Attempt, Finished, FireOrder
from azure_scheduler_emulator.domain.jobs.job import Job
from azure_scheduler_emulator.domain.tenant import Tenant
from azure_scheduler_emulator.engine import attempting, settling
from azure_scheduler_emulator.engine.condition import Condition
from azure_scheduler_emulator.engine.lanes import lane_of
from azure_scheduler_emulator.engine.looking import Looking
from azure_scheduler_emulator.engine.memory import Memory
from azure_scheduler_emulator.engine.ordering import Ordering
from azure_scheduler_emulator.engine.room import Room
from azure_scheduler_emulator.journal import Journal
from azure_scheduler_emulator.machine import wall
from azure_scheduler_emulator.news import News, Topic
from azure_scheduler_emulator.runtime import Runtime
from azure_scheduler_emulator.storage import attempts, clocks, facts, jobs
from azure_scheduler_emulator.storage.attempts import Lease
from azure_scheduler_emulator.storage.store import Store, Transaction

#: How long a claim holds without being renewed. Only other processes on a shared database ever see one end.
LEASE = timedelta(seconds=5)
#: How many jobs one transaction claims: enough to fire thousands a second, few enough that the first calls go out soon.
BATCH = 200
#: How many attempts that wait for others to end are looked through for such as may start.
MOST_LOOKED_AT = 20_000

log = logging.getLogger(__name__)


class Engine(Looking):
    """Fires what is due."""

    def __init__(
        self,
        store: Store,
        runtime: Runtime,
        performer: Performer,
        journal: Journal[Finished] | None = None,
        news: News | None = None,
    ) -> None:
        super().__init__(store)
        #: Every attempt that has been made and stored, whether its job still exists or not.
        self.journal = Journal[Finished](0) if journal is None else journal
        self._runtime = runtime
        self._performer = performer
        self._news = news or News()
        #: In whose name this process claims.
        self.owner = runtime.new_id()
        self._memory = Memory()
        #: Writes what is to be done for attempts.
        self.orders = Ordering(runtime, self._memory, store.epochs).orders
        #: Several clocks are moved at a time; one of them claims at a time.
        self._one_claims = threading.RLock()
        #: Held while it is told what was made.
        self._telling = threading.Lock()
        #: Keys of the attempts that this process has claimed and not settled.
        self._held: set[str] = set()
        #: Whether a claim failed, perhaps after it was stored: then more is claimed than is known here.
        self._doubtful = False
        #: Where the clock stood when that was last stored with a claim.
        self._noted: dict[str, datetime] = {}
        self.condition = Condition()
        #: How many attempts of this process completed and failed.
        self.tally: Counter[str] = Counter(completed=0, failed=0)

    def claim(
        self, clock: Clock, most: int = BATCH, *, waiting: bool = True, epoch: int | None = None
    ) -> list[FireOrder]:
        """Take up to ``most`` due occurrences and waiting attempts of a clock, and return what is to be done.

        ``waiting`` is False when the caller knows that no attempt waits for now: it spares a query. Nothing is taken
        for who began in an ``epoch`` that is over.
        """
        lease = self._lease()
        with self._one_claims:
            if epoch is not None and self._store.epochs.is_over(epoch):
                return []
            with self._claiming() as tx:
                now = clock.now()
                known, claimed = self._fire(tx, now, jobs.due(tx, now, most, clock.id))
                if len(claimed) == most:
                    self.see(tx, clock, now)
                attempts.add_claimed(tx, claimed, lease)
                waited = attempts.claim_waiting(tx, now, most, lease, clock.id) if waiting else []
                orders = self.orders(tx, known, claimed + waited)
                if orders:
                    self.note_time(tx, clock, now)
            return self._hold(orders)

    def claim_what_fits(
        self, clock: Clock, room: Room, *, patient: bool = False, lease: Lease | None = None
    ) -> tuple[list[FireOrder], bool]:
        """Take what is due by a clock and finds ``room``; return what is to be done, and whether more may be due.

        It is claimed for this process, or by a ``lease`` for somebody else.

        An occurrence that finds none is put on record as an attempt that waits, for this process or another one: what
        is due behind it may find room. Who is ``patient`` leaves it, since there may be room for it in a moment.
        """
        with self._one_claims:
            with self._claiming() as tx:
                orders, more = self._claim_fitting(tx, clock, room, patient, lease or self._lease())
            return orders if lease else self._hold(orders), more

    @contextmanager
    def sweeping(self, epoch: int) -> Iterator[Transaction | None]:
        """Yield a transaction in which due jobs are fired and settled at once; None if the ``epoch`` is over."""
        with self._one_claims:
            if self._store.shared or self._store.epochs.is_over(epoch):
                yield None
                return
            with self._claiming() as tx:
                yield tx

    def attempt(self, order: FireOrder) -> Finished:
        """Perform one order. Nothing is stored yet."""
        clock = self._runtime.clocks.get(order.attempt.clock) or self._runtime.clock
        return attempting.attempt(order, self._performer, clock)

    def give_up(self, orders: Sequence[FireOrder]) -> None:
        """Let go of orders that are not to be carried out now: the next claim lets them wait again."""
        self._held.difference_update(order.attempt.key for order in orders)
        self._doubtful = True

    def settle(self, finished: Sequence[Finished]) -> None:
        """Store the outcomes in one transaction; what a job's deletion made pointless is dropped.

        What is not this process's any more, since another one took it over or since it is stored already and only the
        answer of the database was lost, is left alone.
        """
        try:
            with self._store.begin() as tx:
                self._apply(tx, self._timely(finished))
        except settling.NotHeldError:
            with self._store.begin() as tx:
                timely = self._timely(finished)
                held = attempts.held(tx, [item.attempt for item in timely], self.owner)
                keys = {item.key for item in held}
                self._apply(tx, [item for item in timely if item.attempt.key in keys])
        self._held.difference_update(item.attempt.key for item in finished)
        self.note(finished)

    def tell_claimed(self, number: int) -> None:
        """Tell those who watch that so many attempts began."""
        self._news.tell(Topic.CLAIMED, number)

    def note(self, finished: Sequence[Finished]) -> None:
        """Remember and count what is stored, by this process or by one that it was handed to."""
        with self._telling:
            told = self._timely(finished)
            self.journal.add(told)
            self._news.tell(Topic.RAN, len(told))
            for item in told:
                self.tally["completed" if item.outcome.result.succeeded else "failed"] += 1

    def is_late(self, order: FireOrder) -> bool:
        """Tell whether what an order is about was forgotten since it was claimed."""
        return self._store.epochs.is_late(order.epoch, order.tenant)

    def forget_calls(self, whose: Tenant | None = None) -> None:
        """Forget the calls that were made, for a tenant or for all; those under way are not told of any more."""
        with self._telling:
            self.journal.forget(lambda done: whose is None or whose.covers(done.order.tenant))

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Have nothing claimed while what is stored is looked at, or exchanged."""
        with self._one_claims:
            yield
            # What was learnt about collections: others may have come in their place.
            self._memory.clear()

    def _lease(self) -> Lease:
        return Lease(self.owner, wall() + LEASE)

    def _apply(self, tx: Transaction, finished: Sequence[Finished]) -> None:
        settling.apply(tx, finished, self.owner)

    def _timely(self, finished: Sequence[Finished]) -> list[Finished]:
        return [item for item in finished if not self.is_late(item.order)]

    def start(self) -> None:
        """Take up the work of a process that ended: free its claims, and decide about what was missed (decision 27).

        What fell due while that process was there is made up for; what fell due later was missed. Nothing is missed
        while another process is there.
        """
        now = self._runtime.clock.now()
        with self._store.begin() as tx:
            seen = facts.last_seen(tx)
            if not self._store.shared:
                attempts.release(tx)
            elif seen is not None and now - seen < LEASE:
                return
            for job in jobs.due(tx, now, jobs.total(tx)):
                if job.next_due and (seen is None or job.next_due > seen):
                    jobs.save_progress(tx, [lifecycle.skip_missed(job, now)])

    def stop(self, grace: float) -> None:
        """Do nothing: ``release`` comes when nothing is performed any more."""

    def release(self) -> None:
        """Let go of what is claimed and not settled: the next process, or another one, makes these attempts."""
        with self._store.begin() as tx:
            attempts.release(tx, owner=self.owner)

    def renew_leases(self, *, take_over: bool) -> None:
        """Keep the claims of this process, and take over those of processes that are gone; note that it is there."""
        now = wall()
        with self._store.begin() as tx:
            facts.see(tx, self._runtime.clock.now())
            attempts.renew(tx, self._lease())
            released = attempts.release(tx, expired_at=now) if take_over else 0
        if released:
            log.warning("took over attempts that nobody looks after", extra={"attempts": released})

    @contextmanager
    def _claiming(self) -> Iterator[Transaction]:
        """Yield a transaction that claims. What it has claimed in vain is let go by the next one."""
        doubtful, self._doubtful = self._doubtful, True
        try:
            with self._store.begin() as tx:
                if doubtful:
                    attempts.release_others(tx, self.owner, self._held)
                yield tx
        except BaseException:
            self._noted.clear()
            raise
        self._doubtful = False

    def _claim_fitting(
        self, tx: Transaction, clock: Clock, room: Room, patient: bool, lease: Lease
    ) -> tuple[list[FireOrder], bool]:
        if self._store.shared and facts.get(tx, facts.CLOCK):
            # Another process has had time stand still.
            return [], False
        now = clock.now()
        self.note_time(tx, clock, now)
        behind = attempts.waiting(tx, now, MOST_LOOKED_AT, clock.id)
        self._memory.learn_lanes(tx, behind)
        waited = attempts.claim(tx, [item for item in behind if room.take(self._memory.lane(item))], lease)
        found = jobs.due(tx, now, BATCH, clock.id)
        fits = {job.id for job in found if room.take(lane_of(job.definition.action))}
        known, fired = self._fire(tx, now, [job for job in found if job.id in fits or not patient])
        if len(found) == BATCH or len(fired) < len(found):
            self.see(tx, clock, now)
        starting = [item for item in fired if item.job_id in fits]
        attempts.add_claimed(tx, starting, lease)
        attempts.add_behind(tx, [item for item in fired if item.job_id not in fits])
        orders = self.orders(tx, known, waited + starting)
        return orders, len(found) == BATCH and len(fired) == BATCH

    def note_time(self, tx: Transaction, clock: Clock, now: datetime) -> None:
        """Note where a virtual clock stands before anything runs there: a restart does not go back behind that."""
        if clock.virtual and now != self._noted.get(clock.id):
            if clock.id == SHARED:
                facts.put_clock(tx, now, clock.rate)
            else:
                clocks.note(tx, clock.id, now)
            self._noted[clock.id] = now

    def see(self, tx: Transaction, clock: Clock, now: datetime) -> None:
        """Note that more may be due than was claimed. Should the process die now, it was not missed."""
        if clock.id == SHARED:
            facts.see(tx, now)

    def _fire(self, tx: Transaction, now: datetime, found: Sequence[Job]) -> tuple[dict[str, Job], list[Attempt]]:
        """Start the occurrences of jobs that are due; return the jobs and the attempts, which are not stored."""
        fired = [lifecycle.fire(job, now) for job in found]
        jobs.save_progress(tx, (job for job, _ in fired))
        return {job.id: job for job in found}, [attempt for _, attempt in fired]

    def _hold(self, orders: list[FireOrder]) -> list[FireOrder]:
        self._held.update(order.attempt.key for order in orders)
        if orders:
            self.tell_claimed(len(orders))
        return orders
