"""Where are the jobs of a request? The cloud service and the job collection that its scope names."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from azure_scheduler_emulator.domain.azure.collection import CloudService, JobCollection, Plan
from azure_scheduler_emulator.domain.errors import CollectionNotFoundError, GroupNotFoundError, JobNotFoundError
from azure_scheduler_emulator.domain.jobs import lifecycle
from azure_scheduler_emulator.domain.jobs.job import Job
from azure_scheduler_emulator.domain.tenant import JobScope
from azure_scheduler_emulator.runtime import Runtime
from azure_scheduler_emulator.service.progress import collection_now, find_service, service_now
from azure_scheduler_emulator.service.requests import Change
from azure_scheduler_emulator.storage import attempts, collections, jobs
from azure_scheduler_emulator.storage.store import Transaction

Place = tuple[CloudService, JobCollection]


def find_place(tx: Transaction, scope: JobScope) -> Place | None:
    """Return the cloud service and the job collection of a scope, or None if one of them does not exist."""
    group, collection = collections.find_both(tx, scope.subscription, scope.group, scope.collection)
    if group is None or collection is None:
        return None
    return group, _planned(scope, collection)


def require_place(tx: Transaction, scope: JobScope, now: datetime) -> Place:
    """Return the cloud service and the job collection of a scope, in which there can be jobs by ``now``.

    In a collection that is being created or deleted there are none (decision 29).

    Raises:
        GroupNotFoundError: the cloud service does not exist.
        CollectionNotFoundError: the collection does not exist in it.
        JobNotFoundError: the scope is one that comes into being with its first job, and has none.
    """
    group, collection = collections.find_both(tx, scope.subscription, scope.group, scope.collection)
    if scope.made_on_use and collection is None:
        raise JobNotFoundError("There is no such job.")
    group = group and service_now(tx, group, now)
    if group is None:
        raise service_missing(scope.group)
    collection = collection and collection_now(tx, collection, now)
    if collection is None or not _usable(group) or not _usable(collection):
        raise CollectionNotFoundError("The specified resource does not exist.")
    return group, _planned(scope, collection)


def make_place(tx: Transaction, runtime: Runtime, change: Change, scope: JobScope) -> Place:
    """Return the place of a scope for a job to be put into; one that is made on use is made.

    Raises:
        NotFoundError: as ``require_place`` does.
    """
    if not scope.made_on_use:
        return require_place(tx, scope, change.now)
    return find_place(tx, scope) or _made(tx, runtime, change, scope)


def _planned(scope: JobScope, collection: JobCollection) -> JobCollection:
    """Return a collection under its plan: states of older emulators keep the siblings' jobs under one of Azure's."""
    return replace(collection, plan=Plan.NONE) if scope.made_on_use else collection


def _usable(thing: CloudService | JobCollection) -> bool:
    """Tell whether jobs can be in it; a cloud service takes job collections as soon as it is asked for."""
    underway = thing.underway
    return underway is None or not (underway.deleting or (underway.creating and isinstance(thing, JobCollection)))


def _made(tx: Transaction, runtime: Runtime, change: Change, scope: JobScope) -> Place:
    group = CloudService(
        id=runtime.new_key(), subscription=scope.subscription, name=scope.group, etag="", created_at=change.now
    )
    collection = JobCollection(
        id=runtime.new_key(),
        cloud_service_id=group.id,
        subscription=scope.subscription,
        name=scope.collection,
        plan=Plan.NONE,
        etag="",
        created_at=change.now,
    )
    collections.add_service(tx, group)
    collections.add(tx, collection)
    return group, collection


def require_service(tx: Transaction, subscription: str, name: str, now: datetime) -> CloudService:
    """Return the cloud service of that name as it is by ``now``.

    Raises:
        GroupNotFoundError: there is none.
    """
    service = find_service(tx, subscription, name, now)
    if service is None:
        raise service_missing(name)
    return service


def service_missing(name: str) -> GroupNotFoundError:
    """Return the error for a cloud service that does not exist, in the service's words (user reports)."""
    return GroupNotFoundError(f"The cloud service with name {name} was not found.")


def require_job(tx: Transaction, collection: JobCollection, name: str) -> Job:
    """Return the job of that name in any casing.

    Raises:
        JobNotFoundError: there is none.
    """
    job = jobs.find(tx, collection.id, name)
    if job is None:
        raise JobNotFoundError("The specified resource does not exist.")
    return job


def save_planned(tx: Transaction, job: Job) -> Job:
    """Save a job that was planned anew; one that does not run loses its pending retries."""
    if lifecycle.drops_retries(job):
        job = lifecycle.abandon(job, attempts.drop_waiting(tx, job.id))
    jobs.save(tx, job)
    return job
