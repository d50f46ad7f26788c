"""When will jobs fire, and why did one not?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from azure_scheduler_emulator.clock import Clocks
from azure_scheduler_emulator.domain.errors import NotFoundError
from azure_scheduler_emulator.domain.jobs import outlook
from azure_scheduler_emulator.domain.jobs.history import HistoryEntry
from azure_scheduler_emulator.domain.jobs.job import Job
from azure_scheduler_emulator.domain.time.moment import render
from azure_scheduler_emulator.storage import collections, history, jobs
from azure_scheduler_emulator.storage.store import Store

_SAME = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What is to be expected of a job."""

    job: Job
    #: Name of the API for the job of a sibling API, else the GUID of its subscription.
    subscription: str
    collection: str
    words: str
    upcoming: list[datetime]
    #: Why nothing is upcoming; empty if something is.
    obstacle: str
    #: What became of the past moment that was asked about; empty if none was.
    why: str


class Previews:
    """Looks ahead, and back."""

    def __init__(self, store: Store, clocks: Clocks) -> None:
        self._store = store
        self._clocks = clocks

    def of(
        self,
        name: str,
        count: int,
        *,
        job_id: str | None = None,
        subscription: str | None = None,
        past: datetime | None = None,
    ) -> list[Preview]:
        """Return the previews of every job of that name (or identity), perhaps in one subscription only.

        ``job_id`` asks for the one job of that identity instead.

        Raises:
            NotFoundError: there is no such job.
        """
        with self._store.read() as tx:
            found = jobs.peek(tx, [job_id] if job_id else jobs.named(tx, name))
            places = collections.many(tx, list({job.collection_id for job in found.values()}))
            entries = {job.id: history.of_job(tx, job.id) for job in found.values()} if past else {}
        previews = [
            Preview(
                job=job,
                subscription=places[job.collection_id].subscription,
                collection=places[job.collection_id].name,
                words=outlook.words(job.definition.trigger, job.anchor),
                upcoming=outlook.upcoming(job, count),
                obstacle=outlook.obstacle(job),
                why=self._why(job, entries[job.id], past) if past else "",
            )
            for job in found.values()
            if subscription in (None, places[job.collection_id].subscription)
        ]
        if not previews:
            raise NotFoundError(f"There is no job '{job_id}'." if job_id else f"There is no job called '{name}'.")
        return sorted(previews, key=lambda item: (item.subscription, item.collection))

    def _why(self, job: Job, entries: list[HistoryEntry], past: datetime) -> str:
        attempts = [entry for entry in entries if abs(entry.attempt.expected_at - past) <= _SAME]
        if not attempts:
            return outlook.absence(job, past, (self._clocks.get(job.clock) or self._clocks.shared).now())
        newest = attempts[0]
        started = render(newest.outcome.started_at)
        tries = "once" if len(attempts) == 1 else f"{len(attempts)} times"
        return f"It fired: tried {tries}, at last at {started}, {newest.status.value}. {newest.outcome.result.message}"
