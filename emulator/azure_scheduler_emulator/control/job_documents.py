"""What do the documents about jobs hold?"""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from azure_scheduler_emulator import masking
from azure_scheduler_emulator.control.entries import StruckDocument
from azure_scheduler_emulator.domain.jobs import outlook
from azure_scheduler_emulator.domain.jobs.history import HistoryEntry
from azure_scheduler_emulator.testbed.fields import MomentField, Strict, Text
from azure_scheduler_emulator.testbed.job_actions import Deed
from azure_scheduler_emulator.testbed.job_details import Firing, FiringStatus, JobDetail
from azure_scheduler_emulator.testbed.job_lists import MOST, ORDERS, STATES, Shown

_API = "Name of the face that made it (`azure_classic`, `kudu`, ...); `azure` stands for both of Azure's."


class FilterDocument(Strict):
    """Which jobs."""

    q = Text(metadata={"description": "Part of the name, the target or the words, or an identity."})
    api = Text(metadata={"description": _API})
    state = Text(validate=validate.OneOf(STATES))
    subscription = Text(metadata={"description": "GUID of a subscription, or the name of a sibling API."})
    collection = Text(metadata={"description": "Name or identity of a collection."})


class JobsQuery(FilterDocument):
    """Which jobs, in which order, and how many."""

    sort = Text(
        load_default="next",
        validate=validate.OneOf([*ORDERS, *(f"-{order}" for order in ORDERS)]),
        metadata={"description": "The other way round after a minus."},
    )
    top = fields.Integer(load_default=50, validate=validate.Range(1, MOST))
    after = Text(metadata={"description": "`next` of the page before."})
    skip = fields.Integer(load_default=0, validate=validate.Range(0, 10_000_000))


class JobDocument(Strict):
    """A job in a list."""

    id = Text(required=True, metadata={"description": "The emulator's own identity, 32 hexadecimal digits."})
    name = Text(required=True)
    api = Text(required=True, metadata={"description": _API})
    subscription = Text(required=True)
    group = Text(required=True, metadata={"description": "Cloud service, resource group, account or site."})
    collection = Text(required=True)
    collection_id = Text(required=True, data_key="collectionId")
    state = Text(required=True)
    suspended = fields.Boolean(required=True, metadata={"description": "Whether its collection is stopped."})
    target = Text(required=True, metadata={"description": "What it does, secrets masked."})
    words = Text(required=True, metadata={"description": "When it fires."})
    clock = Text(required=True, metadata={"description": "The test clock it lives by; empty for the shared one."})
    next = MomentField(required=True, allow_none=True)
    last = MomentField(required=True, allow_none=True)
    last_status = Text(required=True, data_key="lastStatus", metadata={"enum": ["", "completed", "failed"]})
    running = fields.Integer(required=True, metadata={"description": "Tries that are being made."})
    retry_at = MomentField(required=True, allow_none=True, data_key="retryAt")
    executions = fields.Integer(required=True)
    failures = fields.Integer(required=True)
    faults = fields.Integer(required=True, metadata={"description": "Occurrences given up after all retries."})
    created_at = MomentField(required=True, data_key="createdAt")


class JobsDocument(Strict):
    """A page of jobs."""

    jobs = fields.List(fields.Nested(JobDocument), required=True)
    total = fields.Integer(required=True)
    states = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        required=True,
        metadata={"description": "How many there are of each state, whichever was asked for."},
    )
    apis = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    next = Text(required=True, metadata={"description": "To ask for the next page by; empty for the last one."})


class FormQuery(Strict):
    """Whose words."""

    form = Text(data_key="as", metadata={"description": "The face whose document to show; else the one that made it."})


class JobDetailDocument(JobDocument):
    """A job."""

    forms = fields.List(Text(), required=True)
    form = Text(required=True, data_key="as")
    path = Text(required=True, metadata={"description": "Its path in that API."})
    document = fields.Dict(keys=fields.String(), required=True)
    occurrences = fields.Integer(required=True)
    obstacle = Text(required=True, metadata={"description": "Why nothing is to come; empty if something is."})


class JobStateDocument(Strict):
    """What a job is to be."""

    state = Text(required=True, validate=validate.OneOf(["enabled", "disabled"]))


class BulkDocument(Strict):
    """What to do with which jobs: those named, or all that fit."""

    do = Text(required=True, validate=validate.OneOf([deed.value for deed in Deed]))
    ids = fields.List(Text(), validate=validate.Length(max=10_000))
    filter = fields.Nested(FilterDocument)


class RefusedDocument(Strict):
    """A job with which it could not be done."""

    id = Text(required=True)
    detail = Text(required=True)


class BulkDoneDocument(Strict):
    """With how many jobs it was done, and with which not."""

    done = fields.Integer(required=True)
    refused = fields.List(fields.Nested(RefusedDocument), required=True)


class HistoryQuery(Strict):
    """Which occurrences."""

    status = Text(validate=validate.OneOf([status.value for status in FiringStatus]))
    top = fields.Integer(load_default=50, validate=validate.Range(1, 500))
    skip = fields.Integer(load_default=0, validate=validate.Range(0, 10_000_000))


class TryDocument(Strict):
    """One call."""

    action = Text(required=True)
    attempt = fields.Integer(required=True, metadata={"description": "0 is the first try, 1 the first retry."})
    status = Text(required=True)
    due = MomentField(required=True)
    started = MomentField(required=True)
    finished = MomentField(required=True)
    message = Text(required=True)
    fault = fields.Nested(StruckDocument, required=True, allow_none=True)
    request = fields.Dict(keys=fields.String(), required=True)
    response = fields.Dict(keys=fields.String(), required=True)


class FiringDocument(Strict):
    """An occurrence with its tries."""

    occurrence = fields.Integer(required=True)
    expected = MomentField(required=True, allow_none=True)
    status = Text(required=True, metadata={"enum": [status.value for status in FiringStatus]})
    tries = fields.List(fields.Nested(TryDocument), required=True)


class HistoryDocument(Strict):
    """A page of what became of a job's occurrences, newest first."""

    firings = fields.List(fields.Nested(FiringDocument), required=True)
    total = fields.Integer(required=True)
    statuses = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


def job(shown: Shown) -> dict[str, Any]:
    """Return a job in a list, to be dumped."""
    row, place, doings = shown.row, shown.place, shown.doings
    return {
        **{
            name: getattr(row, name)
            for name in ("id", "name", "api", "suspended", "target", "words", "clock", "created_at")
        },
        **{name: getattr(row, name) for name in ("executions", "failures", "faults")},
        **vars(place),
        "state": row.state.value,
        "next": row.next_due,
        "last": row.last_execution,
        "last_status": doings.last_status,
        "running": doings.running,
        "retry_at": doings.retry_at,
    }


def job_detail(detail: JobDetail) -> dict[str, Any]:
    """Return a job, to be dumped."""
    stored = detail.stored.job
    return {
        **job(detail.shown),
        **{name: getattr(detail, name) for name in ("forms", "form", "path", "document")},
        "occurrences": stored.occurrences,
        "obstacle": outlook.obstacle(stored),
    }


def firing(found: Firing) -> dict[str, Any]:
    """Return an occurrence, to be dumped."""
    return {
        "occurrence": found.occurrence,
        "expected": found.tries[0].attempt.expected_at if found.tries else None,
        "status": found.status.value,
        "tries": [_try(entry) for entry in found.tries],
    }


def _try(entry: HistoryEntry) -> dict[str, Any]:
    attempt, outcome, result = entry.attempt, entry.outcome, entry.outcome.result
    return {
        "action": attempt.action.value,
        "attempt": attempt.attempt,
        "status": entry.status.value,
        "due": attempt.due_at,
        "started": outcome.started_at,
        "finished": outcome.finished_at,
        "message": masking.text(result.message),
        "fault": result.fault and vars(result.fault),
        "request": masking.record(result.request),
        "response": masking.record(result.response),
    }
