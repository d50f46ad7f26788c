"""What may clients do with job collections?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from azure_scheduler_emulator.domain.azure.collection import (
    CloudService,
    CollectionState,
    JobCollection,
    Plan,
    Quota,
    check_quota,
)
from azure_scheduler_emulator.domain.errors import CollectionNotFoundError, ConflictError, ForbiddenError
from azure_scheduler_emulator.domain.jobs import lifecycle
from azure_scheduler_emulator.domain.jobs.job import Job
from azure_scheduler_emulator.domain.jobs.trigger import Recurring
from azure_scheduler_emulator.domain.recurrence.rules import shortest_gap
from azure_scheduler_emulator.runtime import Runtime
from azure_scheduler_emulator.service.cloud_services import (
    CloudServiceProperties,
    add_service,
    require_service,
    service_missing,
)
from azure_scheduler_emulator.service.etags import check_etag
from azure_scheduler_emulator.service.operations import Operations
from azure_scheduler_emulator.service.requests import Request
from azure_scheduler_emulator.storage import attempts, collections, jobs
from azure_scheduler_emulator.storage.store import Store, Transaction


@dataclass(frozen=True, kw_only=True)
class CollectionProperties:
    """What a client says about a job collection; None for what it leaves out."""

    plan: Plan | None = None
    quota: Quota | None = None
    state: CollectionState | None = None
    label: str | None = None
    #: None for the region of the cloud service.
    region: str | None = None
    tags: Mapping[str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class CollectionName:
    """Where a job collection is."""

    subscription: str
    cloud_service: str
    name: str


class Collections:
    """The job collections of the subscriptions."""

    def __init__(self, store: Store, runtime: Runtime, operations: Operations) -> None:
        self._store = store
        self._runtime = runtime
        self._operations = operations

    def put(
        self, request: Request, where: CollectionName, given: CollectionProperties, if_match: str | None
    ) -> JobCollection:
        """Create a job collection, or update the one whose ETag is ``if_match``.

        Raises:
            NotFoundError: the cloud service does not exist.
            PreconditionError: it exists and ``if_match`` is missing or another one's, or the other way round.
            ForbiddenError: the subscription has as many collections of the plan as it may.
            ConflictError: its jobs do not fit the new plan or quota.
            InvalidError: the quota is wider than the plan.
        """
        with self._operations.tracked(request) as tx:
            service = require_service(tx, where.subscription, where.cloud_service)
            existing = collections.find(tx, service.id, where.name)
            check_etag(if_match, existing.etag if existing else None)
            if existing is None:
                return self._create(tx, request, service, where.name, given)
            return self._update(tx, request, existing, given)

    def replace(
        self, request: Request, where: CollectionName, given: CollectionProperties, *, make_service: bool
    ) -> tuple[CloudService, JobCollection]:
        """Create a job collection, or replace what is said about it; return it with its cloud service.

        ``make_service`` has a missing cloud service made in the collection's region.

        Raises:
            GroupNotFoundError, ForbiddenError, ConflictError, InvalidError: as ``put`` does.
        """
        with self._operations.tracked(request) as tx:
            service = collections.find_service(tx, where.subscription, where.cloud_service)
            if service is None:
                if not make_service:
                    raise service_missing(where.cloud_service)
                made = CloudServiceProperties(region=given.region or "")
                service = add_service(tx, self._runtime, request, where.cloud_service, made)
            existing = collections.find(tx, service.id, where.name)
            if existing is None:
                return service, self._create(tx, request, service, where.name, given)
            updated = self._overwrite(tx, request, existing, given)
        return service, updated

    def change(
        self, request: Request, where: CollectionName, change: Callable[[JobCollection], CollectionProperties]
    ) -> tuple[CloudService, JobCollection]:
        """Replace what is said about a job collection by what ``change`` makes of the stored one.

        Raises:
            NotFoundError: it, or its cloud service, does not exist.
            ForbiddenError, ConflictError, InvalidError: as ``put`` does.
        """
        with self._operations.tracked(request) as tx:
            service, existing = require_both(tx, where)
            updated = self._overwrite(tx, request, existing, change(existing))
        return service, updated

    def locate(self, where: CollectionName) -> tuple[CloudService, JobCollection]:
        """Return a job collection with its cloud service.

        Raises:
            NotFoundError: one of them does not exist.
        """
        with self._store.read() as tx:
            return require_both(tx, where)

    def get(self, where: CollectionName) -> JobCollection:
        """Return a job collection.

        Raises:
            NotFoundError: it, or its cloud service, does not exist.
        """
        with self._store.read() as tx:
            return require_collection(tx, where)

    def delete(self, request: Request, where: CollectionName) -> None:
        """Delete a job collection with its jobs.

        Raises:
            NotFoundError: it, or its cloud service, does not exist.
        """
        with self._operations.tracked(request) as tx:
            collections.delete(tx, require_collection(tx, where).id)

    def is_free(self, where: CollectionName) -> bool:
        """Tell whether no job collection has that name.

        Raises:
            NotFoundError: the cloud service does not exist.
        """
        with self._store.read() as tx:
            service = require_service(tx, where.subscription, where.cloud_service)
            return collections.find(tx, service.id, where.name) is None

    def _create(
        self, tx: Transaction, request: Request, service: CloudService, name: str, given: CollectionProperties
    ) -> JobCollection:
        collection = JobCollection(
            id=self._runtime.new_id().replace("-", ""),
            cloud_service_id=service.id,
            subscription=request.subscription,
            name=name,
            plan=given.plan or Plan.STANDARD,
            quota=given.quota,
            state=given.state or CollectionState.STARTED,
            label=given.label,
            region=given.region or service.region,
            tags=given.tags,
            etag=self._runtime.new_id(),
            created_at=request.now,
        )
        check_quota(collection.plan, collection.quota)
        if _used_up(tx, collection):
            # The service's words and spelling (user reports in the contract, section 4.1).
            raise ForbiddenError("The resource is blocked to recieve any updates.")
        collections.add(tx, collection)
        return collection

    def _overwrite(
        self, tx: Transaction, request: Request, existing: JobCollection, given: CollectionProperties
    ) -> JobCollection:
        """Update a collection of which nothing remains that the client leaves out but its label and region."""
        bare = replace(existing, quota=None, tags=given.tags, region=given.region or existing.region)
        return self._update(tx, request, bare, given)

    def _update(
        self, tx: Transaction, request: Request, existing: JobCollection, given: CollectionProperties
    ) -> JobCollection:
        changed = replace(
            existing,
            plan=given.plan or existing.plan,
            quota=given.quota or existing.quota,
            state=given.state or existing.state,
            label=existing.label if given.label is None else given.label,
            etag=self._runtime.new_id(),
            last_operation="Update",
        )
        check_quota(changed.plan, changed.quota)
        if changed.plan is not existing.plan and _used_up(tx, changed):
            raise ConflictError(f"The subscription cannot have another job collection of the plan {changed.plan}.")
        _check_jobs_fit(tx, changed)
        collections.save(tx, changed)
        if changed.state is not existing.state:
            _start_or_stop(tx, changed, request)
        return changed


def require_collection(tx: Transaction, where: CollectionName) -> JobCollection:
    """Return the job collection of that name.

    Raises:
        NotFoundError: it, or its cloud service, does not exist.
    """
    return require_both(tx, where)[1]


def require_both(tx: Transaction, where: CollectionName) -> tuple[CloudService, JobCollection]:
    """Return the job collection of that name with its cloud service.

    Raises:
        GroupNotFoundError: the cloud service does not exist.
        CollectionNotFoundError: the collection does not exist in it.
    """
    service, collection = collections.find_both(tx, where.subscription, where.cloud_service, where.name)
    if service is None:
        raise service_missing(where.cloud_service)
    if collection is None:
        raise CollectionNotFoundError("The specified resource does not exist.")
    return service, collection


def save_planned(tx: Transaction, job: Job) -> Job:
    """Save a job that was planned anew; one that does not run loses its pending retries."""
    if lifecycle.drops_retries(job):
        job = lifecycle.abandon(job, attempts.drop_waiting(tx, job.id))
    jobs.save(tx, job)
    return job


def _used_up(tx: Transaction, collection: JobCollection) -> bool:
    used = collections.count_of_plan(tx, collection.subscription, collection.plan.value)
    return used >= collection.plan.limits.max_collections


def _check_jobs_fit(tx: Transaction, collection: JobCollection) -> None:
    """Refuse a plan or quota that the jobs of the collection exceed (documented for the downgrade to Free)."""
    held = jobs.of_collection(tx, collection.id)
    if len(held) > collection.max_jobs:
        raise ConflictError(f"The job collection holds {len(held)} jobs, more than {collection.max_jobs}.")
    for job in held:
        definition = job.definition
        trigger = definition.trigger
        if isinstance(trigger, Recurring) and shortest_gap(trigger.recurrence, job.anchor) < collection.floor:
            raise ConflictError(f"The job '{job.name}' recurs more often than every {collection.floor}.")
        authentication = getattr(definition.action, "authentication", None)
        if authentication is not None and not collection.plan.limits.authentication:
            raise ConflictError(f"The job '{job.name}' authenticates, which {collection.plan} collections may not.")


def _start_or_stop(tx: Transaction, collection: JobCollection, request: Request) -> None:
    """Stopping a collection disables its jobs, starting it enables those that were (documentation of Update)."""
    runs = collection.state is CollectionState.STARTED
    for job in jobs.of_collection(tx, collection.id):
        save_planned(tx, lifecycle.resume(job, request.now) if runs else lifecycle.suspend(job))
