"""What may the sibling APIs do with jobs? Everything an engine can do, without plans and quotas."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from azure_scheduler_emulator.domain.azure.collection import CloudService, JobCollection, Plan
from azure_scheduler_emulator.domain.azure.operation import Pace
from azure_scheduler_emulator.domain.errors import ConflictError, NotFoundError
from azure_scheduler_emulator.domain.jobs import lifecycle
from azure_scheduler_emulator.domain.jobs.history import Failure, HistoryEntry
from azure_scheduler_emulator.domain.jobs.job import Job, JobDefinition
from azure_scheduler_emulator.domain.jobs.lifecycle import Event
from azure_scheduler_emulator.domain.space import Space
from azure_scheduler_emulator.runtime import Runtime
from azure_scheduler_emulator.storage import attempts, collections, failures, history, jobs
from azure_scheduler_emulator.storage.store import Store, Transaction


class Spaces:
    """The jobs of the sibling APIs."""

    def __init__(self, store: Store, runtime: Runtime) -> None:
        self._store = store
        self._runtime = runtime

    def create(self, space: Space, name: str, definition: JobDefinition, now: datetime, *, enabled: bool = True) -> Job:
        """Create a job that is planned from ``now``.

        Raises:
            ConflictError: the space has a job of that name.
        """
        with self._store.begin() as tx:
            place = _place(tx, self._runtime, space, now)
            if jobs.find(tx, place, name) is not None:
                raise ConflictError(f"There is a job called '{name}' already.")
            job = lifecycle.create(
                id=self._runtime.new_id().replace("-", ""),
                collection_id=place,
                name=name,
                definition=definition,
                now=now,
                lead=Pace.INSTANT.lead,
                enabled=enabled,
            )
            jobs.add(tx, job)
        return job

    def change(self, space: Space, name: str, definition: JobDefinition, now: datetime, *, enabled: bool = True) -> Job:
        """Give a job a new definition; an unchanged trigger keeps its next occurrence.

        Raises:
            NotFoundError: the space has no job of that name.
            InvalidError: the job is completed or faulted.
        """
        with self._store.begin() as tx:
            job = _require(tx, space, name)
            event = Event.ENABLE if enabled else Event.DISABLE
            job = lifecycle.redefine(job, definition, event, now, Pace.INSTANT.lead)
            if not enabled and not definition.effective_retry.persistent:
                job = lifecycle.abandon(job, attempts.drop_waiting(tx, job.id))
            jobs.save(tx, job)
        return job

    def run(self, space: Space, name: str, now: datetime) -> Job:
        """Have a job fire an occurrence at once, beside its schedule.

        Raises:
            NotFoundError: the space has no job of that name.
        """
        with self._store.begin() as tx:
            return _run(tx, _require(tx, space, name), now)

    def failures(self, space: Space) -> list[Failure]:
        """Return the failures kept for a space, oldest first."""
        with self._store.read() as tx:
            place = _known_place(tx, space)
            return [] if place is None else failures.of_collection(tx, place)

    def run_failures(self, space: Space, now: datetime) -> int:
        """Have every job of a space that a failure is kept of fire at once for each; return how many there were.

        The failures are forgotten; the jobs run as they are now defined, disabled ones too.
        """
        with self._store.begin() as tx:
            place = _known_place(tx, space)
            kept = [] if place is None else failures.of_collection(tx, place)
            for failure in kept:
                failures.delete(tx, failure)
                job = jobs.find(tx, failure.collection_id, failure.job_name)
                if job is not None:
                    _run(tx, job, now)
        return len(kept)

    def find(self, space: Space, name: str) -> Job | None:
        """Return the job of that name in any casing, or None."""
        with self._store.read() as tx:
            place = _known_place(tx, space)
            return None if place is None else jobs.find(tx, place, name)

    def all_of(self, space: Space) -> list[Job]:
        """Return every job of a space by name."""
        with self._store.read() as tx:
            place = _known_place(tx, space)
            return [] if place is None else jobs.of_collection(tx, place)

    def history(self, space: Space, name: str) -> list[HistoryEntry]:
        """Return the finished attempts of a job, newest first.

        Raises:
            NotFoundError: the space has no job of that name.
        """
        with self._store.read() as tx:
            return history.of_job(tx, _require(tx, space, name).id)

    def delete(self, space: Space, name: str) -> None:
        """Delete a job with its history.

        Raises:
            NotFoundError: the space has no job of that name.
        """
        with self._store.begin() as tx:
            job = _require(tx, space, name)
            failures.delete_of_job(tx, job)
            jobs.delete(tx, job.id)


def _run(tx: Transaction, job: Job, now: datetime) -> Job:
    """Fire an occurrence beside the schedule."""
    fired, attempt = lifecycle.fire(replace(job, next_due=now), now)
    fired = replace(fired, next_due=job.next_due)
    jobs.save(tx, fired)
    attempts.add_waiting(tx, [attempt])
    return fired


def _require(tx: Transaction, space: Space, name: str) -> Job:
    place = _known_place(tx, space)
    job = None if place is None else jobs.find(tx, place, name)
    if job is None:
        raise NotFoundError(f"There is no job called '{name}'.")
    return job


def _known_place(tx: Transaction, space: Space) -> str | None:
    _, collection = collections.find_both(tx, space.api, space.owner, "jobs")
    return collection.id if collection else None


def _place(tx: Transaction, runtime: Runtime, space: Space, now: datetime) -> str:
    """Return the identity of the collection that keeps the jobs of a space; make it on first use."""
    known = _known_place(tx, space)
    if known is not None:
        return known
    ids = [runtime.new_id().replace("-", "") for _ in range(2)]
    service = CloudService(id=ids[0], subscription=space.api, name=space.owner, etag="", created_at=now)
    collections.add_service(tx, service)
    collection = JobCollection(
        id=ids[1],
        cloud_service_id=service.id,
        subscription=space.api,
        name="jobs",
        plan=Plan.P20_PREMIUM,
        etag="",
        created_at=now,
    )
    collections.add(tx, collection)
    return collection.id
