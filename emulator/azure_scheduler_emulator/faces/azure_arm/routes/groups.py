"""Resource groups. A classic cloud service of the same subscription and name is the same thing."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_smorest import Blueprint

from azure_scheduler_emulator.domain.azure.collection import CloudService
from azure_scheduler_emulator.domain.azure.operation import Work
from azure_scheduler_emulator.domain.azure.regions import for_people, normalised
from azure_scheduler_emulator.domain.errors import GroupNotFoundError
from azure_scheduler_emulator.faces.application import pull_place, services
from azure_scheduler_emulator.faces.azure_arm import locations, wire
from azure_scheduler_emulator.faces.azure_arm.context import context, json_body, mutation, owner
from azure_scheduler_emulator.faces.azure_arm.deployments import store as deployments
from azure_scheduler_emulator.faces.azure_arm.documents import GroupDocument, load
from azure_scheduler_emulator.faces.azure_arm.errors import ArmError
from azure_scheduler_emulator.faces.azure_arm.group_names import check_group
from azure_scheduler_emulator.faces.azure_arm.place import Place
from azure_scheduler_emulator.faces.azure_arm.resources import store as resources

blueprint = Blueprint("groups", __name__, url_prefix="/subscriptions/<subscription>/resourcegroups")
pull_place(blueprint, "subscription")

#: The api-version from which on groups have a type, as public samples of answers show.
TYPED_SINCE = "2019"


@blueprint.before_request
def _answered_by_the_gateway() -> None:
    context().gateway = True


@blueprint.get("")
def list_groups() -> Response:
    """List the resource groups of a subscription by name."""
    found = services().cloud_services.all_of(owner())
    return wire.json_answer({"value": [_write(group) for group, _ in found]})


@blueprint.get("/<group>")
def get_group(group: str) -> Response:
    """Get a resource group; HEAD only tells whether it is there (recorded: 204)."""
    try:
        found, _ = services().cloud_services.get(owner(), group)
    except GroupNotFoundError:
        if request.method == "HEAD":
            return wire.empty(404)
        raise
    return wire.empty(204) if request.method == "HEAD" else wire.json_answer(_write(found))


@blueprint.put("/<group>")
def put_group(group: str) -> Response:
    """Create a resource group, or replace its tags."""
    given = load(GroupDocument, json_body())
    region = given.get("location", "")
    if not region:
        raise ArmError(400, "LocationRequired", "The location property is required for this definition.", gateway=True)
    check_group(group)
    locations.check_group(region)
    _check_location(group, region)
    stored, created = services().cloud_services.put_group(mutation(), group, for_people(region), given["tags"])
    return wire.json_answer(_write(stored), 201 if created else 200)


@blueprint.delete("/<group>")
def delete_group(group: str) -> Response:
    """Delete a resource group with everything in it (recorded: 202, with a Location to poll)."""
    services().cloud_services.delete(mutation(Work.CLOUD_SERVICE, polled=True), group)
    if context().verdict.failure is None:
        place = Place(subscription=context().subscription, group=group)
        deployments.forget(place)
        resources.forget(place)
    return wire.accepted(request)


def _check_location(group: str, region: str) -> None:
    try:
        stored, _ = services().cloud_services.get(owner(), group)
    except GroupNotFoundError:
        return
    if stored.region and normalised(stored.region) != normalised(region):
        raise ArmError(
            409,
            "InvalidResourceGroupLocation",
            f"Invalid resource group location '{region}'. "
            f"The Resource group already exists in location '{normalised(stored.region)}'.",
            gateway=True,
        )


def _write(group: CloudService) -> dict[str, Any]:
    deleting = group.underway is not None and group.underway.deleting
    return {
        "id": f"/subscriptions/{context().subscription}/resourceGroups/{group.name}",
        "name": group.name,
        # Not recorded in 2016-02-01.
        **({"type": "Microsoft.Resources/resourceGroups"} if context().api_version >= TYPED_SINCE else {}),
        "location": normalised(group.region),
        **({"tags": dict(group.tags)} if group.tags else {}),
        "properties": {"provisioningState": "Deleting" if deleting else "Succeeded"},
    }
