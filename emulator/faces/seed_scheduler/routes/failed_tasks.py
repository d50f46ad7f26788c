"""Deliveries that failed for good, and having them made again."""

from __future__ import annotations

from flask import Response
from flask_smorest import Blueprint

from emulator.faces.seed_scheduler import wire
from emulator.faces.seed_scheduler.context import context, emulator
from emulator.faces.seed_scheduler.errors import not_found
from emulator.faces.seed_scheduler.failed_tasks import write
from emulator.faces.seed_scheduler.paging import page
from emulator.faces.seed_scheduler.schedules import SPACE

blueprint = Blueprint("failed_tasks", __name__, url_prefix="/api/v1/failed-tasks")


@blueprint.get("/")
def list_failed_tasks() -> Response:
    """List the failed tasks, newest first."""
    found = sorted(emulator().spaces.failures(SPACE), key=lambda failure: failure.number, reverse=True)
    size = emulator().settings.seed_page_size
    return wire.answer(page(found, lambda failure: failure.number, int, size, write))


@blueprint.post("/")
def requeue_failed_tasks() -> Response:
    """Have every failed task delivered again, as its schedule is now; the body does not matter (recorded)."""
    emulator().spaces.run_failures(SPACE, context().now)
    return wire.answer({"requeued_failed_tasks": True}, 201)


@blueprint.get("/<key:number>/")
def get_failed_task(number: str) -> Response:
    """Get a failed task."""
    for failure in emulator().spaces.failures(SPACE):
        if str(failure.number) == number:
            return wire.answer(write(failure))
    raise not_found()
