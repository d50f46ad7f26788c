"""What jobs of both kinds have in common: lists, single jobs, upload, deletion, settings."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_smorest import Blueprint

from azure_scheduler_emulator.domain.errors import NotFoundError
from azure_scheduler_emulator.domain.jobs.webjob import WebJobKind
from azure_scheduler_emulator.faces.kudu import arm, disposition, errors, wire
from azure_scheduler_emulator.faces.kudu.context import JSON_TYPES, base, body, is_arm, job_kind, json_body, now, site
from azure_scheduler_emulator.webjobs.catalogue import NoScriptError
from azure_scheduler_emulator.webjobs.running import documents
from azure_scheduler_emulator.webjobs.running.documents import ContinuousView, JobView, TriggeredView

blueprint = Blueprint("webjobs", __name__, url_prefix="/api")

_JOB = "/<any(triggered, continuous):kind>webjobs/<name>"


@blueprint.get("/webjobs")
def list_all() -> Response:
    """List the jobs of both kinds, triggered ones first."""
    return _listed([view for kind in WebJobKind for view in site().catalogue.views(kind)])


@blueprint.get("/<any(triggered, continuous):kind>webjobs")
def list_kind(kind: str) -> Response:
    """List the jobs of one kind."""
    return _listed(site().catalogue.views(WebJobKind(kind)))


@blueprint.get(_JOB)
def get_job(kind: str, name: str) -> Response:
    """Get a job."""
    return _answer(_require(job_kind(kind, name), name))


@blueprint.put(_JOB)
def put_job(kind: str, name: str) -> Response:
    """Create or replace a job by a file or a zip; from the Resource Manager, set its settings."""
    which = job_kind(kind, name)
    if is_arm():
        return _put_arm(which, name)
    file_name = disposition.file_name(request.headers.get("Content-Disposition"))
    if file_name is None:
        raise errors.text(400, "Missing Content-Disposition header.")
    zipped = request.mimetype.lower() == "application/zip"
    with body() as file, site().changing():
        try:
            site().catalogue.upload(which, name, file_name, file, zipped=zipped)
        except NoScriptError as error:
            raise errors.text(400, str(error)) from error
        except Exception as error:
            raise errors.text(500, str(error)) from error
    return _answer(_require(which, name))


@blueprint.delete(_JOB)
def delete_job(kind: str, name: str) -> Response:
    """Delete a job with its history; that there is none is fine too."""
    site().delete(job_kind(kind, name), name)
    return wire.empty(200)


@blueprint.get(f"{_JOB}/settings")
def get_settings(kind: str, name: str) -> Response:
    """Get the settings of a job; of one that does not exist, none."""
    return wire.json_answer(site().catalogue.settings(job_kind(kind, name), name))


@blueprint.put(f"{_JOB}/settings")
def put_settings(kind: str, name: str) -> Response:
    """Replace the settings of a job by whatever document is sent."""
    _write_settings(job_kind(kind, name), name, _document())
    return wire.empty(200)


def _put_arm(kind: WebJobKind, name: str) -> Response:
    document = _document()
    properties = document.get("properties") if isinstance(document, dict) else None
    settings = properties.get("settings") if isinstance(properties, dict) else None
    _write_settings(kind, name, settings)
    return _answer(_require(kind, name))


def _write_settings(kind: WebJobKind, name: str, value: Any) -> None:
    try:
        with site().changing():
            site().catalogue.set_settings(kind, name, value)
    except NotFoundError as error:
        raise errors.missing() from error
    except OSError as error:
        raise errors.io_error(error) from error


def _document() -> Any:
    """Return the JSON document of the request, or None if it is missing (contract, section 4.8).

    Raises:
        KuduError: it is no JSON object; then the settings stay as they are.
    """
    value = json_body(JSON_TYPES)
    if value is not None and not isinstance(value, dict):
        raise errors.http_error(400, "The settings of a job are a JSON object.")
    return value


def _require(kind: WebJobKind, name: str) -> JobView:
    view = site().catalogue.view(kind, name)
    if view is None:
        raise errors.missing()
    return view


def _answer(view: JobView) -> Response:
    document = documents.job(view, base(), now())
    return wire.json_answer(arm.envelope(document) if is_arm() else document)


def _listed(views: list[JobView]) -> Response:
    found = [documents.job(view, base(), now()) for view in views]
    tag = f'"{wire.fingerprint(*(_essence(view) for view in views))}"'
    if is_arm():
        return wire.tagged({"value": [arm.envelope(document, listed=True) for document in found]}, tag)
    return wire.tagged(found, tag)


def _essence(view: JobView) -> tuple[object, ...]:
    """Return what moves the tag of a list: not the settings, nor the addresses."""
    own: tuple[object, ...] = ()
    if isinstance(view, TriggeredView) and view.latest_run:
        own = (view.latest_run.id, view.latest_run.status, view.latest_run.duration(now()))
    if isinstance(view, ContinuousView):
        own = (view.detailed_status,)
    return (*own, view.name, view.run_command, view.kind)
