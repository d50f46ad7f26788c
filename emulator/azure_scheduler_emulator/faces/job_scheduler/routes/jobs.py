"""Jobs: list, get, create, update, delete, and create by path."""

from __future__ import annotations

from flask import Response, request
from flask_smorest import Blueprint

from azure_scheduler_emulator.domain.jobs.job import Job, JobDefinition, JobState
from azure_scheduler_emulator.faces.application import services
from azure_scheduler_emulator.faces.job_scheduler import payload, wire
from azure_scheduler_emulator.faces.job_scheduler.context import accepted, change, context, creation
from azure_scheduler_emulator.faces.job_scheduler.errors import unknown_job
from azure_scheduler_emulator.faces.job_scheduler.negotiation import DOCUMENTS, Format
from azure_scheduler_emulator.faces.job_scheduler.paths import ROOT
from azure_scheduler_emulator.faces.job_scheduler.payload import Payload
from azure_scheduler_emulator.faces.job_scheduler.reading import SIGNATURE, define, document_data, read_document

blueprint = Blueprint("jobs", __name__, url_prefix=ROOT)


@blueprint.get("")
def list_jobs() -> Response:
    """List: the ids of the account's jobs, oldest first."""
    form = accepted()
    found = [job for job in services().views.all_of(context().scope) if _is_there(job)]
    found.sort(key=lambda job: int(job.definition.document["number"]))
    return wire.list_answer(form, [job.name for job in found])


@blueprint.post("")
def create_job() -> Response:
    """Create a job from the document in the body."""
    form = accepted()
    fields = read_document(request.get_data(), request.headers.get("Content-Type", ""))
    return _created(form, fields, document_data(fields))


@blueprint.get("/<job_id>")
def get_job(job_id: str) -> Response:
    """Get a job."""
    form = accepted(DOCUMENTS)
    return wire.job_answer(form, _require(job_id))


@blueprint.put("/<job_id>")
def update_job(job_id: str) -> Response:
    """Update a job: everything but id and account is replaced."""
    form = accepted()
    existing = _require(job_id)
    fields = read_document(request.get_data(), request.headers.get("Content-Type", ""))
    here = context()
    definition = _define(fields, document_data(fields), existing.definition.document["number"])
    changed = services().jobs.change(change(), here.scope, existing.name, lambda _: (definition, JobState.ENABLED))
    return wire.job_answer(form, changed.job)


@blueprint.delete("/<job_id>")
def delete_job(job_id: str) -> Response:
    """Delete a job."""
    services().jobs.delete(change(), context().scope, _require(job_id).name)
    response = Response(b"", 204)
    del response.headers["Content-Type"]
    return response


@blueprint.post("/<schedule>/<callback>")
def create_by_path(schedule: str, callback: str) -> Response:  # noqa: ARG001 - read as they were sent
    """Create a job from the path: when or cron, and the callback; the body is its data, with type and signature."""
    form = accepted()
    asked = creation()
    fields = {name: text for name, text in vars(asked).items() if text is not None}
    data = payload.of_bytes(request.get_data())
    if data is not None:
        named = {"contentType": request.headers.get("Content-Type"), "signature": request.headers.get(SIGNATURE)}
        fields |= {name: text for name, text in named.items() if text}
    return _created(form, fields, data)


def _created(form: Format, fields: dict[str, str], data: Payload | None) -> Response:
    definition = _define(fields, data, _number())
    stored = services().jobs.put(change(), context().scope, services().new_id(), definition, JobState.ENABLED)
    return wire.job_answer(form, stored.job, 201, {"Location": f"{ROOT}/{stored.job.name}"})


def _define(fields: dict[str, str], data: Payload | None, number: int) -> JobDefinition:
    here = context()
    retries = services().settings.job_scheduler_retries
    return define(fields, here.account, number, here.now, data, retries=retries)


def _number() -> int:
    return services().documents.number("job_scheduler.job")


def _require(job_id: str) -> Job:
    job = services().views.find(context().scope, job_id)
    if job is None or not _is_there(job):
        raise unknown_job()
    return job


def _is_there(job: Job) -> bool:
    """Tell whether a job is not purged: after its last firing it is gone, even while that is being retried."""
    return job.next_due is not None
