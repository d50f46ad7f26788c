"""The Job Scheduler API: callbacks at a date or by a Quartz cron expression, in XML, JSON and plain text.

Emulated: every operation and format of its one published document (contract ``job-scheduler``). The document leaves
much open; what is decided here stands in docs/deviations/job-scheduler.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from azure_scheduler_emulator.faces.face import Face, Rendering
from azure_scheduler_emulator.faces.job_scheduler import paths

if TYPE_CHECKING:
    from flask import Flask, Response

    from azure_scheduler_emulator.service.requests import Stored
    from azure_scheduler_emulator.service.services import Services


def _create_app(services: Services) -> Flask:
    # Loaded when it is made: whoever asks for a part of the face needs neither Flask nor the services.
    from azure_scheduler_emulator.faces.job_scheduler.app import create_app

    return create_app(services)


def _refuse(environ: Mapping[str, Any], reason: str) -> Response:
    from azure_scheduler_emulator.faces.job_scheduler.app import refuse

    return refuse(environ, reason)


def _render(_services: Services, stored: Stored, _base: str) -> Rendering:
    from azure_scheduler_emulator.faces.job_scheduler.rendering import render

    return render(stored)


FACE = Face(
    name="job_scheduler",
    title="Job Scheduler API",
    claims=paths.claims,
    create_app=_create_app,
    refuse=_refuse,
    render=_render,
)

__all__ = ["FACE"]
