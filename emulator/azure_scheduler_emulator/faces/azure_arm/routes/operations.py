"""What became of a deletion, or of an operation that a test has made to last."""

from __future__ import annotations

from flask import Response, request
from flask_smorest import Blueprint

from azure_scheduler_emulator.domain.azure.operation import OperationStatus
from azure_scheduler_emulator.faces.application import pull_place, services
from azure_scheduler_emulator.faces.azure_arm import wire
from azure_scheduler_emulator.faces.azure_arm.context import context, owner
from azure_scheduler_emulator.faces.azure_arm.errors import ArmError

blueprint = Blueprint("operations", __name__, url_prefix="/subscriptions/<subscription>/operationresults")
pull_place(blueprint, "subscription")


@blueprint.get("/<operation>")
def get_result(operation: str) -> Response:
    """Get the result of an operation: 202 until it is there."""
    here = context()
    here.gateway = True
    found = services().operations.poll(owner(), operation)
    status = found.status(here.now)
    if status is OperationStatus.IN_PROGRESS:
        return wire.accepted(request)
    if status is OperationStatus.FAILED and found.failure is not None:
        raise ArmError(found.failure.http_status, found.failure.code, found.failure.message)
    return wire.empty()
