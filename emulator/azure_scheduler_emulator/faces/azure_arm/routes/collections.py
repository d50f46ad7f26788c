"""Job collections."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, request
from flask_smorest import Blueprint

from azure_scheduler_emulator.domain.azure.collection import CloudService, CollectionState, JobCollection
from azure_scheduler_emulator.domain.errors import GroupNotFoundError, NotFoundError
from azure_scheduler_emulator.domain.tenant import JobScope
from azure_scheduler_emulator.faces.application import describes, place, pull_place, services
from azure_scheduler_emulator.faces.azure.names import check_resource
from azure_scheduler_emulator.faces.azure_arm import locations, wire
from azure_scheduler_emulator.faces.azure_arm.context import context, json_body, mutation, owner, scope
from azure_scheduler_emulator.faces.azure_arm.documents import (
    CollectionDocument,
    merge_collection,
    properties_of,
    read_collection,
    write_collection,
)
from azure_scheduler_emulator.faces.azure_arm.errors import ArmError
from azure_scheduler_emulator.faces.azure_arm.group_names import check_group

blueprint = Blueprint("collections", __name__, url_prefix="/subscriptions/<subscription>")
pull_place(blueprint, "subscription", "group", "collection")

OF_SUBSCRIPTION = "/providers/microsoft.scheduler/jobcollections"
OF_GROUP = f"/resourcegroups/<group>{OF_SUBSCRIPTION}"
ONE = f"{OF_GROUP}/<collection>"


@blueprint.get(OF_SUBSCRIPTION)
def list_by_subscription() -> Response:
    """List the job collections of a subscription: by resource group and name."""
    found = services().cloud_services.all_of(owner())
    return _list([_write(group, item) for group, held in found for item in held])


@blueprint.get(OF_GROUP)
def list_by_group() -> Response:
    """List the job collections of a resource group by name."""
    try:
        service, held = services().cloud_services.get(owner(), place("group"))
    except GroupNotFoundError:
        if services().settings.arm_groups == "strict":
            raise
        # It will be there when something is put into it.
        return _list([])
    return _list([_write(service, item) for item in held])


@blueprint.get(ONE)
def get_collection() -> Response:
    """Get a job collection."""
    return wire.json_answer(_write(*services().collections.locate(scope())))


@blueprint.put(ONE)
@describes(body=CollectionDocument, answer=CollectionDocument, status=201)
def put_collection() -> Response:
    """Create a job collection, or replace one: 201 either way (recorded)."""
    given = read_collection(json_body())
    check_group(place("group"))
    check_resource("job collection", place("collection"))
    where = scope()
    implicit = services().settings.arm_groups == "implicit"
    given = replace(given, region=_location(where, given.region))
    stored = services().collections.replace(mutation(), where, given, make_service=implicit)
    return wire.json_answer(_write(*stored), 201)


@blueprint.patch(ONE)
@describes(body=CollectionDocument, answer=CollectionDocument)
def patch_collection() -> Response:
    """Update a job collection: what is left out keeps its value."""
    patch = json_body()
    where = scope()
    stored = services().collections.change(mutation(), where, lambda existing: merge_collection(existing, patch))
    return wire.json_answer(_write(*stored))


@blueprint.delete(ONE)
def delete_collection() -> Response:
    """Delete a job collection with its jobs."""
    services().collections.delete(mutation(polled=True), scope())
    return _done()


@blueprint.post(f"{ONE}/enable")
def enable_collection() -> Response:
    """Enable all jobs of a collection that were enabled before it was disabled."""
    return _set_state(CollectionState.STARTED)


@blueprint.post(f"{ONE}/disable")
def disable_collection() -> Response:
    """Disable all jobs of a collection."""
    return _set_state(CollectionState.STOPPED)


def _set_state(state: CollectionState) -> Response:
    services().collections.change(
        mutation(polled=True), scope(), lambda existing: replace(properties_of(existing), state=state)
    )
    return _done()


def _done() -> Response:
    """Return the recorded 200, or 202 when a fault has made the operation last or fail."""
    verdict = context().verdict
    asynchronous = verdict.failure is not None or verdict.hold_polls or verdict.hold_for
    return wire.accepted(request) if asynchronous else wire.empty()


def _location(where: JobScope, given: str | None) -> str:
    """Return where a collection is to be: where it is already, if it exists."""
    try:
        _, existing = services().collections.locate(where)
    except NotFoundError:
        location = given or _region_of()
        locations.check_collection(location)
        return location
    if given:
        locations.check_collection(given)
        locations.check_same(existing.name, where.group, existing.region, given)
    return existing.region


def _region_of() -> str:
    """Return the location of the resource group, for a collection that names none."""
    try:
        region = services().cloud_services.get(owner(), place("group"))[0].region
    except GroupNotFoundError:
        region = ""
    if not region:
        raise ArmError(400, "LocationRequired", "The location property is required for this definition.", gateway=True)
    return region


def _list(values: list[object]) -> Response:
    """Write a list; it never went on to another page (recorded, with 500 rows and with fewer asked for)."""
    return wire.json_answer({"value": values, "nextLink": None})


def _write(group: CloudService, collection: JobCollection) -> object:
    here = context()
    return write_collection(here.subscription, group.name, collection, here.api_version)
