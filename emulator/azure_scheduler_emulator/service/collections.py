"""What may clients do with job collections?"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from azure_scheduler_emulator.domain.azure.collection import (
    CloudService,
    CollectionState,
    JobCollection,
    Plan,
    Quota,
    check_quota,
)
from azure_scheduler_emulator.domain.errors import ConflictError, ForbiddenError
from azure_scheduler_emulator.domain.jobs import admission, lifecycle
from azure_scheduler_emulator.domain.tenant import JobScope
from azure_scheduler_emulator.runtime import Runtime
from azure_scheduler_emulator.service.cloud_services import add_service, as_group
from azure_scheduler_emulator.service.etags import check_etag
from azure_scheduler_emulator.service.operations import Operations
from azure_scheduler_emulator.service.places import (
    new_row_id,
    require_place,
    require_service,
    save_planned,
    service_missing,
)
from azure_scheduler_emulator.service.requests import Change
from azure_scheduler_emulator.storage import collections, jobs
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


class Collections:
    """The job collections of the subscriptions."""

    def __init__(self, store: Store, runtime: Runtime, operations: Operations) -> None:
        self._store = store
        self._runtime = runtime
        self._operations = operations

    def put(self, change: Change, scope: JobScope, given: CollectionProperties, if_match: str | None) -> JobCollection:
        """Create a job collection, or update the one whose ETag is ``if_match``.

        Raises:
            NotFoundError: the cloud service does not exist.
            PreconditionError: it exists and ``if_match`` is missing or another one's, or the other way round.
            ForbiddenError: the subscription has as many collections of the plan as it may.
            ConflictError: its jobs do not fit the new plan or quota.
            InvalidError: the quota is wider than the plan.
        """
        with self._operations.tracked(change) as tx:
            service = require_service(tx, scope.subscription, scope.group)
            existing = collections.find(tx, service.id, scope.collection)
            check_etag(if_match, existing.etag if existing else None)
            if existing is None:
                return self._create(tx, change, service, scope.collection, given)
            return self._update(tx, change, existing, given)

    def replace(
        self, change: Change, scope: JobScope, given: CollectionProperties, *, make_service: bool
    ) -> tuple[CloudService, JobCollection]:
        """Create a job collection, or replace what is said about it; return it with its cloud service.

        ``make_service`` has a missing cloud service made in the collection's region.

        Raises:
            GroupNotFoundError, ForbiddenError, ConflictError, InvalidError: as ``put`` does.
        """
        with self._operations.tracked(change) as tx:
            service = collections.find_service(tx, scope.subscription, scope.group)
            if service is None:
                if not make_service:
                    raise service_missing(scope.group)
                made = as_group(scope.group, given.region or "")
                service = add_service(tx, self._runtime, change, scope.group, made)
            existing = collections.find(tx, service.id, scope.collection)
            if existing is None:
                # Its label is its name (recorded).
                given = dataclasses.replace(given, label=scope.collection)
                return service, self._create(tx, change, service, scope.collection, given, by_manager=True)
            updated = self._overwrite(tx, change, existing, given)
        return service, updated

    def change(
        self, change: Change, scope: JobScope, edit: Callable[[JobCollection], CollectionProperties]
    ) -> tuple[CloudService, JobCollection]:
        """Replace what is said about a job collection by what ``edit`` makes of the stored one.

        Raises:
            NotFoundError: it, or its cloud service, does not exist.
            ForbiddenError, ConflictError, InvalidError: as ``put`` does.
        """
        with self._operations.tracked(change) as tx:
            service, existing = require_place(tx, scope)
            updated = self._overwrite(tx, change, existing, edit(existing))
        return service, updated

    def locate(self, scope: JobScope) -> tuple[CloudService, JobCollection]:
        """Return a job collection with its cloud service.

        Raises:
            NotFoundError: one of them does not exist.
        """
        with self._store.read() as tx:
            return require_place(tx, scope)

    def get(self, scope: JobScope) -> JobCollection:
        """Return a job collection.

        Raises:
            NotFoundError: it, or its cloud service, does not exist.
        """
        with self._store.read() as tx:
            return require_place(tx, scope)[1]

    def delete(self, change: Change, scope: JobScope) -> None:
        """Delete a job collection with its jobs.

        Raises:
            NotFoundError: it, or its cloud service, does not exist.
        """
        with self._operations.tracked(change) as tx:
            collections.delete(tx, require_place(tx, scope)[1].id)

    def is_free(self, scope: JobScope) -> bool:
        """Tell whether no job collection has that name.

        Raises:
            NotFoundError: the cloud service does not exist.
        """
        with self._store.read() as tx:
            service = require_service(tx, scope.subscription, scope.group)
            return collections.find(tx, service.id, scope.collection) is None

    def _create(
        self,
        tx: Transaction,
        change: Change,
        service: CloudService,
        name: str,
        given: CollectionProperties,
        *,
        by_manager: bool = False,
    ) -> JobCollection:
        collection = JobCollection(
            id=new_row_id(self._runtime),
            cloud_service_id=service.id,
            subscription=change.subscription,
            name=name,
            plan=given.plan or Plan.STANDARD,
            quota=given.quota,
            state=given.state or CollectionState.STARTED,
            label=given.label,
            region=given.region or service.region,
            tags=given.tags,
            etag=self._runtime.new_id(),
            created_at=change.now,
            by_manager=by_manager,
        )
        check_quota(collection.plan, collection.quota)
        if _used_up(tx, collection):
            # The service's words and spelling (user reports in the contract, section 4.1).
            raise ForbiddenError("The resource is blocked to recieve any updates.")
        collections.add(tx, collection)
        return collection

    def _overwrite(
        self, tx: Transaction, change: Change, existing: JobCollection, given: CollectionProperties
    ) -> JobCollection:
        """Update a collection of which nothing remains that the client leaves out but its label and region."""
        bare = dataclasses.replace(existing, quota=None, tags=given.tags, region=given.region or existing.region)
        return self._update(tx, change, bare, given)

    def _update(
        self, tx: Transaction, change: Change, existing: JobCollection, given: CollectionProperties
    ) -> JobCollection:
        changed = dataclasses.replace(
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
        admission.check_fit(changed, jobs.of_collection(tx, changed.id))
        collections.save(tx, changed)
        if changed.state is not existing.state:
            _start_or_stop(tx, changed, change)
        return changed


def _used_up(tx: Transaction, collection: JobCollection) -> bool:
    used = collections.count_of_plan(tx, collection.subscription, collection.plan.value)
    return used >= collection.plan.limits.max_collections


def _start_or_stop(tx: Transaction, collection: JobCollection, change: Change) -> None:
    """Stopping a collection disables its jobs, starting it enables those that were (documentation of Update)."""
    runs = collection.state is CollectionState.STARTED
    for job in jobs.of_collection(tx, collection.id):
        save_planned(tx, lifecycle.resume(job, change.now) if runs else lifecycle.suspend(job))
