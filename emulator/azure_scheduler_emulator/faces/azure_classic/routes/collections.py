"""Job collections."""

from __future__ import annotations

import base64
import binascii

from flask import Response, request
from flask_smorest import Blueprint

from azure_scheduler_emulator.domain.azure.collection import CollectionState, JobCollection, plan_named
from azure_scheduler_emulator.domain.azure.operation import Work
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.faces.application import pull_place, services
from azure_scheduler_emulator.faces.azure.names import check_resource, is_resource_name
from azure_scheduler_emulator.faces.azure_classic import wire, xml
from azure_scheduler_emulator.faces.azure_classic.context import context, mutation, query, scope
from azure_scheduler_emulator.faces.azure_classic.errors import missing_query
from azure_scheduler_emulator.faces.azure_classic.routes.progress import operation_status, shown_state
from azure_scheduler_emulator.faces.azure_classic.routes.quotas import intrinsic_settings, read_quota
from azure_scheduler_emulator.faces.azure_classic.xml import Content
from azure_scheduler_emulator.service.collections import CollectionProperties

blueprint = Blueprint(
    "collections",
    __name__,
    url_prefix="/<subscription>/cloudservices/<cloud_service>/resources/<provider>/jobcollections",
)
pull_place(blueprint, "subscription", "cloud_service", "provider")

LABEL_CHARACTERS = 100


@blueprint.route("", methods=["GET", "POST"])
def check_name() -> Response:
    """Check Name Availability: POST in the documents, GET from the node client."""
    asked = query()
    if asked.get("op", "").lower() != "checknameavailability" or not asked.get("resourcename"):
        raise missing_query()
    name = asked["resourcename"]
    free = services().collections.is_free(scope(name)) and is_resource_name(name)
    return wire.xml_answer("ResourceNameAvailabilityResponse", {"IsAvailable": str(free).lower()})


@blueprint.put("/<name>")
def put_collection(name: str) -> Response:
    """Create Job Collection; with If-Match, Update Job Collection."""
    from_start = services().settings.registration == "implicit"
    services().subscriptions.check_entitled(context().subscription, from_start=from_start)
    given = _read(xml.read(request.get_data(), "Resource"))
    check_resource("job collection", name)
    where = scope(name)
    collection = services().collections.put(mutation(Work.COLLECTION), where, given, request.headers.get("If-Match"))
    return wire.empty(202, {"ETag": collection.etag})


@blueprint.get("/<name>")
def get_collection(name: str) -> Response:
    """Get Job Collection."""
    return wire.xml_answer("Resource", _write(services().collections.get(scope(name))))


@blueprint.delete("/<name>")
def delete_collection(name: str) -> Response:
    """Delete Job Collection, with its jobs."""
    services().collections.delete(mutation(Work.COLLECTION), scope(name))
    return wire.empty(202)


def _read(body: xml.Node) -> CollectionProperties:
    settings = body.child("IntrinsicSettings")
    plan = settings.text("Plan") if settings else None
    state = body.text("State")
    return CollectionProperties(
        plan=plan_named(plan) if plan else None,
        quota=read_quota(settings.child("Quota")) if settings else None,
        state=_state(state) if state else None,
        label=_label(body.text("Label")),
    )


def _state(text: str) -> CollectionState:
    try:
        return CollectionState(text.capitalize())
    except ValueError:
        raise InvalidError(f"The state '{text}' is not valid.") from None


def _label(text: str | None) -> str | None:
    """Return the label of a request, which is sent as base64 (node client)."""
    if text is None:
        return None
    try:
        label = base64.b64decode(text, validate=True).decode()
    except (binascii.Error, ValueError):
        raise InvalidError("The label is not a valid base64 encoded string.") from None
    if len(label) > LABEL_CHARACTERS:
        raise InvalidError(f"The label has more than {LABEL_CHARACTERS} characters.")
    return label


def _write(collection: JobCollection) -> Content:
    """Write a job collection; elements in alphabetical order (recorded)."""
    label = collection.label
    return {
        "CloudServiceSettings": {"GeoRegion": collection.region},
        "ETag": collection.etag,
        "IntrinsicSettings": intrinsic_settings(collection),
        "Label": base64.b64encode(label.encode()).decode() if label is not None else None,
        "Name": collection.name,
        "OperationStatus": operation_status(collection),
        "PromotionCode": "",
        "SchemaVersion": "1.1",
        "State": shown_state(collection),
        'SubState i:nil="true"': (),
        "Type": "jobcollections",
    }
