"""What does a job collection say of the operation that is about it? As its two representations have it."""

from __future__ import annotations

from azure_scheduler_emulator.domain.azure.collection import JobCollection
from azure_scheduler_emulator.domain.azure.operation import Failure, OperationStatus
from azure_scheduler_emulator.faces.azure_classic.xml import Content


def shown_state(collection: JobCollection) -> str:
    """Return the state of a collection; one that comes or goes has that for its state."""
    underway = collection.underway
    if underway is not None and underway.creating:
        return "Creating"
    if underway is not None and underway.deleting:
        return "Deleting"
    return collection.state.value


def last_operation(collection: JobCollection) -> Content:
    """Write the newest operation as the list of cloud services shows it: what it did, and how far it is."""
    underway = collection.underway
    if underway is None:
        return {"Type": collection.last_operation, "Result": OperationStatus.SUCCEEDED.value}
    failure = underway.failure if not underway.in_progress else None
    return {
        "Type": underway.deed.value,
        "Result": _result(collection).value,
        "Error": _error(failure) if failure else None,
    }


def operation_status(collection: JobCollection) -> Content:
    """Write the newest operation as the collection itself shows it: success has an error too, of 200 (recorded)."""
    result = _result(collection)
    error: Content = {"HttpCode": "200", "Message": "OK"} if result is OperationStatus.SUCCEEDED else None
    if collection.underway is not None and collection.underway.failure and result is OperationStatus.FAILED:
        error = _error(collection.underway.failure)
    return {"Error": error, "Result": result.value}


def _result(collection: JobCollection) -> OperationStatus:
    underway = collection.underway
    if underway is None:
        return OperationStatus.SUCCEEDED
    return OperationStatus.IN_PROGRESS if underway.in_progress else OperationStatus.FAILED


def _error(failure: Failure) -> Content:
    """Write why an operation failed; the members that the node client reads."""
    return {"HttpCode": str(failure.http_status), "Message": failure.message}
