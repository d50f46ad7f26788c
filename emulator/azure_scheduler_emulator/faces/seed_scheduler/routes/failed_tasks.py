"""Deliveries that failed for good, and having them made again."""

from __future__ import annotations

from flask import Response
from flask_smorest import Blueprint

from azure_scheduler_emulator.faces.application import services
from azure_scheduler_emulator.faces.seed_scheduler import wire
from azure_scheduler_emulator.faces.seed_scheduler.context import change
from azure_scheduler_emulator.faces.seed_scheduler.errors import not_found
from azure_scheduler_emulator.faces.seed_scheduler.failed_tasks import write
from azure_scheduler_emulator.faces.seed_scheduler.paging import page
from azure_scheduler_emulator.faces.seed_scheduler.schedules import SCOPE

blueprint = Blueprint("failed_tasks", __name__, url_prefix="/api/v1/failed-tasks")


@blueprint.get("/")
def list_failed_tasks() -> Response:
    """List the failed tasks, newest first."""
    found = sorted(services().views.failures(SCOPE), key=lambda failure: failure.number, reverse=True)
    size = services().settings.seed_page_size
    return wire.answer(page(found, lambda failure: failure.number, int, size, write))


@blueprint.post("/")
def requeue_failed_tasks() -> Response:
    """Have every failed task delivered again, as its schedule is now; the body does not matter (recorded)."""
    services().jobs.run_failures(change(SCOPE), SCOPE)
    return wire.answer({"requeued_failed_tasks": True}, 201)


@blueprint.get("/<key:number>/")
def get_failed_task(number: str) -> Response:
    """Get a failed task."""
    for failure in services().views.failures(SCOPE):
        if str(failure.number) == number:
            return wire.answer(write(failure))
    raise not_found()
