"""Where are cloud services and job collections kept?"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, func, select, update

from azure_scheduler_emulator.domain.azure.collection import CloudService, JobCollection
from azure_scheduler_emulator.news import Topic
from azure_scheduler_emulator.storage.codec import dump, load
from azure_scheduler_emulator.storage.hot import hot
from azure_scheduler_emulator.storage.store import Transaction
from azure_scheduler_emulator.storage.tables import cloud_services, collections

_SERVICE = hot(
    select(cloud_services.c.document).where(
        cloud_services.c.subscription == bindparam("owner"), cloud_services.c.name_key == bindparam("name")
    )
)
_COLLECTION = hot(
    select(collections.c.document).where(
        collections.c.cloud_service_id == bindparam("service"), collections.c.name_key == bindparam("name")
    )
)
_BOTH = hot(
    select(cloud_services.c.document.label("service"), collections.c.document.label("collection"))
    .select_from(cloud_services)
    .outerjoin(
        collections,
        (collections.c.cloud_service_id == cloud_services.c.id) & (collections.c.name_key == bindparam("name")),
    )
    .where(cloud_services.c.subscription == bindparam("owner"), cloud_services.c.name_key == bindparam("group"))
)
_WITH_GROUPS = (
    select(cloud_services.c.document.label("service"), collections.c.document.label("collection"))
    .select_from(collections)
    .join(cloud_services)
    .where(collections.c.id.in_(bindparam("ids", expanding=True)))
)
_BY_IDS = select(collections.c.document).where(collections.c.id.in_(bindparam("ids", expanding=True)))


#: Whoever asks for a job asks for these first. Values are immutable.
_decode = lru_cache(1024)(load)


def add_service(tx: Transaction, service: CloudService) -> None:
    """Insert a cloud service. Its name must be free in its subscription."""
    row = {"id": service.id, "subscription": service.subscription, "name_key": service.name.casefold()}
    tx.run(cloud_services.insert(), {**row, "document": dump(service)})
    tx.tells(Topic.JOBS)


def save_service(tx: Transaction, service: CloudService) -> None:
    """Update a cloud service."""
    tx.run(update(cloud_services).where(cloud_services.c.id == service.id), {"document": dump(service)})
    tx.tells(Topic.JOBS)


def find_service(tx: Transaction, subscription: str, name: str) -> CloudService | None:
    """Return the cloud service of that name in any casing, or None."""
    row = tx.first(_SERVICE, {"owner": subscription, "name": name.casefold()})
    return tx.one(f"the cloud service {name}", row, _group) if row else None


def services_of(tx: Transaction, subscription: str) -> list[CloudService]:
    """Return the cloud services of a subscription by name."""
    statement = select(cloud_services.c.document).where(cloud_services.c.subscription == subscription)
    rows = tx.all(statement.order_by(cloud_services.c.name_key))
    return tx.readable(f"a cloud service of {subscription}", rows, _group)


def subscriptions(tx: Transaction) -> list[str]:
    """Return the subscriptions that have cloud services, and the spaces of the sibling APIs."""
    return [row.subscription for row in tx.all(select(cloud_services.c.subscription).distinct())]


def delete_service(tx: Transaction, service_id: str) -> None:
    """Delete a cloud service with everything in it."""
    tx.run(cloud_services.delete().where(cloud_services.c.id == service_id))
    tx.tells(Topic.JOBS)


def delete_services_of(tx: Transaction, subscription: str, name: str | None = None) -> int:
    """Delete the cloud services of a subscription, or the one of that name, with everything in them."""
    tx.tells(Topic.JOBS)
    statement = cloud_services.delete().where(cloud_services.c.subscription == subscription)
    if name is not None:
        statement = statement.where(cloud_services.c.name_key == name.casefold())
    return tx.run(statement)


def add(tx: Transaction, collection: JobCollection) -> None:
    """Insert a job collection. Its name must be free in its cloud service."""
    tx.run(collections.insert(), {"id": collection.id, **_columns(collection)})
    tx.tells(Topic.JOBS)


def save(tx: Transaction, collection: JobCollection) -> None:
    """Update a job collection."""
    tx.run(update(collections).where(collections.c.id == collection.id), _columns(collection))
    tx.tells(Topic.JOBS)


def find(tx: Transaction, cloud_service_id: str, name: str) -> JobCollection | None:
    """Return the job collection of that name in any casing, or None."""
    row = tx.first(_COLLECTION, {"service": cloud_service_id, "name": name.casefold()})
    return tx.one(f"the job collection {name}", row, _collection) if row else None


def find_both(
    tx: Transaction, subscription: str, service_name: str, name: str
) -> tuple[CloudService | None, JobCollection | None]:
    """Return a cloud service and the job collection of that name in it, each None if there is none."""
    row = tx.first(_BOTH, {"owner": subscription, "group": service_name.casefold(), "name": name.casefold()})
    if row is None:
        return None, None
    group = tx.one(f"the cloud service {service_name}", row, lambda row: _decode(CloudService, row.service))
    if not row.collection:
        return group, None
    return group, tx.one(f"the job collection {name}", row, lambda row: _decode(JobCollection, row.collection))


def many(tx: Transaction, ids: Sequence[str]) -> dict[str, JobCollection]:
    """Return the job collections of those identities."""
    found = tx.readable("a job collection", tx.all(_BY_IDS, {"ids": ids}), _collection)
    return {collection.id: collection for collection in found}


def with_groups(tx: Transaction, ids: Sequence[str]) -> list[tuple[CloudService, JobCollection]]:
    """Return the job collections of those identities with the cloud services that they are in."""
    rows = tx.all(_WITH_GROUPS, {"ids": ids})
    return tx.readable("a job collection, or the cloud service of it", rows, _both)


def page(
    tx: Transaction, *, subscription: str = "", skip: int = 0, top: int = 1000
) -> list[tuple[CloudService, JobCollection]]:
    """Return job collections with the cloud services that they are in, by subscription, service and name."""
    statement = select(cloud_services.c.document.label("service"), collections.c.document.label("collection"))
    statement = statement.select_from(collections).join(cloud_services)
    if subscription:
        statement = statement.where(collections.c.subscription == subscription)
    order = (cloud_services.c.subscription, cloud_services.c.name_key, collections.c.name_key, collections.c.id)
    rows = tx.all(statement.order_by(*order).offset(skip).limit(top))
    return tx.readable("a job collection, or the cloud service of it", rows, _both)


def of_subscription(tx: Transaction, subscription: str) -> list[JobCollection]:
    """Return the job collections of a subscription by cloud service and name."""
    statement = (
        select(collections.c.document)
        .join(cloud_services)
        .where(collections.c.subscription == subscription)
        .order_by(cloud_services.c.name_key, collections.c.name_key)
    )
    return tx.readable(f"a job collection of {subscription}", tx.all(statement), _collection)


def count_of_plan(tx: Transaction, subscription: str, plan: str) -> int:
    """Return how many job collections of ``plan`` a subscription has."""
    statement = select(func.count()).select_from(collections)
    value: int = tx.scalar(statement.where(collections.c.subscription == subscription, collections.c.plan == plan))
    return value


def delete(tx: Transaction, collection_id: str) -> None:
    """Delete a job collection with its jobs."""
    tx.run(collections.delete().where(collections.c.id == collection_id))
    tx.tells(Topic.JOBS)


def _columns(collection: JobCollection) -> dict[str, Any]:
    return {
        "cloud_service_id": collection.cloud_service_id,
        "subscription": collection.subscription,
        "name_key": collection.name.casefold(),
        "plan": collection.plan.value,
        "document": dump(collection),
    }


def _group(row: Any) -> CloudService:
    found: CloudService = _decode(CloudService, row.document)
    return found


def _collection(row: Any) -> JobCollection:
    found: JobCollection = _decode(JobCollection, row.document)
    return found


def _both(row: Any) -> tuple[CloudService, JobCollection]:
    return _decode(CloudService, row.service), _decode(JobCollection, row.collection)
