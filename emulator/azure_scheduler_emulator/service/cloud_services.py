"""What may clients do with cloud services?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from azure_scheduler_emulator.domain.azure.collection import CloudService, FormerService, JobCollection
from azure_scheduler_emulator.domain.azure.underway import Deed, Underway
from azure_scheduler_emulator.domain.tenant import AZURE, Tenant
from azure_scheduler_emulator.runtime import Runtime
from azure_scheduler_emulator.service.etags import check_etag
from azure_scheduler_emulator.service.operations import Operations
from azure_scheduler_emulator.service.places import require_service
from azure_scheduler_emulator.service.progress import (
    begun,
    check_idle,
    check_not_deleting,
    clear_service,
    collection_now,
    service_now,
)
from azure_scheduler_emulator.service.requests import Change
from azure_scheduler_emulator.storage import collections, jobs
from azure_scheduler_emulator.storage.store import Store, Transaction


@dataclass(frozen=True, kw_only=True)
class CloudServiceProperties:
    """What a client says about a cloud service."""

    label: str = ""
    description: str = ""
    region: str = ""


#: What the classic API shows of a cloud service that Resource Manager made (recorded).
GROUP_DESCRIPTION = "Resource group based cloud service."

KIND = "cloud service"


def as_group(name: str, region: str) -> CloudServiceProperties:
    """Return what is said about a cloud service that Resource Manager makes."""
    return CloudServiceProperties(label=name, description=GROUP_DESCRIPTION, region=region)


class CloudServices:
    """The cloud services of the subscriptions."""

    def __init__(self, store: Store, runtime: Runtime, operations: Operations) -> None:
        self._store = store
        self._runtime = runtime
        self._operations = operations

    def put(self, change: Change, name: str, given: CloudServiceProperties, if_match: str | None) -> CloudService:
        """Create a cloud service, or update the one whose ETag is ``if_match``.

        Raises:
            PreconditionError: it exists and ``if_match`` is missing or another one's.
            BusyError: another operation on it is in progress.
        """
        with self._operations.tracked(change) as tx:
            existing = clear_service(tx, change.subscription, name, change.now)
            if existing:
                check_not_deleting(existing, KIND)
            check_etag(if_match, existing.etag if existing else None)
            if existing is None:
                return add_service(tx, self._runtime, change, name, given, underway=begun(change, Deed.CREATE))
            check_idle(existing, KIND)
            underway = begun(change, Deed.UPDATE)
            former = FormerService(label=existing.label, description=existing.description, region=existing.region)
            service = replace(
                existing,
                etag=self._runtime.new_id(),
                underway=underway,
                former=former if underway else None,
                **vars(given),
            )
            collections.save_service(tx, service)
            return service

    def put_group(
        self, change: Change, name: str, region: str, tags: Mapping[str, str] | None
    ) -> tuple[CloudService, bool]:
        """Create a cloud service as a resource group, or give it other tags; return it, and whether it is new."""
        with self._operations.tracked(change) as tx:
            existing = clear_service(tx, change.subscription, name, change.now)
            if existing:
                check_not_deleting(existing, KIND)
            if existing is None:
                return add_service(tx, self._runtime, change, name, as_group(name, region), tags), True
            group = replace(existing, tags=tags, etag=self._runtime.new_id())
            collections.save_service(tx, group)
            return group, False

    def get(self, subscription: str, name: str) -> tuple[CloudService, list[JobCollection]]:
        """Return a cloud service with its job collections.

        Raises:
            NotFoundError: there is none of that name.
        """
        with self._store.read() as tx:
            service = require_service(tx, subscription, name, self._now(subscription))
            return service.shown, self._held(tx, service, collections.of_subscription(tx, subscription))

    def all_of(self, subscription: str) -> list[tuple[CloudService, list[JobCollection]]]:
        """Return the cloud services of a subscription by name, with their job collections."""
        with self._store.read() as tx:
            now = self._now(subscription)
            stored = [service_now(tx, each, now) for each in collections.services_of(tx, subscription)]
            every = collections.of_subscription(tx, subscription)
            return [(each.shown, self._held(tx, each, every)) for each in stored if each is not None]

    def delete(self, change: Change, name: str) -> None:
        """Delete a cloud service with everything in it.

        Raises:
            NotFoundError: there is none of that name.
            BusyError: it is being deleted.
        """
        with self._operations.tracked(change) as tx:
            service = require_service(tx, change.subscription, name, change.now)
            check_not_deleting(service, KIND)
            underway = begun(change, Deed.DELETE)
            if underway is None:
                collections.delete_service(tx, service.id)
            else:
                for held in collections.of_subscription(tx, change.subscription):
                    if _in(held, service):
                        jobs.delete_of_collection(tx, held.id)
                collections.save_service(tx, replace(service, underway=underway, former=None))
        if change.verdict.failure is not None and underway is not None:
            with self._store.begin() as tx:
                collections.save_service(tx, replace(service, underway=underway, former=None))

    def _held(self, tx: Transaction, service: CloudService, every: list[JobCollection]) -> list[JobCollection]:
        """Return those of ``every`` collection that are in a service by now, as clients see them."""
        now = self._now(service.subscription)
        found = [collection_now(tx, each, now) for each in every if _in(each, service)]
        held = [each.shown for each in found if each is not None]
        if service.underway is None or not service.underway.deleting:
            return held
        return [replace(each, underway=service.underway) for each in held]

    def _now(self, subscription: str) -> datetime:
        return self._runtime.clocks.of(Tenant(AZURE, subscription)).now()


def add_service(
    tx: Transaction,
    runtime: Runtime,
    change: Change,
    name: str,
    given: CloudServiceProperties,
    tags: Mapping[str, str] | None = None,
    *,
    underway: Underway | None = None,
) -> CloudService:
    """Create a cloud service, whose name must be free, and return it."""
    service = CloudService(
        id=runtime.new_key(),
        subscription=change.subscription,
        name=name,
        etag=runtime.new_id(),
        tags=tags,
        created_at=change.now,
        underway=underway,
        **vars(given),
    )
    collections.add_service(tx, service)
    return service


def _in(collection: JobCollection, service: CloudService) -> bool:
    return collection.cloud_service_id == service.id
