"""Runs of triggered web jobs."""

from __future__ import annotations

from flask import Response, request
from flask_smorest import Blueprint

from azure_scheduler_emulator.domain.errors import NotFoundError
from azure_scheduler_emulator.faces.azure_arm import wire
from azure_scheduler_emulator.faces.azure_arm.context import context, query
from azure_scheduler_emulator.faces.azure_arm.errors import ArmError
from azure_scheduler_emulator.faces.azure_arm.web import documents, listing
from azure_scheduler_emulator.faces.azure_arm.web.context import base, missing, new_blueprint, on_site, place, site
from azure_scheduler_emulator.webjobs.disk.home import check_name
from azure_scheduler_emulator.webjobs.running.documents import run_url

blueprint: Blueprint = new_blueprint("web_job_runs")

_JOB = "/triggeredwebjobs/<name>"


@on_site(blueprint, "POST", f"{_JOB}/run")
def run_job(name: str) -> Response:
    """Run a web job."""
    trigger = f"External - {request.headers.get('User-Agent', '')}"
    try:
        run = site().triggered.run(check_name(name), trigger, query().get("arguments", "")).run
    except NotFoundError as error:
        raise missing("triggeredwebjobs", name) from error
    except OSError as error:
        raise ArmError(409, "Conflict", str(error)) from error
    return wire.empty(headers={"Location": run_url(base(), run)})


@on_site(blueprint, "GET", f"{_JOB}/history")
def list_runs(name: str) -> Response:
    """List the runs of a web job, newest first; 404 if nothing was ever written about it."""
    found = site().triggered.history(check_name(name))
    if found is None:
        raise missing(f"triggeredwebjobs/{name}", "history")
    region, now = listing.region(place().group), context().now
    runs = [documents.run(run, place(), region, base(), now) for run in found]
    return wire.json_answer({"value": runs, "nextLink": None})


@on_site(blueprint, "GET", f"{_JOB}/history/<id>")
def get_run(name: str, id: str) -> Response:
    """Get a run."""
    found = site().triggered.get(check_name(name), id)
    if found is None:
        raise missing(f"triggeredwebjobs/{name}/history", id)
    region, now = listing.region(place().group), context().now
    return wire.json_answer(documents.run(found, place(), region, base(), now))
