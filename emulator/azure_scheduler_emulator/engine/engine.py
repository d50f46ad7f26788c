"""How does due work get done? Claim, attempt, settle: the same code in real and in virtual time.

``claim`` takes what is due in one transaction, ``attempt`` performs it with no transaction open, ``settle`` applies the
outcomes to the jobs as they are by then. Everything in between lives in the database, so a process that dies between
claim and settlement loses nothing: the attempt is made again, with the same idempotency key.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from azure_scheduler_emulator.actions.performer import Performer
from azure_scheduler_emulator.domain.jobs import lifecycle
from azure_scheduler_emulator.domain.jobs.history import ActionName, Attempt, Finished, FireOrder, Outcome
from azure_scheduler_emulator.domain.jobs.job import Job
from azure_scheduler_emulator.domain.jobs.retry import USUAL_RETRY, RetryPolicy
from azure_scheduler_emulator.domain.tenant import JobScope
from azure_scheduler_emulator.engine import telling
from azure_scheduler_emulator.journal import Journal
from azure_scheduler_emulator.machine import monotonic, wall
from azure_scheduler_emulator.runtime import Runtime
from azure_scheduler_emulator.storage import attempts, collections, due, facts, failures, history, jobs
from azure_scheduler_emulator.storage.attempts import Lease
from azure_scheduler_emulator.storage.store import Store, Transaction

#: How long a claim holds without being renewed. Only other processes on a shared database ever see one end.
LEASE = timedelta(seconds=30)
#: How many jobs one transaction claims: enough to fire thousands a second, few enough that the first calls go out soon.
BATCH = 200
#: How many collections are remembered for the orders of their jobs.
COLLECTIONS = 10_000

#: Of a job whose collection has just gone.
_NOWHERE = (JobScope("", "", ""), "")

log = logging.getLogger(__name__)


class Engine:
    """Fires what is due."""

    def __init__(
        self, store: Store, runtime: Runtime, performer: Performer, journal: Journal[Finished] | None = None
    ) -> None:
        self._store = store
        #: Every attempt that has been made and stored, whether its job still exists or not.
        self.journal = Journal[Finished](0) if journal is None else journal
        self._runtime = runtime
        self._performer = performer
        self._owner = runtime.new_id()
        self._known: dict[str, tuple[JobScope, str]] = {}
        #: How many attempts of this process completed and failed.
        self.tally: Counter[str] = Counter(completed=0, failed=0)
        #: Held by whoever is moving time or claiming: the alarm's ring and the control API take turns.
        self.turn = threading.RLock()

    def next_due(self) -> datetime | None:
        """Return the earliest moment at which something falls due, or None."""
        return min((moment for moment in self.next_moments() if moment is not None), default=None)

    def next_moments(self) -> tuple[datetime | None, datetime | None]:
        """Return the earliest occurrence of any job, and the earliest due moment of a waiting attempt."""
        with self._store.read() as tx:
            return due.earliest(tx)

    def next_due_of(self, name: str) -> datetime | None:
        """Return the earliest moment at which something of a job falls due, by the job's name or identity, or None."""
        with self._store.read() as tx:
            moments = [moment for job_id in jobs.named(tx, name) for moment in _due_moments(tx, job_id)]
        return min(moments, default=None)

    def has_jobs(self) -> bool:
        """Tell whether any job is stored."""
        with self._store.read() as tx:
            return jobs.total(tx) > 0

    def claim(self, most: int = BATCH, *, waiting: bool = True) -> list[FireOrder]:
        """Take up to ``most`` due occurrences and waiting attempts, and return what is to be done.

        ``waiting`` is False when the caller knows that no attempt waits for now: it spares a query.
        """
        now = self._runtime.clock.now()
        lease = Lease(self._owner, wall() + LEASE)
        with self._store.begin() as tx:
            known = {job.id: job for job in jobs.due(tx, now, most)}
            fired = [lifecycle.fire(job, now) for job in known.values()]
            if fired:
                jobs.save_progress(tx, (job for job, _ in fired))
                attempts.add_claimed(tx, (attempt for _, attempt in fired), lease)
            if len(fired) == most:
                # More may be due than was claimed. Should the process die now, they were not missed.
                facts.see(tx, now)
            waited = attempts.claim_waiting(tx, now, most, lease) if waiting else []
            known |= jobs.many(tx, [item.job_id for item in waited if item.job_id not in known]) if waited else {}
            claimed = [attempt for _, attempt in fired] + waited
            self._learn_collections(tx, {job.collection_id for job in known.values()})
        return [self._order(known[item.job_id], item) for item in claimed if item.job_id in known]

    def attempt(self, order: FireOrder) -> Finished:
        """Perform one order. Nothing is stored yet."""
        started, began = self._runtime.clock.now(), monotonic()
        result = self._performer.perform(order)
        finished = max(started, self._runtime.clock.now())
        if result.took is not None:
            finished += result.took
        done = Finished(order=order, outcome=Outcome(result=result, started_at=started, finished_at=finished))
        if log.isEnabledFor(logging.INFO):
            telling.tell(log, done, monotonic() - began)
        return done

    def settle(self, finished: Sequence[Finished]) -> None:
        """Store the outcomes in one transaction; what a job's deletion made pointless is dropped."""
        with self._store.begin() as tx:
            self._settle(tx, finished)
        self.journal.add(finished)
        for item in finished:
            self.tally["completed" if item.outcome.result.succeeded else "failed"] += 1

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Hold everything that fires while what is stored is exchanged."""
        with self.turn:
            yield
            # What was learnt about collections: others may have come in their place.
            self._known.clear()

    def start(self) -> None:
        """Take up the work of a process that ended: free its claims, and decide about what was missed (decision 27).

        What fell due while that process was there is made up for; what fell due later was missed.
        """
        now = self._runtime.clock.now()
        with self._store.begin() as tx:
            attempts.release(tx, expired_at=wall() if self._store.shared else None)
            seen = facts.last_seen(tx)
            for job in jobs.due(tx, now, jobs.total(tx)):
                if job.next_due and (seen is None or job.next_due > seen):
                    jobs.save_progress(tx, [lifecycle.skip_missed(job, now)])

    def stop(self, grace: float) -> None:
        """Do nothing: what is claimed stays so for the next process to take up."""

    def renew_leases(self) -> None:
        """Keep the claims of this process, and take over those of processes that are gone."""
        now = wall()
        with self._store.begin() as tx:
            attempts.renew(tx, Lease(self._owner, now + LEASE))
            released = attempts.release(tx, expired_at=now)
        if released:
            log.warning("took over attempts of a process that is gone", extra={"attempts": released})

    def _learn_collections(self, tx: Transaction, ids: set[str]) -> None:
        """Look up the collections not met before: their names and regions never change, and ids are not used again."""
        unknown = [collection_id for collection_id in ids if collection_id not in self._known]
        if unknown:
            if len(self._known) > COLLECTIONS:
                self._known.clear()
            for group, collection in collections.with_groups(tx, unknown):
                scope = JobScope.stored(collection.subscription, group.name, collection.name)
                self._known[collection.id] = scope, collection.region

    def _order(self, job: Job, attempt: Attempt) -> FireOrder:
        scope, region = self._known.get(job.collection_id, _NOWHERE)
        action = job.definition.action
        if attempt.action is ActionName.ERROR and job.definition.error_action is not None:
            action = job.definition.error_action
        return FireOrder(
            action=action,
            attempt=attempt,
            job_name=job.name,
            collection_name=scope.collection,
            subscription=scope.subscription,
            tenant=scope.tenant,
            region=region,
            execution_tag=self._runtime.new_id().replace("-", ""),
            client_request_id=self._runtime.new_id(),
        )

    def _settle(self, tx: Transaction, finished: Sequence[Finished]) -> None:
        known = jobs.many(tx, list({item.attempt.job_id for item in finished}))
        usual = _usual_retries(tx, known, finished)
        entries, successors = [], []
        for item in finished:
            job = known.get(item.attempt.job_id)
            if job is None:
                continue
            settlement = lifecycle.settle(job, item.attempt, item.outcome, usual.get(job.collection_id, USUAL_RETRY))
            known[job.id] = settlement.job
            entries.append(settlement.entry)
            if settlement.kept:
                failures.add(tx, job, settlement.entry)
            successors += [settlement.successor] if settlement.successor else []
        attempts.finish(tx, [item.attempt for item in finished])
        attempts.add_waiting(tx, successors)
        jobs.save_progress(tx, known.values())
        history.add(tx, entries)
        for job in known.values():
            if job.definition.purge and job.state.final:
                jobs.delete(tx, job.id)


def _usual_retries(tx: Transaction, known: Mapping[str, Job], finished: Sequence[Finished]) -> dict[str, RetryPolicy]:
    """Return, by collection, the policy of the jobs that failed and name none: their plan's, as it is now."""
    failed = [
        known[item.attempt.job_id]
        for item in finished
        if not item.outcome.result.succeeded and item.attempt.job_id in known
    ]
    ids = {job.collection_id for job in failed if job.definition.retry is None}
    if not ids:
        return {}
    found = collections.many(tx, list(ids))
    return {key: RetryPolicy(interval=place.plan.limits.retry_interval) for key, place in found.items()}


def _due_moments(tx: Transaction, job_id: str) -> list[datetime]:
    found = (jobs.next_due(tx, job_id), attempts.next_due(tx, job_id))
    return [moment for moment in found if moment is not None]
