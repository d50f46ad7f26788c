"""How is a job shown to somebody who did not ask through this API? As an answer in JSON would show it."""

from __future__ import annotations

from urllib.parse import quote

from azure_scheduler_emulator.faces.face import Rendering
from azure_scheduler_emulator.faces.job_scheduler.wire import job_fields
from azure_scheduler_emulator.service.requests import Stored
from azure_scheduler_emulator.service.services import Services


def render(_services: Services, stored: Stored, _base: str) -> Rendering:
    """Return path and document of a job."""
    return Rendering(f"/1/jobs/{quote(stored.job.name, safe='')}", dict(job_fields(stored.job)))
