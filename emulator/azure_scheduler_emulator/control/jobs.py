"""The jobs of every API: looking for them, and doing things with them."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_smorest import Blueprint

from azure_scheduler_emulator.control import examples, job_documents
from azure_scheduler_emulator.control.context import testbed
from azure_scheduler_emulator.control.job_documents import (
    BulkDocument,
    BulkDoneDocument,
    FormQuery,
    HistoryDocument,
    HistoryQuery,
    JobDetailDocument,
    JobsDocument,
    JobsQuery,
    JobStateDocument,
)
from azure_scheduler_emulator.control.openapi import refuses
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.testbed.job_actions import Deed
from azure_scheduler_emulator.testbed.job_lists import Wanted

blueprint = Blueprint("jobs", __name__, url_prefix="/jobs", description="The jobs of every API.")


@blueprint.get("")
@blueprint.arguments(JobsQuery, location="query")
@blueprint.response(200, JobsDocument, example=examples.JOBS)
def list_jobs(asked: dict[str, Any]) -> dict[str, Any]:
    """List jobs, a page at a time, and count all that fit."""
    page = {name: asked.pop(name) for name in ("sort", "top", "after", "skip") if name in asked}
    found = testbed().job_lists.take(_wanted(asked), **page)
    return {**vars(found), "jobs": [job_documents.job(each) for each in found.jobs]}


@blueprint.post("/bulk")
@refuses(409)
@blueprint.arguments(BulkDocument, example=examples.BULK)
@blueprint.response(200, BulkDoneDocument, example=examples.BULK_DONE)
def change_jobs(wanted: dict[str, Any]) -> dict[str, Any]:
    """Run, enable, disable or delete many jobs in one transaction, at most 10,000.

    What one of them refuses keeps none of the others from it.
    """
    if ("ids" in wanted) == ("filter" in wanted):
        raise InvalidError("Say either 'ids' or 'filter'.")
    ids = wanted["ids"] if "ids" in wanted else testbed().job_lists.ids(_wanted(wanted["filter"]))
    done = testbed().job_actions.do_all(Deed(wanted["do"]), ids)
    refused = [{"id": each.id, "detail": str(each.refusal)} for each in done if each.refusal is not None]
    return {"done": len(done) - len(refused), "refused": refused}


@blueprint.get("/<identity>")
@blueprint.arguments(FormQuery, location="query")
@blueprint.response(200, JobDetailDocument, example=examples.JOB_DETAIL)
def get_job(asked: dict[str, Any], identity: str) -> dict[str, Any]:
    """Get a job with its document in the words of its API."""
    return _detail(identity, asked.get("form", ""))


@blueprint.patch("/<identity>")
@refuses(409)
@blueprint.arguments(JobStateDocument, example=examples.DISABLED)
@blueprint.response(200, JobDetailDocument, example=examples.JOB_DETAIL)
def change_job(wanted: dict[str, Any], identity: str) -> dict[str, Any]:
    """Enable or disable a job; one that is completed or faulted can only be deleted."""
    testbed().job_actions.do(Deed.ENABLE if wanted["state"] == "enabled" else Deed.DISABLE, identity)
    return _detail(identity)


@blueprint.delete("/<identity>")
@refuses(409)
@blueprint.response(204)
def delete_job(identity: str) -> None:
    """Delete a job with its history."""
    testbed().job_actions.do(Deed.DELETE, identity)


@blueprint.post("/<identity>/run")
@refuses(409)
@blueprint.response(202, JobDetailDocument, example=examples.JOB_DETAIL)
def run_job(identity: str) -> dict[str, Any]:
    """Have a job fire now, beside its schedule; a disabled one fires too.

    The call is made after the answer, on a clock that stands too.
    """
    testbed().job_actions.do(Deed.RUN, identity)
    return _detail(identity)


@blueprint.get("/<identity>/history")
@blueprint.arguments(HistoryQuery, location="query")
@blueprint.response(200, HistoryDocument, example=examples.HISTORY)
def list_history(asked: dict[str, Any], identity: str) -> dict[str, Any]:
    """List the occurrences of a job that have been tried, newest first, each with its tries."""
    found = testbed().job_details.history(identity, **asked)
    return {**vars(found), "firings": [job_documents.firing(each) for each in found.firings]}


def _wanted(asked: dict[str, Any]) -> Wanted:
    renamed = {"q": "text"}
    return Wanted(**{renamed.get(name, name): text for name, text in asked.items()})


def _detail(identity: str, form: str = "") -> dict[str, Any]:
    base = request.host_url.rstrip("/")
    return job_documents.job_detail(testbed().job_details.get(identity, form=form, base=base))
