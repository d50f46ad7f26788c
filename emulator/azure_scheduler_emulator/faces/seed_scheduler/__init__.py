"""The Seed Scheduler 0.10.3: token users, and schedules by crontab or interval that post JSON to an endpoint.

Emulated: the core API under ``/api/v1/``, the helpers under ``/api/``, and the few undocumented paths that its real
server has beside (contract ``seed-scheduler``). Not emulated: its HTML pages (``/admin/``, ``/docs/``, ``/api/auth/``,
the browsable API). What differs from the real server stands in docs/deviations/seed-scheduler.md.
"""

from azure_scheduler_emulator.faces.seed_scheduler.app import FACE

__all__ = ["FACE"]
