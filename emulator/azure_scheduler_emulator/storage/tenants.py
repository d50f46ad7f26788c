"""What does a tenant have? Everything of it at once: whether there are jobs, and to forget all."""

from __future__ import annotations

from sqlalchemy import select

from azure_scheduler_emulator.domain.tenant import AZURE, Tenant
from azure_scheduler_emulator.storage import collections, operations, records
from azure_scheduler_emulator.storage.store import Transaction
from azure_scheduler_emulator.storage.tables import cloud_services, jobs
from azure_scheduler_emulator.storage.tables import collections as collection_rows


def has_jobs(tx: Transaction, tenant: Tenant) -> bool:
    """Tell whether a tenant has any job."""
    rows = jobs.join(collection_rows).join(cloud_services, collection_rows.c.cloud_service_id == cloud_services.c.id)
    found = select(jobs.c.id).select_from(rows).limit(1)
    if tenant.api != AZURE:
        found = found.where(cloud_services.c.subscription == tenant.api)
        if tenant.owner:
            found = found.where(cloud_services.c.name_key == tenant.owner)
    elif tenant.owner:
        found = found.where(cloud_services.c.subscription == tenant.owner)
    else:
        found = found.where(cloud_services.c.subscription.contains("-"))
    return tx.first(found) is not None


def forget(tx: Transaction, tenant: Tenant) -> None:
    """Delete what a tenant has: jobs with what they are in, operations, deployments; registrations stay."""
    for subscription, group in _places(tx, tenant):
        collections.delete_services_of(tx, subscription, group)
        operations.delete_of(tx, subscription)
        if tenant.api == AZURE:
            # Deployments, and the resources of other providers that they made.
            records.delete_below(tx, "azure_arm.", f"/subscriptions/{subscription}")


def _places(tx: Transaction, tenant: Tenant) -> list[tuple[str, str | None]]:
    """Return the subscriptions, and perhaps the one group in them, under which the things of a tenant are stored."""
    if tenant.api != AZURE:
        return [(tenant.api, tenant.owner or None)]
    if tenant.owner:
        return [(tenant.owner, None)]
    return [(name, None) for name in collections.subscriptions(tx) if "-" in name]
