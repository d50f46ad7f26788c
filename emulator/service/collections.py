"""What may clients do with job collections?"""

from __future__ import annotations

from dataclasses import dataclass, replace

from emulator.domain import lifecycle
from emulator.domain.collection import CloudService, CollectionState, JobCollection, Plan, Quota, check_quota
from emulator.domain.errors import ConflictError, ForbiddenError, NotFoundError
from emulator.domain.recurrence_rules import shortest_gap
from emulator.domain.trigger import Recurring
from emulator.runtime import Runtime
from emulator.service.cloud_services import require_service, service_missing
from emulator.service.etags import check_etag
from emulator.service.operations import Operations
from emulator.service.requests import Request
from emulator.storage import collections, jobs
from emulator.storage.store import Store, Transaction


@dataclass(frozen=True, kw_only=True)
class CollectionProperties:
    """What a client says about a job collection; None for what it leaves out."""

    plan: Plan | None = None
    quota: Quota | None = None
    state: CollectionState | None = None
    label: str | None = None


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
            region=service.region,
            etag=self._runtime.new_id(),
            created_at=request.now,
        )
        check_quota(collection.plan, collection.quota)
        if _used_up(tx, collection):
            # The service's words and spelling (user reports in the contract, section 4.1).
            raise ForbiddenError("The resource is blocked to recieve any updates.")
        collections.add(tx, collection)
        return collection

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
    service, collection = collections.find_both(tx, where.subscription, where.cloud_service, where.name)
    if service is None:
        raise service_missing(where.cloud_service)
    if collection is None:
        raise NotFoundError("The specified resource does not exist.")
    return collection


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
        jobs.save(tx, lifecycle.resume(job, request.now) if runs else lifecycle.suspend(job))
