"""What may be done with jobs by their identities, whichever API made them? All of it in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from azure_scheduler_emulator.domain.azure.collection import CollectionState, JobCollection
from azure_scheduler_emulator.domain.errors import ConflictError, EmulatorError, InvalidError, JobNotFoundError
from azure_scheduler_emulator.domain.jobs.action import WebJobAction
from azure_scheduler_emulator.domain.jobs.job import Job, JobState
from azure_scheduler_emulator.runtime import Runtime
from azure_scheduler_emulator.service.jobs import fire, with_state
from azure_scheduler_emulator.service.requests import Stored
from azure_scheduler_emulator.storage import collections, failures, jobs
from azure_scheduler_emulator.storage.store import Store, Transaction

#: Jobs that are read at a time.
_CHUNK = 500


class Deed(StrEnum):
    """What can be done with a job."""

    RUN = "run"
    ENABLE = "enable"
    DISABLE = "disable"
    DELETE = "delete"


@dataclass(frozen=True, kw_only=True)
class Done:
    """What came of it for one job."""

    id: str
    #: The job as it is now; None if there is none, or none any more.
    job: Job | None = None
    #: Why it was not done.
    refusal: EmulatorError | None = None


class KnownJobs:
    """The jobs of every API."""

    def __init__(self, store: Store, runtime: Runtime) -> None:
        self._store = store
        self._runtime = runtime

    def get(self, job_id: str) -> Stored:
        """Return a job with what it is in.

        Raises:
            JobNotFoundError: there is none.
        """
        with self._store.read() as tx:
            job = jobs.peek(tx, [job_id]).get(job_id)
            if job is None:
                raise _missing(job_id)
            places = collections.with_groups(tx, [job.collection_id])
            if not places:
                raise _unreadable_place(job)
            ((group, collection),) = places
        return Stored(group=group, collection=collection, job=job)

    def web_jobs(self, ids: Sequence[str]) -> dict[str, WebJobAction]:
        """Return what those of the jobs do that are the timers of web jobs."""
        found: dict[str, WebJobAction] = {}
        with self._store.read() as tx:
            for start in range(0, len(ids), _CHUNK):
                for key, job in jobs.peek(tx, ids[start : start + _CHUNK]).items():
                    if isinstance(job.definition.action, WebJobAction):
                        found[key] = job.definition.action
        return found

    def do_all(self, deed: Deed, ids: Sequence[str]) -> list[Done]:
        """Do the same with many jobs; what is refused for one of them keeps none of the others from it."""
        found: list[Done] = []
        with self._store.begin() as tx:
            for start in range(0, len(ids), _CHUNK):
                chunk = list(dict.fromkeys(ids[start : start + _CHUNK]))
                known = jobs.many(tx, chunk)
                places = collections.many(tx, list({job.collection_id for job in known.values()}))
                found += [self._one(tx, deed, key, known.get(key), places) for key in chunk]
        return found

    def _one(self, tx: Transaction, deed: Deed, key: str, job: Job | None, places: dict[str, JobCollection]) -> Done:
        if job is None:
            return Done(id=key, refusal=_missing(key))
        try:
            return Done(id=key, job=self._do(tx, deed, job, places.get(job.collection_id)))
        except ConflictError as error:
            return Done(id=key, job=job, refusal=error)
        except InvalidError as error:
            # What the state of the job does not allow is no fault of the request.
            return Done(id=key, job=job, refusal=ConflictError(str(error)))

    def _do(self, tx: Transaction, deed: Deed, job: Job, collection: JobCollection | None) -> Job | None:
        clocks = self._runtime.clocks
        now = (clocks.get(job.clock) or clocks.shared).now()
        if deed is Deed.DELETE:
            failures.delete_of_job(tx, job)
            jobs.delete(tx, job.id)
            return None
        if deed is Deed.RUN:
            if collection is None:
                raise _unreadable_place(job)
            if collection.state is not CollectionState.STARTED:
                raise ConflictError(f"The job collection '{collection.name}' is not enabled.")
            return fire(tx, job, now)
        state = JobState.ENABLED if deed is Deed.ENABLE else JobState.DISABLED
        if job.state.final:
            raise ConflictError(f"A job in state '{job.state}' cannot be updated, it can only be deleted.")
        return with_state(tx, job, state, now)


def _unreadable_place(job: Job) -> ConflictError:
    return ConflictError(f"What is stored of the job collection of '{job.name}' cannot be read.")


def _missing(job_id: str) -> JobNotFoundError:
    return JobNotFoundError(f"There is no job '{job_id}'.")
