"""Jobs and their history."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint
from marshmallow import fields

from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.faces.application import describes, pull_place, services
from azure_scheduler_emulator.faces.azure.merging import merge_job
from azure_scheduler_emulator.faces.azure.names import check_job
from azure_scheduler_emulator.faces.azure.paging import read_page
from azure_scheduler_emulator.faces.azure.reading import read
from azure_scheduler_emulator.faces.azure.schema import MALFORMED, Document, JobDocument
from azure_scheduler_emulator.faces.azure.spelling import Spelling
from azure_scheduler_emulator.faces.azure_arm import history, wire
from azure_scheduler_emulator.faces.azure_arm.context import (
    context,
    json_body,
    mutation,
    query,
    scope,
    spelling,
)
from azure_scheduler_emulator.faces.azure_arm.rendering import document, job_id, job_name
from azure_scheduler_emulator.service.requests import Stored

blueprint = Blueprint(
    "jobs",
    __name__,
    url_prefix=(
        "/subscriptions/<subscription>/resourcegroups/<group>"
        "/providers/microsoft.scheduler/jobcollections/<collection>/jobs"
    ),
)
pull_place(blueprint, "subscription", "group", "collection")


class ResourceDocument(Document):
    """A job as a resource."""

    properties = fields.Nested(JobDocument)


#: As many as a collection can hold: a list never goes on to another page.
EVERY_JOB = 1000
#: Rows of history without ``$top`` (recorded from November 2015 on).
USUAL_HISTORY = 500


@blueprint.get("")
def list_jobs() -> Response:
    """List the jobs of a collection by name, perhaps those of one state."""
    page = read_page(query(), by=("state",), default_top=EVERY_JOB)
    found = services().views.search(scope(), page)
    style = spelling(listing=True)
    resources = [
        _resource(Stored(group=found.group, collection=found.collection, job=job), style) for job in found.jobs
    ]
    return wire.json_answer({"value": resources, "nextLink": None})


@blueprint.get("/<job>")
def get_job(job: str) -> Response:
    """Get a job."""
    return wire.json_answer(_resource(services().views.get(scope(), job)))


@blueprint.put("/<job>")
@describes(body=ResourceDocument, answer=ResourceDocument)
def put_job(job: str) -> Response:
    """Create a job, or replace its whole definition."""
    where = scope()
    try:
        definition, state = read(_properties(json_body()))
    except InvalidError:
        # What is missing is said before what is wrong with the document (recorded).
        services().collections.locate(where)
        raise
    stored = services().jobs.put(mutation(), where, check_job(job), definition, state)
    return wire.json_answer(_resource(stored), 201 if stored.created else 200)


@blueprint.patch("/<job>")
@describes(body=ResourceDocument, answer=ResourceDocument)
def patch_job(job: str) -> Response:
    """Update a job: what is left out keeps its value."""
    patch = _properties(json_body())
    where = scope()
    stored = services().jobs.change(mutation(), where, job, lambda existing: merge_job(existing, patch, spelling()))
    return wire.json_answer(_resource(stored))


@blueprint.delete("/<job>")
def delete_job(job: str) -> Response:
    """Delete a job with its history."""
    services().jobs.delete(mutation(), scope(), job)
    return wire.empty()


@blueprint.post("/<job>/run")
def run_job(job: str) -> Response:
    """Run a job at once, beside its schedule."""
    services().jobs.run(mutation(), scope(), job)
    return wire.empty()


@blueprint.get("/<job>/history")
def list_history(job: str) -> Response:
    """List the history of a job, newest first, perhaps that of one status."""
    page = read_page(query(), by=("status",), default_top=USUAL_HISTORY)
    stored, entries = services().views.history(scope(), job, page)
    found = [history.write(job_id(context().subscription, stored), job_name(stored), entry) for entry in entries]
    return wire.json_answer({"value": found, "nextLink": None})


def _properties(document: Any) -> Any:
    """Return what the scheduler itself reads of a job resource."""
    if isinstance(document, dict):
        for name, value in document.items():
            if name.lower() == "properties":
                return value
    raise InvalidError(f"{MALFORMED}: it has no properties.")


def _resource(stored: Stored, style: Spelling | None = None) -> dict[str, Any]:
    return document(context().subscription, stored, style or spelling())
