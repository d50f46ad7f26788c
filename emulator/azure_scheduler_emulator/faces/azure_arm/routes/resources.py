"""Every resource of a subscription or of a group in one list, as ``az resource list`` and the portal ask for it."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint

from azure_scheduler_emulator.domain.azure.collection import CloudService, JobCollection
from azure_scheduler_emulator.faces.application import pull_place, services
from azure_scheduler_emulator.faces.azure_arm import wire
from azure_scheduler_emulator.faces.azure_arm.context import context, owner, query
from azure_scheduler_emulator.faces.azure_arm.documents import COLLECTION_TYPE, collection_id
from azure_scheduler_emulator.faces.azure_arm.resource_filter import read
from azure_scheduler_emulator.faces.azure_arm.web import listing

blueprint = Blueprint("every_resource", __name__, url_prefix="/subscriptions/<subscription>")
pull_place(blueprint, "subscription")


@blueprint.before_request
def _answered_by_the_gateway() -> None:
    context().gateway = True


@blueprint.get("/resources")
def list_resources() -> Response:
    """List the resources of a subscription that a filter lets through."""
    return _answer(None)


@blueprint.get("/resourcegroups/<group>/resources")
def list_resources_of_group(group: str) -> Response:
    """List the resources of a group that a filter lets through."""
    found, _ = services().cloud_services.get(owner(), group)
    return _answer(found.name)


def _answer(group: str | None) -> Response:
    asked = query()
    wanted = read(asked.get("$filter", ""))
    found = [each for each in _every() if wanted(each) and (group is None or _group(each) == group.lower())]
    top = asked.get("$top", "")
    return wire.json_answer({"value": found[: int(top)] if top.isdecimal() else found})


def _every() -> list[dict[str, Any]]:
    """Return every resource of the present subscription, by group and name."""
    groups = services().cloud_services.all_of(owner())
    kept = [{name: value for name, value in each.items() if name != "properties"} for each in listing.records()]
    found = [*listing.resources(), *kept, *(_collection(group, each) for group, held in groups for each in held)]
    # A site that somebody put is a record too.
    by_id = {str(each["id"]).lower(): each for each in found}
    return [by_id[identity] for identity in sorted(by_id)]


def _group(resource: dict[str, Any]) -> str:
    return str(resource["id"]).split("/")[4].lower()


def _collection(group: CloudService, collection: JobCollection) -> dict[str, Any]:
    return {
        "id": collection_id(context().subscription, group.name, collection),
        "name": collection.name,
        "type": COLLECTION_TYPE,
        "location": collection.region,
        **({"tags": dict(collection.tags)} if collection.tags else {}),
    }
