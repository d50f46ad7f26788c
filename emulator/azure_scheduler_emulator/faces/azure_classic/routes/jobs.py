"""Jobs and their history."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_smorest import Blueprint

from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.jobs.history import HistoryEntry
from azure_scheduler_emulator.domain.jobs.job import Job
from azure_scheduler_emulator.domain.time import moment
from azure_scheduler_emulator.faces.application import describes, pull_place, services
from azure_scheduler_emulator.faces.azure.merging import merge_job
from azure_scheduler_emulator.faces.azure.names import check_job
from azure_scheduler_emulator.faces.azure.paging import read_page
from azure_scheduler_emulator.faces.azure.reading import interpret, read, read_state
from azure_scheduler_emulator.faces.azure.schema import JobDocument, load
from azure_scheduler_emulator.faces.azure.spelling import CLASSIC
from azure_scheduler_emulator.faces.azure_classic import wire
from azure_scheduler_emulator.faces.azure_classic.context import json_body, mutation, query, scope
from azure_scheduler_emulator.faces.azure_classic.rendering import document

blueprint = Blueprint(
    "jobs",
    __name__,
    url_prefix="/<subscription>/cloudservices/<cloud_service>/resources/<provider>/jobcollections/<collection>/jobs",
)
pull_place(blueprint, "subscription", "cloud_service", "provider", "collection")

#: From this version on, Update Job is answered with the 202 of its document (decision 1).
ACCEPTED_SINCE = "2013-06-01"


@blueprint.get("")
def list_jobs() -> Response:
    """Get All Jobs: by id, a page of them, perhaps of one state."""
    page = read_page(query(), by=("state",))
    found = services().views.search(scope(), page)
    return wire.json_answer([document(job) for job in found.jobs])


@blueprint.post("")
@describes(body=JobDocument, answer=JobDocument, status=201)
def create_job() -> Response:
    """Create Job with an id that the service makes."""
    definition, state = read(json_body(), years=CLASSIC.years)
    stored = services().jobs.put(mutation(), scope(), None, definition, state)
    return wire.json_answer(document(stored.job), 201)


@blueprint.patch("")
def update_states() -> Response:
    """Update the state of all jobs."""
    sent = json_body()
    given = load(sent)
    if set(given) != {"state"} or {str(name).lower() for name in sent} & {"id", "status"}:
        raise InvalidError("Only the state of all jobs can be updated.")
    changed = services().jobs.set_state(mutation(), scope(), read_state(given["state"]))
    return wire.json_answer([document(job) for job in changed.jobs])


@blueprint.delete("")
def delete_jobs() -> Response:
    """Delete All Jobs."""
    services().jobs.delete_all(mutation(), scope())
    return wire.chunked()


@blueprint.put("/<job_id>")
@describes(body=JobDocument, answer=JobDocument)
def put_job(job_id: str) -> Response:
    """Create Job under the id of the path, or replace it."""
    wanted = load(json_body())
    definition, state = interpret(wanted, years=CLASSIC.years)
    given = wanted.get("id", job_id)
    if given.casefold() != check_job(job_id).casefold():
        raise InvalidError(f"The job id '{given}' does not match the job id of the request URI.")
    stored = services().jobs.put(mutation(), scope(), job_id, definition, state)
    return wire.json_answer(document(stored.job), 201 if stored.created else 200)


@blueprint.get("/<job_id>")
def get_job(job_id: str) -> Response:
    """Get Job."""
    return wire.json_answer(document(services().views.get(scope(), job_id).job))


@blueprint.patch("/<job_id>")
@describes(body=JobDocument, answer=JobDocument)
def update_job(job_id: str) -> Response:
    """Update Job: what is left out keeps its value."""
    patch = json_body()
    where = scope()
    stored = services().jobs.change(mutation(), where, job_id, lambda job: merge_job(job, patch, CLASSIC))
    accepted = request.headers["x-ms-version"].strip() >= ACCEPTED_SINCE
    return wire.json_answer(document(stored.job), 202 if accepted else 200)


@blueprint.delete("/<job_id>")
def delete_job(job_id: str) -> Response:
    """Delete Job, with its history."""
    services().jobs.delete(mutation(), scope(), job_id)
    return wire.chunked()


@blueprint.get("/<job_id>/history")
def get_history(job_id: str) -> Response:
    """Get Job History: newest first, a page of it, perhaps of one status."""
    page = read_page(query(), by=("state", "status"))
    stored, entries = services().views.history(scope(), job_id, page)
    return wire.json_answer([_entry(stored.job, entry) for entry in entries])


def _entry(job: Job, entry: HistoryEntry) -> dict[str, Any]:
    """Write a finished attempt; members in the order in which the clients read them."""
    outcome, attempt = entry.outcome, entry.attempt
    return {
        "jobId": job.name,
        "timestamp": moment.render(outcome.finished_at),
        "startTime": moment.render(outcome.started_at),
        "endTime": moment.render(outcome.finished_at),
        "state": entry.job_state,
        "message": outcome.result.message,
        "status": entry.status.value,
        "actionName": attempt.action.value,
        "repeatCount": attempt.occurrence,
        "retryCount": attempt.attempt,
    }
