"""What is under way: operations that clients poll, attempts that wait or are being made."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from marshmallow import fields, validate

from azure_scheduler_emulator import masking
from azure_scheduler_emulator.control import examples
from azure_scheduler_emulator.control.context import testbed
from azure_scheduler_emulator.domain.azure.operation import OperationStatus
from azure_scheduler_emulator.testbed.doings import MOST, Open, Tracked
from azure_scheduler_emulator.testbed.fields import MomentField, Strict, Text

blueprint = Blueprint("doings", __name__, description="What is under way.")

_TOP = fields.Integer(load_default=100, validate=validate.Range(1, MOST))


class OperationsQuery(Strict):
    """Which operations."""

    subscription = Text()
    status = Text(validate=validate.OneOf([status.value for status in OperationStatus]))
    top = _TOP


class FailureDocument(Strict):
    """Why an operation failed, or will."""

    status = fields.Integer(required=True)
    code = Text(required=True)
    message = Text(required=True)


class BegunDocument(Strict):
    """The request that began an operation."""

    number = fields.Integer(required=True, metadata={"description": "As in `/requests`."})
    face = Text(required=True)
    method = Text(required=True)
    path = Text(required=True)


class TrackedDocument(Strict):
    """An operation of Azure that can be polled."""

    id = Text(required=True)
    subscription = Text(required=True)
    status = Text(required=True, metadata={"enum": [status.value for status in OperationStatus]})
    accepted = MomentField(required=True)
    settles = MomentField(required=True)
    polls_left = fields.Integer(required=True, data_key="pollsLeft")
    failure = fields.Nested(FailureDocument, required=True, allow_none=True)
    request = fields.Nested(
        BegunDocument, required=True, allow_none=True, metadata={"description": "Null once it is forgotten."}
    )


class AttemptsQuery(Strict):
    """Which attempts."""

    state = Text(validate=validate.OneOf(["running", "waiting"]))
    job = Text(metadata={"description": "Identity of the job."})
    top = _TOP


class AttemptDocument(Strict):
    """A try that waits or is being made."""

    job = Text(required=True)
    id = Text(required=True, metadata={"description": "Identity of the job."})
    api = Text(required=True)
    state = Text(required=True, metadata={"enum": ["running", "waiting"]})
    occurrence = fields.Integer(required=True)
    attempt = fields.Integer(required=True, metadata={"description": "0 is the first try, 1 the first retry."})
    action = Text(required=True)
    expected = MomentField(required=True)
    due = MomentField(required=True)
    owner = Text(required=True, metadata={"description": "The process that makes it; empty while it waits."})
    lease_until = MomentField(
        required=True,
        allow_none=True,
        data_key="leaseUntil",
        metadata={"description": "When others take it over unless its owner says to be alive; the machine's time."},
    )


@blueprint.get("/operations")
@blueprint.arguments(OperationsQuery, location="query")
@blueprint.response(200, TrackedDocument(many=True), example=[examples.OPERATION])
def list_operations(asked: dict[str, Any]) -> list[dict[str, Any]]:
    """List the operations that clients can poll, the newest first; looking here counts as no poll."""
    if "status" in asked:
        asked["status"] = OperationStatus(asked["status"])
    return [_operation(each) for each in testbed().doings.operations(**asked)]


@blueprint.get("/attempts")
@blueprint.arguments(AttemptsQuery, location="query")
@blueprint.response(200, AttemptDocument(many=True), example=[examples.ATTEMPT])
def list_attempts(asked: dict[str, Any]) -> list[dict[str, Any]]:
    """List the tries that wait for their moment or are being made, the longest due first."""
    running = {"running": asked["state"] == "running"} if "state" in asked else {}
    found = testbed().doings.attempts(**running, job_id=asked.get("job", ""), top=asked["top"])
    return [_attempt(each) for each in found]


def _operation(tracked: Tracked) -> dict[str, Any]:
    operation, failure, begun = tracked.operation, tracked.operation.failure, tracked.request
    return {
        "id": operation.id,
        "subscription": operation.subscription,
        "status": tracked.status.value,
        "accepted": operation.accepted_at,
        "settles": operation.settles_at,
        "polls_left": operation.polls_left,
        "failure": failure and {"status": failure.http_status, "code": failure.code, "message": failure.message},
        "request": begun
        and {
            "number": begun.number,
            "face": begun.entry.face,
            "method": begun.entry.method,
            "path": masking.text(begun.entry.path),
        },
    }


def _attempt(found: Open) -> dict[str, Any]:
    attempt, job = found.attempt, found.job
    return {
        "job": job.name,
        "id": job.id,
        "api": job.api,
        "state": "running" if found.owner else "waiting",
        "occurrence": attempt.occurrence,
        "attempt": attempt.attempt,
        "action": attempt.action.value,
        "expected": attempt.expected_at,
        "due": attempt.due_at,
        "owner": found.owner,
        "lease_until": found.lease_until,
    }
