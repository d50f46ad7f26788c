"""Starting and stopping continuous jobs."""

from __future__ import annotations

from flask import Response
from flask_smorest import Blueprint

from azure_scheduler_emulator.domain.errors import NotFoundError
from azure_scheduler_emulator.faces.kudu import errors, wire
from azure_scheduler_emulator.faces.kudu.context import job_kind, site

blueprint = Blueprint("continuous", __name__, url_prefix="/api/continuouswebjobs")


@blueprint.post("/<name>/start")
def start(name: str) -> Response:
    """Let a job run."""
    return _set_enabled(name, enabled=True)


@blueprint.post("/<name>/stop")
def stop(name: str) -> Response:
    """Keep a job from running."""
    return _set_enabled(name, enabled=False)


def _set_enabled(name: str, *, enabled: bool) -> Response:
    job_kind("continuous", name)
    try:
        site().set_enabled(name, enabled)
    except NotFoundError as error:
        raise errors.missing() from error
    except OSError as error:
        raise errors.io_error(error) from error
    return wire.empty(200)
