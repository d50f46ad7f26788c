"""How is a job shown to somebody who did not ask through this API? As an answer of it would show it."""

from __future__ import annotations

from typing import Any

from azure_scheduler_emulator.faces.azure.spelling import ARM, Spelling
from azure_scheduler_emulator.faces.azure.writing import write
from azure_scheduler_emulator.faces.azure_arm.documents import COLLECTION_TYPE, collection_id
from azure_scheduler_emulator.faces.face import Rendering
from azure_scheduler_emulator.service.requests import Stored
from azure_scheduler_emulator.service.services import Services

JOB_TYPE = f"{COLLECTION_TYPE}/jobs"


def render(_services: Services, stored: Stored, _base: str) -> Rendering:
    """Return path and document of a job."""
    subscription = stored.collection.subscription
    return Rendering(job_id(subscription, stored), document(subscription, stored, ARM))


def document(subscription: str, stored: Stored, style: Spelling) -> dict[str, Any]:
    """Return a job as answers show it; ``subscription`` as the client spells it."""
    return {
        "id": job_id(subscription, stored),
        "type": JOB_TYPE,
        "name": job_name(stored),
        "properties": write(stored.job, style),
    }


def job_id(subscription: str, stored: Stored) -> str:
    """Return the id of a job."""
    return f"{collection_id(subscription, stored.group.name, stored.collection)}/jobs/{stored.job.name}"


def job_name(stored: Stored) -> str:
    """Return the name of a job, as a resource in a resource."""
    return f"{stored.collection.name}/{stored.job.name}"
