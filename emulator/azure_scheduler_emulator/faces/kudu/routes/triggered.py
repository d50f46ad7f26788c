"""Running triggered jobs, and their history."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_smorest import Blueprint

from azure_scheduler_emulator.domain.errors import ConflictError, NotFoundError
from azure_scheduler_emulator.domain.jobs.webjob import WebJobKind
from azure_scheduler_emulator.faces.kudu import arm, errors, wire
from azure_scheduler_emulator.faces.kudu.context import base, is_arm, job_kind, now, query, site
from azure_scheduler_emulator.webjobs.running import documents
from azure_scheduler_emulator.webjobs.running.runs import Run

blueprint = Blueprint("triggered", __name__, url_prefix="/api")


@blueprint.post("/triggeredwebjobs/<name>/run")
def run_job(name: str) -> Response:
    """Run a job; the answer says where its run can be looked at."""
    job_kind("triggered", name)
    trigger = f"External - {request.headers.get('User-Agent', '')}"
    try:
        run = site().triggered.run(name, trigger, query("arguments")).run
    except NotFoundError as error:
        raise errors.missing() from error
    except ConflictError as error:
        raise errors.text(409, str(error)) from error
    except OSError as error:
        raise errors.io_error(error) from error
    return wire.empty(200 if is_arm() else 202, {"Location": documents.run_url(base(), run)})


@blueprint.get("/triggeredwebjobs/<name>/history")
def get_history(name: str) -> Response:
    """List the runs of a job, newest first; 404 if nothing was ever written about it."""
    job_kind("triggered", name)
    runs = site().triggered.history(name)
    if runs is None:
        raise errors.missing()
    found = [documents.run(run, base(), now()) for run in runs]
    if is_arm():
        return wire.tagged({"value": [arm.envelope(document, listed=True) for document in found]}, _tag(runs))
    return wire.tagged({"runs": found}, _tag(runs))


@blueprint.get("/triggeredwebjobs/<name>/history/<id>")
def get_run(name: str, id: str) -> Response:
    """Get a run."""
    job_kind("triggered", name)
    run = site().triggered.get(name, id)
    if run is None:
        raise errors.missing()
    document = documents.run(run, base(), now())
    return wire.json_answer(arm.envelope(document) if is_arm() else document)


@blueprint.get("/triggeredwebjobsswagger")
def get_swagger() -> Response:
    """Describe how each job is run."""
    paths = {
        f"/api/triggeredjobs/{view.name}/run": {"post": _operation(view.name)}
        for view in site().catalogue.views(WebJobKind.TRIGGERED)
    }
    return wire.json_answer(
        {
            "swagger": "2.0",
            "info": {"version": "v1", "title": "WebJobs"},
            "host": "placeHolder",
            "schemes": ["https"],
            "paths": paths,
        }
    )


def _operation(name: str) -> dict[str, Any]:
    return {
        "deprecated": False,
        "operationId": name,
        "consumes": [],
        "produces": [],
        "responses": {"200": {"description": "Success"}, "default": {"description": "Success"}},
        "parameters": [
            {
                "name": "arguments",
                "in": "query",
                "description": "Web Job Arguments",
                "required": False,
                "type": "string",
            }
        ],
    }


def _tag(runs: list[Run]) -> str:
    """Return the tag of a history: it changes with the newest run."""
    if not runs:
        return f'"{wire.fingerprint()}-{wire.fingerprint(None)}"'
    newest = runs[0]
    return f'"{"-".join(wire.fingerprint(part) for part in (newest.id, newest.status, newest.end))}"'
