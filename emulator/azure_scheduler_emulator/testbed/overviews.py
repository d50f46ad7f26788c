"""What does a person want to see at a glance?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from azure_scheduler_emulator.domain.azure.collection import JobCollection
from azure_scheduler_emulator.domain.jobs.history import ActionName, Attempt
from azure_scheduler_emulator.domain.jobs.job import Job
from azure_scheduler_emulator.storage import attempts, collections, jobs
from azure_scheduler_emulator.storage.store import Store


@dataclass(frozen=True, kw_only=True)
class Upcoming:
    """Something that falls due."""

    due: datetime
    job: Job
    what: str


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A job, and where it is."""

    job: Job
    place: str


@dataclass(frozen=True, kw_only=True)
class Overview:
    """What is there."""

    #: How many jobs there are in each state that occurs.
    states: dict[str, int]
    #: Attempts that wait or are being made.
    waiting: int
    upcoming: list[Upcoming]
    jobs: list[Placed]


class Overviews:
    """Looks at everything."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def take(self, wanted: str, most: int) -> Overview:
        """Return what there is of jobs whose name has ``wanted`` in it; up to ``most`` entries of each list."""
        with self._store.read() as tx:
            states, open_ = jobs.count_states(tx), attempts.everyone(tx)
            found = [job for job in jobs.everyone(tx) if wanted.casefold() in job.name.casefold()]
            places = collections.many(tx, list({job.collection_id for job in found[:most]}))
        known = {job.id: job for job in found}
        due = [Upcoming(due=job.next_due, job=job, what="occurrence") for job in found if job.next_due]
        due += [
            Upcoming(due=item.due_at, job=known[item.job_id], what=_what(item))
            for item in open_
            if item.job_id in known
        ]
        return Overview(
            states=states,
            waiting=len(open_),
            upcoming=sorted(due, key=lambda item: item.due)[:most],
            jobs=[Placed(job=job, place=_place(places, job)) for job in found[:most]],
        )


def _what(attempt: Attempt) -> str:
    name = "error action" if attempt.action is ActionName.ERROR else "retry"
    return f"{name} {attempt.attempt} of occurrence {attempt.occurrence}"


def _place(places: dict[str, JobCollection], job: Job) -> str:
    place = places[job.collection_id]
    return f"{place.subscription} / {place.name}"
