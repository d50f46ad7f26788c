"""What may clients do with job collections?"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from azure_scheduler_emulator.domain.azure.collection import (
    CloudService,
    CollectionState,
    FormerCollection,
    JobCollection,
    Plan,
    Quota,
    check_quota,
)
from azure_scheduler_emulator.domain.azure.operation import OperationStatus
from azure_scheduler_emulator.domain.azure.underway import Deed
from azure_scheduler_emulator.domain.errors import CollectionNotFoundError, ConflictError, ForbiddenError
from azure_scheduler_emulator.domain.jobs import admission, lifecycle
from azure_scheduler_emulator.domain.tenant import JobScope
from azure_scheduler_emulator.runtime import Runtime
from azure_scheduler_emulator.service.cloud_services import add_service, as_group
from azure_scheduler_emulator.service.etags import check_etag
from azure_scheduler_emulator.service.operations import Operations
from azure_scheduler_emulator.service.places import (
    require_service,
    save_planned,
    service_missing,
)
from azure_scheduler_emulator.service.progress import (
    begun,
    check_idle,
    check_not_deleting,
    clear_collection,
    clear_service,
    collection_now,
    plan_used_up,
)
from azure_scheduler_emulator.service.requests import Change
from azure_scheduler_emulator.storage import collections, jobs
from azure_scheduler_emulator.storage.store import Store, Transaction

KIND = "job collection"


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
            service = require_service(tx, scope.subscription, scope.group, change.now)
            check_not_deleting(service, "cloud service")
            existing = clear_collection(tx, service, scope.collection, change.now)
            if existing is not None:
                check_not_deleting(existing, KIND)
            check_etag(if_match, existing.etag if existing else None)
            if existing is None:
                made = self._create(tx, change, service, scope.collection, given)
            else:
                made = self._update(tx, change, existing, given)
        self._note_failure(change, existing, made)
        return made

    def replace(
        self, change: Change, scope: JobScope, given: CollectionProperties, *, make_service: bool
    ) -> tuple[CloudService, JobCollection]:
        """Create a job collection, or replace what is said about it; return it with its cloud service.

        ``make_service`` has a missing cloud service made in the collection's region.

        Raises:
            GroupNotFoundError, ForbiddenError, ConflictError, InvalidError: as ``put`` does.
        """
        with self._operations.tracked(change) as tx:
            service = clear_service(tx, scope.subscription, scope.group, change.now)
            if service is None:
                if not make_service:
                    raise service_missing(scope.group)
                made = as_group(scope.group, given.region or "")
                service = add_service(tx, self._runtime, change, scope.group, made)
            check_not_deleting(service, "resource group")
            existing = clear_collection(tx, service, scope.collection, change.now)
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
            service, existing = self._place(tx, scope, change.now)
            check_idle(existing, KIND)
            updated = self._overwrite(tx, change, existing, edit(existing))
        self._note_failure(change, existing, updated)
        return service, updated

    def locate(self, scope: JobScope) -> tuple[CloudService, JobCollection]:
        """Return a job collection with its cloud service.

        Raises:
            NotFoundError: one of them does not exist.
        """
        with self._store.read() as tx:
            service, collection = self._place(tx, scope, self._runtime.clocks.of(scope.tenant).now())
        return service.shown, collection.shown

    def get(self, scope: JobScope) -> JobCollection:
        """Return a job collection.

        Raises:
            NotFoundError: it, or its cloud service, does not exist.
        """
        return self.locate(scope)[1]

    def delete(self, change: Change, scope: JobScope) -> None:
        """Delete a job collection with its jobs.

        Raises:
            NotFoundError: it, or its cloud service, does not exist.
        """
        with self._operations.tracked(change) as tx:
            _, existing = self._place(tx, scope, change.now)
            check_not_deleting(existing, KIND)
            underway = begun(change, Deed.DELETE)
            leaving = dataclasses.replace(existing, underway=underway, former=None)
            if underway is None:
                collections.delete(tx, existing.id)
            else:
                jobs.delete_of_collection(tx, existing.id)
                collections.save(tx, leaving)
        self._note_failure(change, existing, leaving)

    def is_free(self, scope: JobScope) -> bool:
        """Tell whether no job collection has that name.

        Raises:
            NotFoundError: the cloud service does not exist.
        """
        with self._store.read() as tx:
            now = self._runtime.clocks.of(scope.tenant).now()
            service = require_service(tx, scope.subscription, scope.group, now)
            found = collections.find(tx, service.id, scope.collection)
            return found is None or collection_now(tx, found, now) is None

    def _place(self, tx: Transaction, scope: JobScope, now: datetime) -> tuple[CloudService, JobCollection]:
        """Return a job collection with its cloud service, also one that is being created or deleted."""
        service = require_service(tx, scope.subscription, scope.group, now)
        stored = collections.find(tx, service.id, scope.collection)
        found = stored and collection_now(tx, stored, now)
        if found is None:
            raise CollectionNotFoundError("The specified resource does not exist.")
        if service.underway is not None and service.underway.deleting:
            found = dataclasses.replace(found, underway=service.underway)
        return service, found

    def _note_failure(self, change: Change, before: JobCollection | None, after: JobCollection) -> None:
        """Have what an operation that fails was about say so; nothing else of it is left (decision 5)."""
        underway = after.underway
        if change.verdict.failure is None or underway is None:
            return
        with self._store.begin() as tx:
            if before is not None:
                collections.save(tx, dataclasses.replace(before, underway=underway, former=None))
            elif change.operation.status(change.now) is OperationStatus.IN_PROGRESS:
                # It is seen in creation until it has failed.
                collections.add(tx, after)

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
            id=self._runtime.new_key(),
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
            underway=begun(change, Deed.CREATE),
        )
        check_quota(collection.plan, collection.quota)
        if plan_used_up(tx, collection, change.now):
            # The service's words and spelling (user reports in the contract, section 4.1).
            raise ForbiddenError("The resource is blocked to recieve any updates.")
        collections.add(tx, collection)
        return collection

    def _overwrite(
        self, tx: Transaction, change: Change, existing: JobCollection, given: CollectionProperties
    ) -> JobCollection:
        """Update a collection of which nothing remains that the client leaves out but its label and region."""
        bare = dataclasses.replace(existing, quota=None, tags=given.tags, region=given.region or existing.region)
        return self._update(tx, change, bare, given, existing.shown_values)

    def _update(
        self,
        tx: Transaction,
        change: Change,
        existing: JobCollection,
        given: CollectionProperties,
        shown: FormerCollection | None = None,
    ) -> JobCollection:
        check_idle(existing, KIND)
        underway = begun(change, Deed.UPDATE)
        changed = dataclasses.replace(
            existing,
            plan=given.plan or existing.plan,
            quota=given.quota or existing.quota,
            state=given.state or existing.state,
            label=existing.label if given.label is None else given.label,
            etag=self._runtime.new_id(),
            last_operation="Update",
            underway=underway,
            former=(shown or existing.shown_values) if underway else None,
        )
        check_quota(changed.plan, changed.quota)
        if changed.plan is not existing.plan and plan_used_up(tx, changed, change.now):
            raise ConflictError(f"The subscription cannot have another job collection of the plan {changed.plan}.")
        admission.check_fit(changed, jobs.of_collection(tx, changed.id))
        collections.save(tx, changed)
        if changed.state is not existing.state:
            _start_or_stop(tx, changed, change)
        return changed


def _start_or_stop(tx: Transaction, collection: JobCollection, change: Change) -> None:
    """Stopping a collection disables its jobs, starting it enables those that were (documentation of Update)."""
    runs = collection.state is CollectionState.STARTED
    for job in jobs.of_collection(tx, collection.id):
        save_planned(tx, lifecycle.resume(job, change.now) if runs else lifecycle.suspend(job))
