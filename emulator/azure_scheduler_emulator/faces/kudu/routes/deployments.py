"""Deployments: their records and their logs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response
from flask_smorest import Blueprint

from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.time import moment
from azure_scheduler_emulator.faces.kudu import deploy_results, errors, wire
from azure_scheduler_emulator.faces.kudu.context import address, full_url, json_body, now, site
from azure_scheduler_emulator.webjobs.deploying.records import Deployment, DeployStatus
from azure_scheduler_emulator.webjobs.disk.home import check_name

blueprint = Blueprint("deployments", __name__, url_prefix="/api/deployments")

#: Stands for the identity of the one that ended last, or that goes on.
LATEST = "latest"


@blueprint.get("")
def list_deployments() -> Response:
    """List the deployments, newest first."""
    here = _here()
    shown = [site().deployments.look(each, now()) for each in site().deployments.records.all()]
    found = [_result(each, f"{here}/{each.id}") for each in shown]
    return wire.tagged(found, f'"{wire.fingerprint(here, *(tuple(each.items()) for each in found))}"')


@blueprint.get("/<id>")
def get_deployment(id: str) -> Response:
    """Get a deployment; while the latest goes on, 202."""
    shown = site().deployments.look(_require(id), now())
    document = _result(shown, _here())
    if id == LATEST and not shown.status.final:
        return wire.json_answer(document, 202, {"Location": full_url(address().raw)})
    return wire.json_answer(document)


@blueprint.put("/<id>")
def put_deployment(id: str) -> Response:
    """Record a deployment that a client made by itself; none can be made again, since the packages are not kept."""
    check_name(id)
    deployment, details, active = _read(id)
    if deployment is None:
        _require(id)
        raise errors.http_error(404, "Repository not found.")
    site().deployments.note(deployment, details, active=active)
    return wire.json_answer(deploy_results.result(deployment, site().name, _here(), active=active))


@blueprint.delete("/<id>")
def delete_deployment(id: str) -> Response:
    """Delete the record of a deployment, unless the site has its files."""
    site().deployments.delete(id)
    return wire.empty(204)


@blueprint.get("/<id>/log")
def get_log(id: str) -> Response:
    """Get the log of a deployment."""
    entries = site().deployments.records.entries(_require(id).id)
    return wire.json_answer(deploy_results.log(entries, _here()))


@blueprint.get("/<id>/log/<entry_id>")
def get_details(id: str, entry_id: str) -> Response:
    """Get the details of a line of the log."""
    entries = site().deployments.records.entries(_require(id).id)
    details = next((entry.details for entry in entries if entry.id == entry_id), ())
    if not details:
        raise errors.http_error(404, f"LogId '{entry_id}' was not found in Deployment '{id}'.")
    return wire.json_answer(deploy_results.log(list(details), _here()))


def _here() -> str:
    """Return the address of the request without its query."""
    return full_url(address().raw.rstrip("/")).partition("?")[0]


def _result(deployment: Deployment, url: str) -> dict[str, Any]:
    active = deployment.id == site().deployments.records.active
    return deploy_results.result(deployment, site().name, url, active=active)


def _require(id: str) -> Deployment:
    records = site().deployments.records
    found = next(iter(records.all()), None) if id == LATEST else records.find(id)
    if found is None:
        raise errors.http_error(404, f"Deployment '{id}' not found.")
    return found


def _read(id: str) -> tuple[Deployment | None, str, bool]:
    """Return the deployment that a document describes, its details, and whether the site has its files.

    None without one: the service asks for a final status, a message, a deployer and an author.
    """
    document = json_body()
    if not isinstance(document, dict) or document.get("status") not in (DeployStatus.FAILED, DeployStatus.SUCCESS):
        return None, "", False
    texts = {name: document.get(name) for name in ("message", "deployer", "author")}
    if not all(isinstance(text, str) and text for text in texts.values()):
        return None, "", False
    status = DeployStatus(document["status"])
    active = document.get("active")
    if active is True and status is not DeployStatus.SUCCESS:
        raise errors.http_error(400, "Only successful status can be active!")
    deployment = Deployment(
        id=id,
        status=status,
        message=str(texts["message"]),
        deployer=str(texts["deployer"]),
        author=str(texts["author"]),
        author_email=str(document.get("author_email") or ""),
        received=_moment(document, "start_time"),
        end=_moment(document, "end_time"),
    )
    details = document.get("details")
    shown = status is DeployStatus.SUCCESS if active is None else active is True
    return deployment, details if isinstance(details, str) else "", shown


def _moment(document: dict[str, Any], name: str) -> datetime:
    try:
        return moment.parse(document[name]) if isinstance(document.get(name), str) else now()
    except InvalidError as error:
        raise errors.http_error(400, str(error)) from error
