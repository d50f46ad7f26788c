"""What may clients do with cloud services?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from azure_scheduler_emulator.domain.azure.collection import CloudService, JobCollection
from azure_scheduler_emulator.domain.errors import GroupNotFoundError
from azure_scheduler_emulator.runtime import Runtime
from azure_scheduler_emulator.service.etags import check_etag
from azure_scheduler_emulator.service.operations import Operations
from azure_scheduler_emulator.service.requests import Request
from azure_scheduler_emulator.storage import collections
from azure_scheduler_emulator.storage.store import Store, Transaction


@dataclass(frozen=True, kw_only=True)
class CloudServiceProperties:
    """What a client says about a cloud service."""

    label: str = ""
    description: str = ""
    region: str = ""


class CloudServices:
    """The cloud services of the subscriptions."""

    def __init__(self, store: Store, runtime: Runtime, operations: Operations) -> None:
        self._store = store
        self._runtime = runtime
        self._operations = operations

    def put(self, request: Request, name: str, given: CloudServiceProperties, if_match: str | None) -> CloudService:
        """Create a cloud service, or update the one whose ETag is ``if_match``.

        Raises:
            PreconditionError: it exists and ``if_match`` is missing or another one's.
        """
        with self._operations.tracked(request) as tx:
            existing = collections.find_service(tx, request.subscription, name)
            check_etag(if_match, existing.etag if existing else None)
            etag = self._runtime.new_id()
            if existing:
                service = replace(existing, etag=etag, **vars(given))
                collections.save_service(tx, service)
                return service
            return add_service(tx, self._runtime, request, name, given)

    def put_group(
        self, request: Request, name: str, region: str, tags: Mapping[str, str] | None
    ) -> tuple[CloudService, bool]:
        """Create a cloud service as a resource group, or give it other tags; return it, and whether it is new."""
        with self._operations.tracked(request) as tx:
            existing = collections.find_service(tx, request.subscription, name)
            if existing is None:
                given = CloudServiceProperties(region=region)
                return add_service(tx, self._runtime, request, name, given, tags), True
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

    def delete(self, request: Request, name: str) -> None:
        """Delete a cloud service with everything in it.

        Raises:
            NotFoundError: there is none of that name.
        """
        with self._operations.tracked(request) as tx:
            collections.delete_service(tx, require_service(tx, request.subscription, name).id)


def add_service(
    tx: Transaction,
    runtime: Runtime,
    request: Request,
    name: str,
    given: CloudServiceProperties,
    tags: Mapping[str, str] | None = None,
) -> CloudService:
    """Create a cloud service, whose name must be free, and return it."""
    service = CloudService(
        id=runtime.new_id().replace("-", ""),
        subscription=request.subscription,
        name=name,
        etag=runtime.new_id(),
        tags=tags,
        created_at=request.now,
        **vars(given),
    )
    collections.add_service(tx, service)
    return service


def require_service(tx: Transaction, subscription: str, name: str) -> CloudService:
    """Return the cloud service of that name.

    Raises:
        NotFoundError: there is none.
    """
    service = collections.find_service(tx, subscription, name)
    if service is None:
        raise service_missing(name)
    return service


def service_missing(name: str) -> GroupNotFoundError:
    """Return the error for a cloud service that does not exist, in the service's words (user reports)."""
    return GroupNotFoundError(f"The cloud service with name {name} was not found.")


def _in(collection: JobCollection, service: CloudService) -> bool:
    return collection.cloud_service_id == service.id
