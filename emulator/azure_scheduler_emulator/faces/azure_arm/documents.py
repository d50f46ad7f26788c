"""How are job collections and jobs read and written as resources? Members and their order as recorded."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from marshmallow import ValidationError, fields

from azure_scheduler_emulator.domain.azure.collection import (
    UNIT,
    CollectionState,
    JobCollection,
    MaxRecurrence,
    Plan,
    Quota,
    plan_named,
)
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.faces.azure.merging import merge
from azure_scheduler_emulator.faces.azure.schema import Document, Number, Text, first_complaint
from azure_scheduler_emulator.faces.azure_arm.versions import plan_name
from azure_scheduler_emulator.service.collections import CollectionProperties

COLLECTION_TYPE = "Microsoft.Scheduler/jobCollections"
LOCATION_CHARACTERS = 100
#: What Resource Manager takes as tags.
TAGS, TAG_NAME_CHARACTERS, TAG_CHARACTERS = 15, 512, 256

_STATES = {
    CollectionState.STARTED: "Enabled",
    CollectionState.STOPPED: "Disabled",
    CollectionState.SUSPENDED: "Suspended",
}
_STATE_NAMES = {name.lower(): state for state, name in _STATES.items()}


class MaxRecurrenceDocument(Document):
    """The most frequent recurrence of a quota."""

    frequency = Text()
    interval = Number()


class QuotaDocument(Document):
    """A quota."""

    max_job_count = Number(data_key="maxJobCount")
    max_job_occurrence = Number(data_key="maxJobOccurrence")
    max_recurrence = fields.Nested(MaxRecurrenceDocument, data_key="maxRecurrence")


class SkuDocument(Document):
    """A plan."""

    name = Text()


class PropertiesDocument(Document):
    """What is special to a job collection."""

    sku = fields.Nested(SkuDocument)
    state = Text()
    quota = fields.Nested(QuotaDocument)


class CollectionDocument(Document):
    """A job collection as clients write it."""

    location = Text()
    tags = fields.Dict(keys=fields.String(), values=Text(allow_none=True))
    properties = fields.Nested(PropertiesDocument)


class GroupDocument(Document):
    """A resource group as clients write it."""

    location = Text()
    tags = fields.Dict(keys=fields.String(), values=Text(allow_none=True))


def load(schema: type[Document], document: Any) -> dict[str, Any]:
    """Return a ``document`` with known members only, checked for their types.

    Raises:
        InvalidError: it is no object, or a member holds the wrong type.
    """
    if not isinstance(document, dict):
        raise InvalidError("The request content is not a JSON object.")
    try:
        loaded: dict[str, Any] = schema().load(document)
    except ValidationError as error:
        raise InvalidError(f"The request content is not valid: {first_complaint(error.messages)}") from error
    loaded["tags"] = {name: value for name, value in (loaded.get("tags") or {}).items() if value is not None} or None
    _check_tags(loaded["tags"] or {})
    if len(loaded.get("location", "")) > LOCATION_CHARACTERS:
        raise InvalidError(f"The location has more than {LOCATION_CHARACTERS} characters.")
    return loaded


def read_collection(document: Any) -> CollectionProperties:
    """Return what a complete ``document`` says about a job collection.

    Raises:
        InvalidError: it is malformed.
    """
    loaded = load(CollectionDocument, document)
    properties = loaded.get("properties", {})
    plan = properties.get("sku", {}).get("name")
    return CollectionProperties(
        plan=plan_named(plan) if plan else Plan.STANDARD,
        quota=_quota(properties.get("quota", {})),
        state=_state(properties.get("state") or "Enabled"),
        region=loaded.get("location"),
        tags=loaded["tags"],
    )


def merge_collection(stored: JobCollection, patch: Any) -> CollectionProperties:
    """Return what is said about a ``stored`` collection after a ``patch`` document.

    Raises:
        InvalidError: the patch is malformed.
    """
    merged = read_collection(merge(_members(stored, stored.plan.value), patch))
    return replace(merged, region=stored.region)


def properties_of(stored: JobCollection) -> CollectionProperties:
    """Return what is said about a ``stored`` collection."""
    return CollectionProperties(
        plan=stored.plan, quota=stored.quota, state=stored.state, region=stored.region, tags=stored.tags
    )


def write_collection(subscription: str, group: str, collection: JobCollection, api_version: str) -> dict[str, Any]:
    """Return a job collection as ``api_version`` shows it."""
    return {
        "id": collection_id(subscription, group, collection),
        "type": COLLECTION_TYPE,
        "name": collection.name,
        **_members(collection, plan_name(collection.plan, api_version)),
    }


def collection_id(subscription: str, group: str, collection: JobCollection) -> str:
    """Return the id of a job collection."""
    return f"/subscriptions/{subscription}/resourceGroups/{group}/providers/{COLLECTION_TYPE}/{collection.name}"


def _members(collection: JobCollection, plan: str) -> dict[str, Any]:
    """Write location, tags and properties; a quota that was never set is not shown (recorded)."""
    members: dict[str, Any] = {"location": collection.region}
    if collection.tags:
        members["tags"] = dict(collection.tags)
    # The clients' enumeration has no other word for what is on its way out.
    deleting = collection.underway is not None and collection.underway.deleting
    members["properties"] = {"sku": {"name": plan}, "state": "Deleted" if deleting else _STATES[collection.state]}
    quota = _write_quota(collection.quota) if collection.quota else None
    if quota:
        members["properties"]["quota"] = quota
    return members


def _write_quota(quota: Quota) -> dict[str, Any]:
    written: dict[str, Any] = {}
    if quota.max_job_count is not None:
        written["maxJobCount"] = quota.max_job_count
    if quota.max_recurrence is not None:
        recurrence = quota.max_recurrence
        interval = {} if recurrence.interval is None else {"interval": recurrence.interval}
        written["maxRecurrence"] = {"frequency": recurrence.frequency.lower(), **interval}
    return written


def _quota(document: dict[str, Any]) -> Quota | None:
    recurrence = document.get("max_recurrence")
    quota = Quota(
        max_job_count=document.get("max_job_count"),
        max_job_occurrence=document.get("max_job_occurrence"),
        max_recurrence=_recurrence(recurrence) if recurrence else None,
    )
    return None if quota == Quota() else quota


def _recurrence(document: dict[str, Any]) -> MaxRecurrence | None:
    frequency, interval = document.get("frequency", ""), document.get("interval")
    if not frequency and not interval:
        return None
    if frequency.lower() not in UNIT:
        raise InvalidError(f"The frequency '{frequency}' of the quota is not valid.")
    # Capitalised for the classic API, which shows it too.
    return MaxRecurrence(frequency=frequency.capitalize(), interval=interval)


def _state(text: str) -> CollectionState:
    try:
        return _STATE_NAMES[text.lower()]
    except KeyError:
        raise InvalidError(f"The state '{text}' is not valid.") from None


def _check_tags(tags: dict[str, str]) -> None:
    if len(tags) > TAGS or any(
        len(name) > TAG_NAME_CHARACTERS or len(value) > TAG_CHARACTERS for name, value in tags.items()
    ):
        raise InvalidError(
            f"A resource has at most {TAGS} tags, with names of {TAG_NAME_CHARACTERS} and values of {TAG_CHARACTERS} "
            "characters."
        )
