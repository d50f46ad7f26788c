"""Cloud services: the containers of job collections."""

from __future__ import annotations

from flask import Response, request
from flask_smorest import Blueprint

from azure_scheduler_emulator.domain.azure.collection import CloudService, JobCollection
from azure_scheduler_emulator.domain.azure.operation import Work
from azure_scheduler_emulator.domain.azure.regions import for_people, is_known
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.faces.application import pull_place, services
from azure_scheduler_emulator.faces.azure.names import check_resource
from azure_scheduler_emulator.faces.azure_classic import wire, xml
from azure_scheduler_emulator.faces.azure_classic.context import context, mutation
from azure_scheduler_emulator.faces.azure_classic.errors import ClassicError
from azure_scheduler_emulator.faces.azure_classic.routes.progress import last_operation, shown_state
from azure_scheduler_emulator.faces.azure_classic.routes.quotas import intrinsic_settings
from azure_scheduler_emulator.faces.azure_classic.xml import Content
from azure_scheduler_emulator.service.cloud_services import CloudServiceProperties

blueprint = Blueprint("cloud_services", __name__, url_prefix="/<subscription>/cloudservices")
pull_place(blueprint, "subscription")

LABEL_CHARACTERS, DESCRIPTION_CHARACTERS = 100, 1024


@blueprint.get("")
def list_services() -> Response:
    """Get Cloud Services: by name, with their job collections; the API's only list of those."""
    found = services().cloud_services.all_of(context().subscription)
    return wire.xml_answer("CloudServices", [("CloudService", _service(*one)) for one in found])


@blueprint.put("/<name>")
def put_service(name: str) -> Response:
    """Create Cloud Service; with If-Match, update it."""
    given = _read(xml.read(request.get_data(), "CloudService"))
    check_resource("cloud service", name)
    if_match = request.headers.get("If-Match")
    service = services().cloud_services.put(mutation(Work.CLOUD_SERVICE), name, given, if_match)
    return wire.empty(202, {"ETag": service.etag})


@blueprint.get("/<name>")
def get_service(name: str) -> Response:
    """Get Cloud Service."""
    service, collections = services().cloud_services.get(context().subscription, name)
    return wire.xml_answer("CloudService", _service(service, collections), headers={"ETag": service.etag})


@blueprint.delete("/<name>")
def delete_service(name: str) -> Response:
    """Delete Cloud Service, with everything in it."""
    services().cloud_services.delete(mutation(Work.CLOUD_SERVICE), name)
    return wire.empty(202)


def _read(body: xml.Node) -> CloudServiceProperties:
    region = body.text("GeoRegion")
    if not region:
        raise ClassicError(400, "BadRequest")
    label, description = body.text("Label") or "", body.text("Description") or ""
    if len(label) > LABEL_CHARACTERS or len(description) > DESCRIPTION_CHARACTERS or len(region) > LABEL_CHARACTERS:
        raise InvalidError(
            f"The label may have {LABEL_CHARACTERS} characters, the description {DESCRIPTION_CHARACTERS}."
        )
    if not is_known(region):
        # The sentence is from a user report about another service of the same front end.
        raise InvalidError("The location constraint is not valid.")
    return CloudServiceProperties(label=label, description=description, region=for_people(region))


def _service(service: CloudService, collections: list[JobCollection]) -> Content:
    return {
        "Name": service.name,
        "Label": service.label,
        "Description": service.description,
        "GeoRegion": service.region,
        "Resources": [("Resource", _resource(collection)) for collection in collections],
    }


def _resource(collection: JobCollection) -> Content:
    """Write a job collection as the list of cloud services shows it; here its label is plain text (recorded).

    The .NET clients look for ``JobCollection`` with regard to case: they see those that the classic API made.
    """
    manager = collection.by_manager
    return {
        "ResourceProviderNamespace": "Scheduler" if manager else "scheduler",
        "Type": "jobcollections" if manager else "JobCollections",
        "Name": collection.name,
        "SchemaVersion": "1.1",
        "ETag": collection.etag,
        "State": shown_state(collection),
        "IntrinsicSettings": intrinsic_settings(collection),
        "OperationStatus": last_operation(collection),
        "Label": collection.label or (),
    }
