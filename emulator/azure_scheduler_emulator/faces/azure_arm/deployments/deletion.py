"""How is a deployment deleted? By a job of Resource Manager, whose token is polled until it answers 204 (recorded)."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from flask import Response, request

from azure_scheduler_emulator.domain.azure.operation import OperationStatus, Pace, Work
from azure_scheduler_emulator.domain.errors import NotFoundError
from azure_scheduler_emulator.faces.application import services
from azure_scheduler_emulator.faces.azure_arm import wire
from azure_scheduler_emulator.faces.azure_arm.context import context, mutation, owner
from azure_scheduler_emulator.faces.azure_arm.deployments import store
from azure_scheduler_emulator.faces.azure_arm.deployments.routing import new_blueprint
from azure_scheduler_emulator.faces.azure_arm.errors import ArmError
from azure_scheduler_emulator.faces.azure_arm.place import Place

blueprint = new_blueprint("deployment_deletions")
_JOB = "DeploymentDeletionJob-GNS-"


def deletion(place: Place, record: dict[str, Any]) -> Response:
    """Delete a deployment, and return the answer that says where to poll."""
    change = mutation(Work.CLOUD_SERVICE, polled=True)
    with services().operations.tracked(change):
        # As with a deployment itself, the record of the operation is all that it has to do.
        pass
    if context().verdict.failure is None:
        store.delete(place, record["name"])
    return _accepted(_token(place, record["name"], change.operation_id))


# Longer than the ids of other operations, so that both can be told apart.
@blueprint.get("/subscriptions/<subscription>/operationresults/<string(minlength=40):token>")
def get_deletion(place: Place, token: str) -> Response:  # noqa: ARG001 - the route's
    """Poll the deletion of a deployment: 202 until it is done, then 204."""
    try:
        found = services().operations.poll(owner(), _operation(token))
    except NotFoundError as error:
        raise ArmError(404, "NotFound", "The operation was not found.", gateway=True) from error
    status = found.status(context().now)
    if status is OperationStatus.IN_PROGRESS:
        return _accepted(token)
    if status is OperationStatus.FAILED and found.failure is not None:
        raise ArmError(found.failure.http_status, found.failure.code, found.failure.message, gateway=True)
    return wire.empty(204)


def _accepted(token: str) -> Response:
    here = context()
    place = f"{request.host_url}subscriptions/{here.subscription}/operationresults/{token}"
    wait = wire.RETRY_AFTER if services().settings.speed is Pace.RECORDED else 0
    return wire.empty(202, {"Location": f"{place}?api-version={here.api_version}", "Retry-After": str(wait)})


def _token(place: Place, name: str, operation: str) -> str:
    job = f"{_JOB}{(place.group or '').upper()}-{name.upper()}-{operation}"
    text = json.dumps({"jobId": job, "jobLocation": "westus"}, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _operation(token: str) -> str:
    """Return the id of the operation that a token stands for; an empty text for none."""
    try:
        job = json.loads(base64.urlsafe_b64decode(f"{token}==="))["jobId"]
    except (binascii.Error, ValueError, KeyError, TypeError):
        return ""
    return job.rpartition("-")[2] if isinstance(job, str) and job.startswith(_JOB) else ""
