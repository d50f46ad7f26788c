"""How is a web job shown to somebody who did not ask through this API? As an answer of it would show it."""

from __future__ import annotations

from urllib.parse import quote

from azure_scheduler_emulator.domain.jobs.action import WebJobAction
from azure_scheduler_emulator.faces.face import Rendering
from azure_scheduler_emulator.service.requests import Stored
from azure_scheduler_emulator.service.services import Services
from azure_scheduler_emulator.webjobs.running import documents


def render(services: Services, stored: Stored, base: str) -> Rendering | None:
    """Return path and document of the web job that a timer is for; None if that is gone."""
    action, site = stored.job.definition.action, services.site
    if site is None or not isinstance(action, WebJobAction):
        return None
    view = site.catalogue.view(action.kind, action.job)
    if view is None:
        return None
    path = f"/api/{action.kind}webjobs/{quote(view.name)}"
    return Rendering(path, documents.job(view, base, services.clock.now()))
