"""Deployments: put, get, list, delete; validate, cancel, export; and what polling them finds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response, request

from azure_scheduler_emulator.domain.azure.operation import Work
from azure_scheduler_emulator.domain.time.moment import render
from azure_scheduler_emulator.faces.application import services
from azure_scheduler_emulator.faces.azure_arm import wire
from azure_scheduler_emulator.faces.azure_arm.context import context, mutation, query
from azure_scheduler_emulator.faces.azure_arm.deployments import documents, errors, listing, records, store, worlds
from azure_scheduler_emulator.faces.azure_arm.deployments.deletion import deletion
from azure_scheduler_emulator.faces.azure_arm.deployments.progress import check_inactive, look
from azure_scheduler_emulator.faces.azure_arm.deployments.reading import check_name, read
from azure_scheduler_emulator.faces.azure_arm.deployments.routing import at, new_blueprint
from azure_scheduler_emulator.faces.azure_arm.errors import ArmError
from azure_scheduler_emulator.faces.azure_arm.place import Place

if TYPE_CHECKING:
    # The language of templates is loaded when there is one to be read: everybody waits for READY.
    from azure_scheduler_emulator.faces.azure_arm.deployments.planning import Planned

blueprint = new_blueprint("deployments")


@at(blueprint, "GET")
def list_deployments(place: Place) -> Response:
    """List the deployments of a place, the newest first, perhaps those in one state."""
    found = [(record, look(record)) for record in store.all_in(worlds.settle(place))]
    wanted = listing.wanted_state(query())
    shown = [documents.deployment(*each) for each in found if wanted in ("", each[1].state.lower())]
    return wire.json_answer(listing.page(shown, query()))


@at(blueprint, "GET", "/<deployment>")
def get_deployment(place: Place, deployment: str) -> Response:
    """Get a deployment; HEAD only tells whether it is there."""
    if request.method == "HEAD":
        return wire.empty(204 if store.find(worlds.settle(place), deployment) else 404)
    record = store.require(worlds.settle(place), deployment)
    return wire.json_answer(documents.deployment(record, look(record, polled=True)))


@at(blueprint, "PUT", "/<deployment>")
def put_deployment(place: Place, deployment: str) -> Response:
    """Deploy a template."""
    from azure_scheduler_emulator.faces.azure_arm.deployments.running import carry_out

    planned = _prepare(place, deployment)
    known = store.find(planned.place, planned.name)
    if known is not None:
        check_inactive(known)
    here, change = context(), mutation(Work.COLLECTION, polled=True)
    record = records.begin(planned, here.now, here.correlation_id, change.operation_id)
    failure = here.verdict.failure
    if failure is None:
        record = carry_out(planned, record)
    else:
        record["error"] = {"code": failure.code, "message": failure.message}
    with services().operations.tracked(change):
        # The record of the operation is all that it has to do: each resource is a change of its own.
        pass
    store.put(planned.place, record)
    answer = documents.accepted(record)
    return wire.json_answer(answer, 200 if known else 201, {"Azure-AsyncOperation": _poll_address(record)})


@at(blueprint, "DELETE", "/<deployment>")
def delete_deployment(place: Place, deployment: str) -> Response:
    """Forget a deployment; what it has made stays."""
    where = worlds.settle(place)
    record = store.find(where, deployment)
    if record is None:
        return wire.empty(204)
    check_inactive(record)
    return deletion(where, record)


@at(blueprint, "POST", "/<deployment>/validate")
def validate_deployment(place: Place, deployment: str) -> Response:
    """Tell whether a deployment would be accepted, and what it would do; nothing is made."""
    planned = _prepare(place, deployment)
    record = records.begin(planned, context().now, context().correlation_id)
    return wire.json_answer(documents.validation(record, planned))


@at(blueprint, "POST", "/<deployment>/cancel")
def cancel_deployment(place: Place, deployment: str) -> Response:
    """Cancel a deployment that is under way; what it has made stays."""
    where = worlds.settle(place)
    record = store.require(where, deployment)
    progress = look(record)
    if not progress.active:
        message = (
            f"The deployment '{record['name']}' cannot be cancelled because it is in the provisioning state "
            f"'{progress.state}'. Please see https://aka.ms/arm-deploy for usage details."
        )
        raise ArmError(409, "DeploymentCannotBeCancelled", message, gateway=True)
    store.put(where, {**record, "canceled": True, "ended": render(context().now)})
    return wire.empty(204)


@at(blueprint, "POST", "/<deployment>/exporttemplate")
def export_template(place: Place, deployment: str) -> Response:
    """Return the template of a deployment."""
    return wire.json_answer({"template": store.require(worlds.settle(place), deployment)["template"]})


@at(blueprint, "GET", "/<deployment>/operationstatuses/<run>")
def get_status(place: Place, deployment: str, run: str) -> Response:
    """Poll a deployment."""
    record = store.require(worlds.settle(place), deployment)
    if run != record["sequence"]:
        raise errors.not_found(deployment)
    return wire.json_answer(documents.status(record, look(record, polled=True)))


@at(blueprint, "GET", "/<deployment>/operations")
def list_operations(place: Place, deployment: str) -> Response:
    """List the steps of a deployment, the newest first."""
    return wire.json_answer(listing.page(_operations(place, deployment), query()))


@at(blueprint, "GET", "/<deployment>/operations/<step>")
def get_operation(place: Place, deployment: str, step: str) -> Response:
    """Get a step of a deployment."""
    for found in _operations(place, deployment):
        if found["operationId"].lower() == step.lower():
            return wire.json_answer(found)
    message = f"Deployment operation '{step}' could not be found."
    raise ArmError(404, "DeploymentOperationNotFound", message, gateway=True)


def _prepare(place: Place, deployment: str) -> Planned:
    from azure_scheduler_emulator.faces.azure_arm.deployments.planning import prepare

    where = worlds.settle(place)
    asked = read()
    return prepare(where, check_name(deployment), asked)


def _operations(place: Place, deployment: str) -> list[dict[str, Any]]:
    record = store.require(worlds.settle(place), deployment)
    return documents.operations(record, look(record))


def _poll_address(record: dict[str, Any]) -> str:
    """Return where the deployment can be polled: below the path as the client wrote it (recorded)."""
    path = request.environ["emulator.path"].rstrip("/").lstrip("/")
    return f"{request.host_url}{path}/operationStatuses/{record['sequence']}?api-version={context().api_version}"
