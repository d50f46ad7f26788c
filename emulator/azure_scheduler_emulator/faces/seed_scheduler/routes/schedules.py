"""Schedules. Anybody who may log in may read and change everybody's (recorded)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response
from flask_smorest import Blueprint

from azure_scheduler_emulator.domain.jobs.job import Job
from azure_scheduler_emulator.faces.application import services
from azure_scheduler_emulator.faces.seed_scheduler import reading, schedules, webhooks, wire
from azure_scheduler_emulator.faces.seed_scheduler.context import change, context, state
from azure_scheduler_emulator.faces.seed_scheduler.errors import not_found
from azure_scheduler_emulator.faces.seed_scheduler.fields import shown
from azure_scheduler_emulator.faces.seed_scheduler.paging import page
from azure_scheduler_emulator.faces.seed_scheduler.parsing import body
from azure_scheduler_emulator.faces.seed_scheduler.schedules import (
    DEFAULTS,
    FIELDS,
    SCOPE,
    canonical_id,
    values_of,
    with_alias,
    write,
)

blueprint = Blueprint("schedules", __name__, url_prefix="/api/v1/schedule")


@blueprint.get("/")
def list_schedules() -> Response:
    """List the schedules, newest first."""
    found = services().views.all_of(SCOPE)
    # Under a virtual clock many are created at the same moment: the number decides.
    found.sort(key=lambda job: (job.created_at, job.definition.document["number"]), reverse=True)
    size = services().settings.seed_page_size
    return wire.answer(page(found, lambda job: job.created_at, _moment, size, write))


@blueprint.post("/")
def create_schedule() -> Response:
    """Create a schedule, and tell the webhooks."""
    values = {**DEFAULTS, **reading.read(FIELDS, with_alias(body()))}
    now, user = shown(context().now), _user_id()
    stamps = {
        "number": services().documents.number("seed_scheduler.schedule"),
        "created_at": now,
        "created_by": user,
        "updated_at": now,
        "updated_by": user,
    }
    definition = schedules.define(values, stamps, _phase)
    name = services().new_id()
    job = services().jobs.put(change(SCOPE), SCOPE, name, definition, state(values["enabled"])).job
    _tell(job)
    document = write(job)
    return wire.answer(document, 201, {"Location": document["url"]})


@blueprint.get("/<key:schedule_id>/")
def get_schedule(schedule_id: str) -> Response:
    """Get a schedule."""
    return wire.answer(write(_require(schedule_id)))


@blueprint.put("/<key:schedule_id>/")
def replace_schedule(schedule_id: str) -> Response:
    """Change a schedule; an endpoint must be given, and what is not given stays as it is (recorded)."""
    return _change(schedule_id, partial=False)


@blueprint.patch("/<key:schedule_id>/")
def update_schedule(schedule_id: str) -> Response:
    """Change a schedule; what is not given stays as it is."""
    return _change(schedule_id, partial=True)


@blueprint.delete("/<key:schedule_id>/")
def delete_schedule(schedule_id: str) -> Response:
    """Delete a schedule."""
    services().jobs.delete(change(SCOPE), SCOPE, canonical_id(schedule_id))
    return wire.empty()


def _change(schedule_id: str, *, partial: bool) -> Response:
    job = _require(schedule_id)
    values = {**values_of(job), **reading.read(FIELDS, with_alias(body()), partial=partial)}
    kept = {name: job.definition.document[name] for name in ("number", "created_at", "created_by")}
    stamps = {**kept, "updated_at": shown(context().now), "updated_by": _user_id()}
    definition = schedules.define(values, stamps, _phase)
    edited = (definition, state(values["enabled"]))
    return wire.answer(write(services().jobs.change(change(SCOPE), SCOPE, job.name, lambda _: edited).job))


def _require(schedule_id: str) -> Job:
    job = services().views.find(SCOPE, canonical_id(schedule_id))
    if job is None:
        raise not_found()
    return job


def _phase(definition: str) -> datetime:
    """Return since when there are schedules with that interval: all of them fire together (contract, section 9)."""
    here = {"since": context().now.isoformat()}
    found = services().documents.ensure("seed_scheduler.interval", definition, here)
    return datetime.fromisoformat(found["since"])


def _tell(job: Job) -> None:
    for record in services().documents.look_up(webhooks.KIND, webhooks.ADDED):
        definition = webhooks.call(record.document, job)
        scope = webhooks.SCOPE
        services().jobs.put(change(scope), scope, services().new_id(), definition, state(enabled=True))


def _user_id() -> int | None:
    user = context().user
    return None if user is None else user.id


def _moment(text: str) -> Any:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment
