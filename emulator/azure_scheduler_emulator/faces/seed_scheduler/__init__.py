"""The Seed Scheduler 0.10.3: token users, and schedules by crontab or interval that post JSON to an endpoint.

Emulated: the core API under ``/api/v1/``, the helpers under ``/api/``, and the few undocumented paths that its real
server has beside (contract ``seed-scheduler``). Not emulated: its HTML pages (``/admin/``, ``/docs/``, ``/api/auth/``,
the browsable API). What differs from the real server stands in docs/deviations/seed-scheduler.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from azure_scheduler_emulator.faces.face import Face, Later
from azure_scheduler_emulator.faces.seed_scheduler import paths

if TYPE_CHECKING:
    from azure_scheduler_emulator.config import Settings


def _waits_for_requests(settings: Settings) -> bool:
    return not settings.seeds


_LATER = Later(__name__)

FACE = Face(
    name="seed_scheduler",
    title="Seed Scheduler",
    claims=paths.claims,
    create_app=_LATER.create_app,
    refuse=_LATER.refuse,
    render=_LATER.render,
    # A seed document that makes no sense is said at once, and its users are there from the beginning.
    waits_for_requests=_waits_for_requests,
)

__all__ = ["FACE"]
