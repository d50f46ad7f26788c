"""Job collections: whether their jobs run."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from marshmallow import fields, validate

from azure_scheduler_emulator.control import examples
from azure_scheduler_emulator.control.context import testbed
from azure_scheduler_emulator.control.openapi import refuses
from azure_scheduler_emulator.domain.azure.collection import CollectionState
from azure_scheduler_emulator.domain.time import duration
from azure_scheduler_emulator.testbed.collections import MOST, Held
from azure_scheduler_emulator.testbed.fields import MomentField, Strict, Text

blueprint = Blueprint("collections", __name__, url_prefix="/collections", description="What holds the jobs.")

_STATES = {state.value.lower(): state for state in CollectionState}


class CollectionsQuery(Strict):
    """Which collections."""

    subscription = Text(metadata={"description": "GUID of a subscription, or the name of a sibling API."})
    top = fields.Integer(load_default=MOST, validate=validate.Range(1, MOST))
    skip = fields.Integer(load_default=0, validate=validate.Range(0, 10_000_000))


class CollectionStateDocument(Strict):
    """What a collection is to be."""

    state = Text(required=True, validate=validate.OneOf(list(_STATES)))


class CollectionDocument(Strict):
    """A job collection."""

    id = Text(required=True)
    subscription = Text(required=True)
    group = Text(required=True, metadata={"description": "Cloud service, resource group, account or site."})
    name = Text(required=True)
    state = Text(required=True, metadata={"enum": list(_STATES)})
    plan = Text(required=True, metadata={"description": "`None` for those of the sibling APIs."})
    region = Text(required=True)
    label = Text(required=True, allow_none=True)
    jobs = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        required=True,
        metadata={"description": "How many there are of each state that occurs."},
    )
    max_jobs = fields.Integer(required=True, allow_none=True, data_key="maxJobs")
    floor = Text(
        required=True,
        metadata={"description": "The smallest distance between two occurrences, ISO 8601; empty without a plan."},
    )
    underway = Text(required=True, metadata={"description": "What an operation on it does; empty if there is none."})
    created_at = MomentField(required=True, data_key="createdAt")


@blueprint.get("")
@blueprint.arguments(CollectionsQuery, location="query")
@blueprint.response(200, CollectionDocument(many=True), example=[examples.COLLECTION])
def list_collections(asked: dict[str, Any]) -> list[dict[str, Any]]:
    """List the job collections of every API, with how many jobs they hold."""
    return [_collection(held) for held in testbed().collections.take(**asked)]


@blueprint.get("/<identity>")
@blueprint.response(200, CollectionDocument, example=examples.COLLECTION)
def get_collection(identity: str) -> dict[str, Any]:
    """Get a job collection."""
    return _collection(testbed().collections.get(identity))


@blueprint.patch("/<identity>")
@refuses(409)
@blueprint.arguments(CollectionStateDocument, example=examples.STOPPED)
@blueprint.response(200, CollectionDocument, example=examples.COLLECTION)
def change_collection(wanted: dict[str, Any], identity: str) -> dict[str, Any]:
    """Start, stop or suspend a job collection of Azure; what is stopped does not fire."""
    return _collection(testbed().collections.set_state(identity, _STATES[wanted["state"]]))


def _collection(held: Held) -> dict[str, Any]:
    found = held.collection
    own = held.scope.made_on_use
    underway = found.underway
    return {
        **{name: getattr(found, name) for name in ("id", "subscription", "name", "region", "label", "created_at")},
        "group": held.group.name,
        "state": found.state.value.lower(),
        "plan": "None" if own else found.plan.value,
        "jobs": held.jobs,
        "max_jobs": None if own else found.max_jobs,
        "floor": "" if own else duration.iso(found.floor),
        "underway": underway.deed.value if underway is not None and underway.in_progress else "",
    }
