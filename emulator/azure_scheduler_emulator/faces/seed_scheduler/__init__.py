"""The Seed Scheduler 0.10.3: token users, and schedules by crontab or interval that post JSON to an endpoint.

Emulated: the core API under ``/api/v1/``, the helpers under ``/api/``, and the few undocumented paths that its real
server has beside (contract ``seed-scheduler``). Not emulated: its HTML pages (``/admin/``, ``/docs/``, ``/api/auth/``,
the browsable API). What differs from the real server stands in docs/deviations/seed-scheduler.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from azure_scheduler_emulator.faces.face import Face, Rendering
from azure_scheduler_emulator.faces.seed_scheduler import paths

if TYPE_CHECKING:
    from flask import Flask, Response

    from azure_scheduler_emulator.config import Settings
    from azure_scheduler_emulator.service.requests import Stored
    from azure_scheduler_emulator.service.services import Services


def _create_app(services: Services) -> Flask:
    # Loaded when it is first asked: everybody waits for READY.
    from azure_scheduler_emulator.faces.seed_scheduler.app import create_app

    return create_app(services)


def _refuse(environ: Mapping[str, Any], reason: str) -> Response:
    from azure_scheduler_emulator.faces.seed_scheduler.app import refuse

    return refuse(environ, reason)


def _waits_for_requests(settings: Settings) -> bool:
    return not settings.seeds


def _render(_services: Services, stored: Stored, base: str) -> Rendering:
    from azure_scheduler_emulator.faces.seed_scheduler.rendering import render

    return render(stored, base)


FACE = Face(
    name="seed_scheduler",
    title="Seed Scheduler",
    claims=paths.claims,
    create_app=_create_app,
    refuse=_refuse,
    render=_render,
    # A seed document that makes no sense is said at once, and its users are there from the beginning.
    waits_for_requests=_waits_for_requests,
)

__all__ = ["FACE"]
