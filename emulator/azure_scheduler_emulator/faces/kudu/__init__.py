"""The WebJobs API of Kudu, the engine behind Azure App Service's deployment site.

Emulated: triggered and continuous jobs that really run, their schedules, histories and logs, and what their clients use
beside them: VFS, ZIP, deployments, commands, application settings, web hooks (contract ``kudu-webjobs``). Not emulated:
the rest of Kudu (site extensions, source control, the dashboard); such paths answer 404 as unknown ones do there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from azure_scheduler_emulator.faces.face import Face, Later
from azure_scheduler_emulator.faces.kudu import paths

if TYPE_CHECKING:
    from azure_scheduler_emulator.config import Settings
    from azure_scheduler_emulator.service.services import Services


def _trusts(services: Services, authorization: str) -> bool:
    from azure_scheduler_emulator.faces.kudu.auth import reason_against

    site = services.site
    return site is not None and not reason_against(authorization, site.credentials, services.settings)


def _is_on(settings: Settings) -> bool:
    return bool(settings.kudu)


_LATER = Later(__name__)

FACE = Face(
    name="kudu",
    title="Kudu WebJobs",
    claims=paths.claims,
    create_app=_LATER.create_app,
    refuse=_LATER.refuse,
    render=_LATER.render,
    hosts=(f"*{paths.SITE_SUFFIX}",),
    # Packages are uploaded to it; the service's own limit is 4 GiB.
    max_body=128 * 1024 * 1024,
    trusts=_trusts,
    # It runs what is uploaded to it: only where somebody asked for that (decision 23).
    enabled=_is_on,
    takes_time=lambda _path: True,
    setting="kudu",
)

__all__ = ["FACE"]
