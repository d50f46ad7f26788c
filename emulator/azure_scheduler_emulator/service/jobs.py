"""What may clients do with jobs?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from azure_scheduler_emulator.domain.azure.collection import (
    CollectionState,
    JobCollection,
    check_floor,
    check_room,
)
from azure_scheduler_emulator.domain.errors import ConflictError, InvalidError, JobNotFoundError
from azure_scheduler_emulator.domain.jobs import lifecycle
from azure_scheduler_emulator.domain.jobs.history import HistoryEntry
from azure_scheduler_emulator.domain.jobs.job import Job, JobDefinition, JobState
from azure_scheduler_emulator.domain.jobs.lifecycle import Event
from azure_scheduler_emulator.domain.jobs.retry import MINIMUM_INTERVAL_FREE, RetryType
from azure_scheduler_emulator.domain.jobs.trigger import Once, Recurring
from azure_scheduler_emulator.domain.recurrence.rules import check, check_start, shortest_gap
from azure_scheduler_emulator.runtime import Runtime
from azure_scheduler_emulator.service.collections import CollectionName, require_collection, save_planned
from azure_scheduler_emulator.service.operations import Operations
from azure_scheduler_emulator.service.requests import Request
from azure_scheduler_emulator.storage import attempts, history, jobs
from azure_scheduler_emulator.storage.store import Store, Transaction


@dataclass(frozen=True, kw_only=True)
class Page:
    """Which part of a list a client wants."""

    #: How many to leave out.
    skip: int = 0
    #: How many to return at most.
    top: int = 100
    #: Only jobs in this state, or history of jobs in this state.
    state: str | None = None
    #: Only history with this status.
    status: str | None = None


class Jobs:
    """The jobs of the job collections."""

    def __init__(self, store: Store, runtime: Runtime, operations: Operations) -> None:
        self._store = store
        self._runtime = runtime
        self._operations = operations

    def put(
        self, request: Request, where: CollectionName, name: str | None, definition: JobDefinition, state: JobState
    ) -> tuple[Job, bool]:
        """Create a job, or replace the one of that name; None has the service make a name. Tell whether it is new.

        Raises:
            NotFoundError: the collection does not exist.
            ConflictError: the collection is full or does not allow such frequent occurrences.
            InvalidError: the definition is not allowed, or the job to be replaced is completed or faulted.
        """
        with self._operations.tracked(request) as tx:
            collection = require_collection(tx, where)
            existing = jobs.find(tx, collection.id, name) if name else None
            if existing is None:
                job = self._create(tx, request, collection, name or self._runtime.new_id(), definition, state)
            else:
                job = self._redefine(tx, request, collection, existing, definition, state)
        return job, existing is None

    def patch(
        self,
        request: Request,
        where: CollectionName,
        name: str,
        merge: Callable[[Job], tuple[JobDefinition, JobState]],
    ) -> Job:
        """Change a job by ``merge``, which makes the new definition and state from the stored job.

        Raises:
            NotFoundError: the collection or the job does not exist.
            ConflictError: the collection does not allow such frequent occurrences.
            InvalidError: the definition is not allowed, or the job is completed or faulted.
        """
        with self._operations.tracked(request) as tx:
            collection = require_collection(tx, where)
            existing = _require(tx, collection, name)
            return self._redefine(tx, request, collection, existing, *merge(existing))

    def set_state(self, request: Request, where: CollectionName, state: JobState) -> list[Job]:
        """Enable or disable every job of a collection that is not completed or faulted; return all of them.

        Raises:
            NotFoundError: the collection does not exist.
        """
        with self._operations.tracked(request) as tx:
            collection = require_collection(tx, where)
            held = jobs.of_collection(tx, collection.id)
            return [self._with_state(tx, request, job, state) for job in held]

    def run(self, request: Request, where: CollectionName, name: str) -> Job:
        """Have a job fire at once, beside its schedule; a disabled job runs too.

        Raises:
            NotFoundError: it, or its collection, does not exist.
            ConflictError: the collection is stopped.
            InvalidError: the job is completed or faulted.
        """
        with self._operations.tracked(request) as tx:
            collection = require_collection(tx, where)
            job, attempt = lifecycle.run_now(_require(tx, collection, name), request.now)
            if collection.state is not CollectionState.STARTED:
                raise ConflictError(f"The job collection '{collection.name}' is not enabled.")
            jobs.save(tx, job)
            attempts.add_waiting(tx, [attempt])
        return job

    def get(self, where: CollectionName, name: str) -> Job:
        """Return a job.

        Raises:
            NotFoundError: it, or its collection, does not exist.
        """
        with self._store.read() as tx:
            return _require(tx, require_collection(tx, where), name)

    def search(self, where: CollectionName, page: Page) -> list[Job]:
        """Return the jobs of a collection by name.

        Raises:
            NotFoundError: the collection does not exist.
        """
        with self._store.read() as tx:
            collection = require_collection(tx, where)
            return jobs.of_collection(tx, collection.id, state=page.state, skip=page.skip, top=page.top)

    def history(self, where: CollectionName, name: str, page: Page) -> tuple[Job, list[HistoryEntry]]:
        """Return a job and its finished attempts, newest first.

        Raises:
            NotFoundError: the job, or its collection, does not exist.
        """
        with self._store.read() as tx:
            job = _require(tx, require_collection(tx, where), name)
            found = history.of_job(tx, job.id, status=page.status, job_state=page.state, skip=page.skip, top=page.top)
        return job, found

    def delete(self, request: Request, where: CollectionName, name: str) -> None:
        """Delete a job with its history.

        Raises:
            NotFoundError: it, or its collection, does not exist.
        """
        with self._operations.tracked(request) as tx:
            jobs.delete(tx, _require(tx, require_collection(tx, where), name).id)

    def delete_all(self, request: Request, where: CollectionName) -> None:
        """Delete every job of a collection with its history.

        Raises:
            NotFoundError: the collection does not exist.
        """
        with self._operations.tracked(request) as tx:
            jobs.delete_of_collection(tx, require_collection(tx, where).id)

    def _create(
        self,
        tx: Transaction,
        request: Request,
        collection: JobCollection,
        name: str,
        definition: JobDefinition,
        state: JobState,
    ) -> Job:
        check_room(collection, jobs.count(tx, collection.id))
        _check(collection, definition, request)
        job = lifecycle.create(
            id=self._runtime.new_id().replace("-", ""),
            collection_id=collection.id,
            name=name,
            definition=definition,
            now=request.now,
            lead=request.pace.lead,
            enabled=state is JobState.ENABLED,
            suspended=collection.state is not CollectionState.STARTED,
        )
        _check_pace(collection, job)
        jobs.add(tx, job)
        return job

    def _redefine(
        self,
        tx: Transaction,
        request: Request,
        collection: JobCollection,
        existing: Job,
        definition: JobDefinition,
        state: JobState,
    ) -> Job:
        if definition != existing.definition:
            _check(collection, definition, request)
        job = lifecycle.redefine(existing, definition, _event(state), request.now, request.pace.lead)
        _check_pace(collection, job)
        return self._save(tx, job)

    def _with_state(self, tx: Transaction, request: Request, job: Job, state: JobState) -> Job:
        if job.state.final or job.state is state:
            return job
        changed = lifecycle.redefine(job, job.definition, _event(state), request.now, request.pace.lead)
        return self._save(tx, changed)

    def _save(self, tx: Transaction, job: Job) -> Job:
        return save_planned(tx, job)


def _require(tx: Transaction, collection: JobCollection, name: str) -> Job:
    job = jobs.find(tx, collection.id, name)
    if job is None:
        raise JobNotFoundError("The specified resource does not exist.")
    return job


def _event(state: JobState) -> Event:
    return Event.ENABLE if state is JobState.ENABLED else Event.DISABLE


def _check(collection: JobCollection, definition: JobDefinition, request: Request) -> None:
    """Refuse what the rules of recurrences or the plan of the collection forbid."""
    trigger = definition.trigger
    if isinstance(trigger, Recurring):
        check(trigger.recurrence, now=request.now, start=trigger.start)
    elif isinstance(trigger, Once):
        check_start(trigger.start, now=request.now)
    if not collection.plan.limits.authentication:
        _check_free(definition)


def _check_pace(collection: JobCollection, job: Job) -> None:
    """Refuse a job that recurs more often than its collection allows."""
    trigger = job.definition.trigger
    if isinstance(trigger, Recurring):
        check_floor(collection, shortest_gap(trigger.recurrence, job.anchor))


def _check_free(definition: JobDefinition) -> None:
    """The Free plan: no outbound authentication, and retries at least an hour apart."""
    for action in (definition.action, definition.error_action):
        if getattr(action, "authentication", None) is not None:
            raise ConflictError("Jobs of Free job collections cannot use outbound authentication.")
    retry = definition.retry
    if retry is not None and retry.kind is RetryType.FIXED and retry.interval < MINIMUM_INTERVAL_FREE:
        raise InvalidError("The retry interval of jobs in Free job collections is at least one hour.")
