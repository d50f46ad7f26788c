"""What may clients do with jobs, whichever API they ask through? Each method is one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from azure_scheduler_emulator.domain.azure.collection import CollectionState, JobCollection
from azure_scheduler_emulator.domain.errors import ConflictError
from azure_scheduler_emulator.domain.jobs import admission, lifecycle
from azure_scheduler_emulator.domain.jobs.job import Job, JobDefinition, JobState
from azure_scheduler_emulator.domain.jobs.lifecycle import Event
from azure_scheduler_emulator.domain.tenant import JobScope
from azure_scheduler_emulator.runtime import Runtime
from azure_scheduler_emulator.service.masked import unmasked
from azure_scheduler_emulator.service.operations import Operations
from azure_scheduler_emulator.service.places import (
    find_place,
    make_place,
    require_job,
    require_place,
    save_planned,
)
from azure_scheduler_emulator.service.requests import Change, Listed, Stored
from azure_scheduler_emulator.storage import attempts, failures, jobs
from azure_scheduler_emulator.storage.store import Store, Transaction

#: Makes a job's new definition and state from the stored job.
Edit = Callable[[Job], tuple[JobDefinition, JobState]]


class Jobs:
    """The jobs of the job collections, and what changes them."""

    def __init__(self, store: Store, runtime: Runtime, operations: Operations) -> None:
        self._store = store
        self._runtime = runtime
        self._operations = operations

    def put(
        self,
        change: Change,
        scope: JobScope,
        name: str | None,
        definition: JobDefinition,
        state: JobState,
        *,
        fresh: bool = False,
    ) -> Stored:
        """Create a job, or replace the one of that name; None has the service make a name.

        ``fresh`` refuses to replace one.

        Raises:
            NotFoundError: the collection does not exist, and the scope is not made on use.
            ConflictError: the collection is full or does not allow such frequent occurrences, or the name is taken.
            InvalidError: the definition is not allowed, or the state is final and not the job's own.
        """
        with self._operations.tracked(change) as tx:
            group, collection = make_place(tx, self._runtime, change, scope)
            existing = jobs.find(tx, collection.id, name) if name else None
            if existing is not None and fresh:
                raise ConflictError(f"There is a job called '{name}' already.")
            lifecycle.check_wanted(state, existing.state if existing else None)
            definition = unmasked(definition, existing.definition if existing else None)
            definition = replace(definition, trace=change.trace)
            if existing is None:
                job = self._create(tx, change, collection, name or self._runtime.new_id(), definition, state)
            else:
                job = self._replace(tx, change, collection, existing, definition, state)
        return Stored(group=group, collection=collection, job=job, created=existing is None)

    def change(self, change: Change, scope: JobScope, name: str, edit: Edit) -> Stored:
        """Change a job by ``edit``.

        Raises:
            NotFoundError: the collection or the job does not exist.
            ConflictError: the collection does not allow such frequent occurrences.
            InvalidError: the definition is not allowed, or the job is completed or faulted.
        """
        with self._operations.tracked(change) as tx:
            group, collection = require_place(tx, scope, change.now)
            existing = require_job(tx, collection, name)
            definition, state = edit(existing)
            definition = replace(unmasked(definition, existing.definition), trace=change.trace)
            job = self._redefine(tx, change, collection, existing, definition, state)
        return Stored(group=group, collection=collection, job=job)

    def set_state(self, change: Change, scope: JobScope, state: JobState) -> Listed:
        """Enable or disable every job of a collection that is not completed or faulted; return all of them.

        Raises:
            NotFoundError: the collection does not exist.
        """
        with self._operations.tracked(change) as tx:
            group, collection = require_place(tx, scope, change.now)
            held = jobs.of_collection(tx, collection.id)
            held = [with_state(tx, job, state, change.now) for job in held]
        return Listed(group=group, collection=collection, jobs=held)

    def run(self, change: Change, scope: JobScope, name: str) -> Stored:
        """Have a job fire at once, beside its schedule; a disabled job runs too.

        Raises:
            NotFoundError: it, or its collection, does not exist.
            ConflictError: the collection is stopped.
            InvalidError: the job is completed or faulted.
        """
        with self._operations.tracked(change) as tx:
            group, collection = require_place(tx, scope, change.now)
            job = fire(tx, require_job(tx, collection, name), change.now)
            if collection.state is not CollectionState.STARTED:
                raise ConflictError(f"The job collection '{collection.name}' is not enabled.")
        return Stored(group=group, collection=collection, job=job)

    def run_failures(self, change: Change, scope: JobScope) -> int:
        """Have every job of a collection that a failure is kept of fire at once for each; return how many there were.

        The failures are forgotten; the jobs run as they are now defined, disabled ones too.
        """
        with self._operations.tracked(change) as tx:
            place = find_place(tx, scope)
            kept = [] if place is None else failures.of_collection(tx, place[1].id)
            for failure in kept:
                failures.delete(tx, failure)
                job = jobs.find(tx, failure.collection_id, failure.job_name)
                if job is not None:
                    fire(tx, job, change.now)
        return len(kept)

    def delete(self, change: Change, scope: JobScope, name: str) -> None:
        """Delete a job with its history, and with the failures kept of it.

        Raises:
            NotFoundError: it, or its collection, does not exist.
        """
        with self._operations.tracked(change) as tx:
            job = require_job(tx, require_place(tx, scope, change.now)[1], name)
            failures.delete_of_job(tx, job)
            jobs.delete(tx, job.id)

    def delete_all(self, change: Change, scope: JobScope) -> None:
        """Delete every job of a collection with its history.

        Raises:
            NotFoundError: the collection does not exist.
        """
        with self._operations.tracked(change) as tx:
            jobs.delete_of_collection(tx, require_place(tx, scope, change.now)[1].id)

    def _create(
        self,
        tx: Transaction,
        change: Change,
        collection: JobCollection,
        name: str,
        definition: JobDefinition,
        state: JobState,
    ) -> Job:
        admission.check_room(collection, jobs.count(tx, collection.id))
        admission.check_definition(collection, definition, change.now)
        job = lifecycle.create(
            id=self._runtime.new_key(),
            collection_id=collection.id,
            clock=self._runtime.clocks.of(change.tenant).id,
            name=name,
            definition=definition,
            now=change.now,
            lead=change.lead,
            enabled=state is JobState.ENABLED,
            suspended=collection.state is not CollectionState.STARTED,
            api=change.api,
        )
        admission.check_pace(collection, job)
        jobs.add(tx, job)
        return job

    def _replace(
        self,
        tx: Transaction,
        change: Change,
        collection: JobCollection,
        existing: Job,
        definition: JobDefinition,
        state: JobState,
    ) -> Job:
        if not existing.state.final:
            return self._redefine(tx, change, collection, existing, definition, state)
        if state is not existing.state:
            admission.check_definition(collection, definition, change.now)
        job = lifecycle.replace_final(existing, definition, state, change.now, change.lead)
        admission.check_pace(collection, job)
        return save_planned(tx, job)

    def _redefine(
        self,
        tx: Transaction,
        change: Change,
        collection: JobCollection,
        existing: Job,
        definition: JobDefinition,
        state: JobState,
    ) -> Job:
        if replace(definition, trace=None) != replace(existing.definition, trace=None):
            admission.check_definition(collection, definition, change.now)
        job = lifecycle.redefine(existing, definition, _event(state), change.now, change.lead)
        admission.check_pace(collection, job)
        return save_planned(tx, job)


def fire(tx: Transaction, job: Job, now: datetime) -> Job:
    """Start an occurrence beside the schedule."""
    fired, attempt = lifecycle.run_now(job, now)
    jobs.save(tx, fired)
    attempts.add_waiting(tx, [attempt])
    return fired


def with_state(tx: Transaction, job: Job, state: JobState, now: datetime) -> Job:
    """Enable or disable a job, unless it is completed, faulted or in that state already."""
    if job.state.final or job.state is state:
        return job
    # The grid stays as it is: nothing is due at once because of it.
    return save_planned(tx, lifecycle.redefine(job, job.definition, _event(state), now, timedelta()))


def _event(state: JobState) -> Event:
    return Event.ENABLE if state is JobState.ENABLED else Event.DISABLE
