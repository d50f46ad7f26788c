"""What became of a request."""

from __future__ import annotations

from flask import Response
from flask_smorest import Blueprint

from azure_scheduler_emulator.domain.azure.operation import Operation, OperationStatus
from azure_scheduler_emulator.faces.application import pull_place, services
from azure_scheduler_emulator.faces.azure_classic import wire
from azure_scheduler_emulator.faces.azure_classic.context import context
from azure_scheduler_emulator.faces.azure_classic.xml import Content

blueprint = Blueprint("operations", __name__, url_prefix="/<subscription>/operations")
pull_place(blueprint, "subscription")


@blueprint.get("/<operation_id>")
def get_operation(operation_id: str) -> Response:
    """Get Operation Status."""
    operation = services().operations.poll(context().subscription, operation_id)
    return wire.xml_answer("Operation", _write(operation, operation.status(context().now)))


def _write(operation: Operation, status: OperationStatus) -> Content:
    """Write a record: the id with dashes, and the status code only when it is finished (recorded)."""
    failure = operation.failure if status is OperationStatus.FAILED else None
    code = str(failure.http_status) if failure else "200"
    digits = operation.id
    return {
        "ID": f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}",
        "Status": status.value,
        "HttpStatusCode": None if status is OperationStatus.IN_PROGRESS else code,
        "Error": {"Code": failure.code, "Message": failure.message} if failure else None,
    }
