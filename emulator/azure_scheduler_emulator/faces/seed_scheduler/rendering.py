"""How is a schedule shown to somebody who did not ask through this API? As an answer of it would show it."""

from __future__ import annotations

from azure_scheduler_emulator.faces.face import Rendering
from azure_scheduler_emulator.faces.seed_scheduler.schedules import document
from azure_scheduler_emulator.service.requests import Stored
from azure_scheduler_emulator.service.services import Services


def render(_services: Services, stored: Stored, base: str) -> Rendering:
    """Return path and document of a schedule; ``base`` is what its addresses begin with."""

    def url(*parts: object) -> str:
        return f"{base}/api/v1/{'/'.join(map(str, parts))}/"

    return Rendering(f"/api/v1/schedule/{stored.job.name}/", document(stored.job, url))
