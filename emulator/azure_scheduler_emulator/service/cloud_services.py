"""What may clients do with cloud services?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from azure_scheduler_emulator.domain.azure.collection import CloudService, JobCollection
from azure_scheduler_emulator.runtime import Runtime
from azure_scheduler_emulator.service.etags import check_etag
from azure_scheduler_emulator.service.operations import Operations
from azure_scheduler_emulator.service.places import new_row_id, require_service
from azure_scheduler_emulator.service.requests import Change
from azure_scheduler_emulator.storage import collections
from azure_scheduler_emulator.storage.store import Store, Transaction


@dataclass(frozen=True, kw_only=True)
class CloudServiceProperties:
    """What a client says about a cloud service."""

    label: str = ""
    description: str = ""
    region: str = ""


#: What the classic API shows of a cloud service that Resource Manager made (recorded).
GROUP_DESCRIPTION = "Resource group based cloud service."


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
        """
        with self._operations.tracked(change) as tx:
            existing = collections.find_service(tx, change.subscription, name)
            check_etag(if_match, existing.etag if existing else None)
            etag = self._runtime.new_id()
            if existing:
                service = replace(existing, etag=etag, **vars(given))
                collections.save_service(tx, service)
                return service
            return add_service(tx, self._runtime, change, name, given)

    def put_group(
        self, change: Change, name: str, region: str, tags: Mapping[str, str] | None
    ) -> tuple[CloudService, bool]:
        """Create a cloud service as a resource group, or give it other tags; return it, and whether it is new."""
        with self._operations.tracked(change) as tx:
            existing = collections.find_service(tx, change.subscription, name)
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
            service = require_service(tx, subscription, name)
            return service, [item for item in collections.of_subscription(tx, subscription) if _in(item, service)]

    def all_of(self, subscription: str) -> list[tuple[CloudService, list[JobCollection]]]:
        """Return the cloud services of a subscription by name, with their job collections."""
        with self._store.read() as tx:
            services = collections.services_of(tx, subscription)
            every = collections.of_subscription(tx, subscription)
        return [(service, [item for item in every if _in(item, service)]) for service in services]

    def delete(self, change: Change, name: str) -> None:
        """Delete a cloud service with everything in it.

        Raises:
            NotFoundError: there is none of that name.
        """
        with self._operations.tracked(change) as tx:
            collections.delete_service(tx, require_service(tx, change.subscription, name).id)


def add_service(
    tx: Transaction,
    runtime: Runtime,
    change: Change,
    name: str,
    given: CloudServiceProperties,
    tags: Mapping[str, str] | None = None,
) -> CloudService:
    """Create a cloud service, whose name must be free, and return it."""
    service = CloudService(
        id=new_row_id(runtime),
        subscription=change.subscription,
        name=name,
        etag=runtime.new_id(),
        tags=tags,
        created_at=change.now,
        **vars(given),
    )
    collections.add_service(tx, service)
    return service


def _in(collection: JobCollection, service: CloudService) -> bool:
    return collection.cloud_service_id == service.id
