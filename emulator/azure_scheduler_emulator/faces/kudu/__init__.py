"""The WebJobs API of Kudu, the engine behind Azure App Service's deployment site.

Emulated: triggered and continuous jobs that really run, their schedules, histories and logs, and what their clients use
beside them: VFS, ZIP, deployments, commands, application settings, web hooks (contract ``kudu-webjobs``). Not emulated:
the rest of Kudu (site extensions, source control, the dashboard); such paths answer 404 as unknown ones do there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from azure_scheduler_emulator.faces.face import Face, Rendering
from azure_scheduler_emulator.faces.kudu import paths

if TYPE_CHECKING:
    from flask import Flask, Response

    from azure_scheduler_emulator.config import Settings
    from azure_scheduler_emulator.service.requests import Stored
    from azure_scheduler_emulator.service.services import Services


def _create_app(services: Services) -> Flask:
    # Loaded only where the face is on: it is off unless asked for, and everybody waits for READY.
    from azure_scheduler_emulator.faces.kudu.app import create_app

    return create_app(services)


def _refuse(environ: Mapping[str, Any], reason: str) -> Response:
    from azure_scheduler_emulator.faces.kudu.app import refuse

    return refuse(environ, reason)


def _trusts(services: Services, authorization: str) -> bool:
    from azure_scheduler_emulator.faces.kudu.auth import reason_against

    site = services.site
    return site is not None and not reason_against(authorization, site.credentials, services.settings)


def _is_on(settings: Settings) -> bool:
    return bool(settings.kudu)


def _render(services: Services, stored: Stored, base: str) -> Rendering | None:
    from azure_scheduler_emulator.faces.kudu.rendering import render

    return render(services, stored, base)


FACE = Face(
    name="kudu",
    title="Kudu WebJobs",
    claims=paths.claims,
    create_app=_create_app,
    refuse=_refuse,
    render=_render,
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
