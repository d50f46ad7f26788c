"""How is a job shown to somebody who did not ask through this API? As an answer of it would show it."""

from __future__ import annotations

from typing import Any

from azure_scheduler_emulator.domain.jobs.job import Job
from azure_scheduler_emulator.faces.azure.spelling import CLASSIC
from azure_scheduler_emulator.faces.azure.writing import write
from azure_scheduler_emulator.faces.face import Rendering
from azure_scheduler_emulator.service.requests import Stored
from azure_scheduler_emulator.service.services import Services


def render(_services: Services, stored: Stored, _base: str) -> Rendering:
    """Return path and document of a job."""
    job, collection = stored.job, stored.collection
    place = f"/{collection.subscription}/cloudservices/{stored.group.name}/resources/scheduler/~"
    return Rendering(f"{place}/JobCollections/{collection.name}/jobs/{job.name}", document(job))


def document(job: Job) -> dict[str, Any]:
    """Return a job as answers show it."""
    return {"id": job.name, **write(job, CLASSIC)}
