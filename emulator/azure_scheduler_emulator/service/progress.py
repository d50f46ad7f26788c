"""What has become of the operations on a resource by now? Worked out when it is looked at, never ticked."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from azure_scheduler_emulator.domain.azure.collection import CloudService, JobCollection
from azure_scheduler_emulator.domain.azure.operation import OperationStatus
from azure_scheduler_emulator.domain.azure.underway import Deed, Underway
from azure_scheduler_emulator.domain.errors import BusyError, GroupBusyError
from azure_scheduler_emulator.service.requests import Change
from azure_scheduler_emulator.storage import collections, operations
from azure_scheduler_emulator.storage.store import Transaction


def begun(change: Change, deed: Deed) -> Underway | None:
    """Return what a request has to note at its resource: nothing if it has succeeded when it is answered."""
    if not change.operation_id:
        return None
    operation = change.operation
    if operation.status(change.now) is OperationStatus.SUCCEEDED:
        return None
    return Underway(operation_id=operation.id, deed=deed, failure=operation.failure)


def service_now(tx: Transaction, service: CloudService, now: datetime) -> CloudService | None:
    """Return a stored cloud service as it is by now, or None if it is gone."""
    underway = service.underway
    if underway is None or not _settled(tx, service.subscription, underway, now):
        return service
    if underway.leaves_nothing:
        return None
    return replace(service, underway=_kept(underway), former=None)


def collection_now(tx: Transaction, collection: JobCollection, now: datetime) -> JobCollection | None:
    """Return a stored job collection as it is by now, or None if it is gone."""
    underway = collection.underway
    if underway is None or not _settled(tx, collection.subscription, underway, now):
        return collection
    if underway.leaves_nothing:
        return None
    return replace(collection, underway=_kept(underway), former=None)


def find_service(tx: Transaction, subscription: str, name: str, now: datetime) -> CloudService | None:
    """Return the cloud service of that name as it is by now, or None."""
    stored = collections.find_service(tx, subscription, name)
    return stored and service_now(tx, stored, now)


def clear_service(tx: Transaction, subscription: str, name: str, now: datetime) -> CloudService | None:
    """Do as ``find_service`` does, and take what is left of one that is gone out of the way of a new one."""
    stored = collections.find_service(tx, subscription, name)
    found = stored and service_now(tx, stored, now)
    if stored is not None and found is None:
        collections.delete_service(tx, stored.id)
    return found


def clear_collection(tx: Transaction, service: CloudService, name: str, now: datetime) -> JobCollection | None:
    """Return the job collection of that name as it is by now, or None; then nothing is left of one that is gone."""
    stored = collections.find(tx, service.id, name)
    found = stored and collection_now(tx, stored, now)
    if stored is not None and found is None:
        collections.delete(tx, stored.id)
    return found


def plan_used_up(tx: Transaction, collection: JobCollection, now: datetime) -> bool:
    """Tell whether the subscription of a collection has as many of its plan as it may; those that are gone are none."""
    if not _is_full(tx, collection):
        return False
    _clear_subscription(tx, collection.subscription, now)
    return _is_full(tx, collection)


def _is_full(tx: Transaction, collection: JobCollection) -> bool:
    used = collections.count_of_plan(tx, collection.subscription, collection.plan.value)
    return used >= collection.plan.limits.max_collections


def _clear_subscription(tx: Transaction, subscription: str, now: datetime) -> None:
    for service in collections.services_of(tx, subscription):
        if service_now(tx, service, now) is None:
            collections.delete_service(tx, service.id)
    for collection in collections.of_subscription(tx, subscription):
        if collection_now(tx, collection, now) is None:
            collections.delete(tx, collection.id)


def check_not_deleting(thing: CloudService | JobCollection, kind: str) -> None:
    """Refuse to touch what is being deleted.

    Raises:
        BusyError: it is.
    """
    if thing.underway is not None and thing.underway.deleting:
        error = GroupBusyError if isinstance(thing, CloudService) else BusyError
        raise error(f"The {kind} '{thing.name}' is being deleted.")


def check_idle(thing: CloudService | JobCollection, kind: str) -> None:
    """Refuse to change what another operation is about.

    Raises:
        BusyError: one is.
    """
    check_not_deleting(thing, kind)
    if thing.underway is not None and thing.underway.in_progress:
        raise BusyError(f"Another operation on the {kind} '{thing.name}' is in progress.")


def _settled(tx: Transaction, subscription: str, underway: Underway, now: datetime) -> bool:
    if not underway.in_progress:
        return True
    # Records are forgotten after a day; nothing takes that long.
    record = operations.find(tx, subscription, underway.operation_id)
    return record is None or record.status(now) is not OperationStatus.IN_PROGRESS


def _kept(underway: Underway) -> Underway | None:
    """Return what is told of a settled operation: that it failed, until the next one."""
    return replace(underway, in_progress=False) if underway.failure else None
