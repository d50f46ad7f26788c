"""What follows from what came of the attempts: for the jobs, their history, and what is to be tried next?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from azure_scheduler_emulator.domain.jobs import lifecycle
from azure_scheduler_emulator.domain.jobs.history import Attempt, Finished, HistoryEntry
from azure_scheduler_emulator.domain.jobs.job import Job
from azure_scheduler_emulator.domain.jobs.retry import USUAL_RETRY, RetryPolicy
from azure_scheduler_emulator.storage import attempts, collections, failures, history, jobs
from azure_scheduler_emulator.storage.store import Transaction


class NotHeldError(Exception):
    """Some of the attempts are not claimed by this process any more."""


def apply(tx: Transaction, finished: Sequence[Finished], owner: str) -> None:
    """Store the outcomes of attempts that ``owner`` has claimed.

    Raises:
        NotHeldError: it holds some of them no more; the transaction must be given up.
    """
    known = jobs.many(tx, list({item.attempt.job_id for item in finished}))
    entries, successors = follow(tx, known, finished)
    if attempts.finish(tx, [item.attempt for item in finished], owner) != len(finished):
        raise NotHeldError
    attempts.add_waiting(tx, successors)
    jobs.save_progress(tx, known.values())
    history.add(tx, entries)
    purge(tx, known.values())


def follow(
    tx: Transaction, known: dict[str, Job], finished: Sequence[Finished]
) -> tuple[list[HistoryEntry], list[Attempt]]:
    """Bring the ``known`` jobs to where the outcomes have them; return their history and what is to be tried next."""
    usual = _usual_retries(tx, known, finished)
    entries: list[HistoryEntry] = []
    successors: list[Attempt] = []
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
    return entries, successors


def purge(tx: Transaction, changed: Iterable[Job]) -> None:
    """Delete the jobs that are over and are not to be seen then."""
    for job in changed:
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
