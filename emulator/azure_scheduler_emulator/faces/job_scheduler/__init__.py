"""The Job Scheduler API: callbacks at a date or by a Quartz cron expression, in XML, JSON and plain text.

Emulated: every operation and format of its one published document (contract ``job-scheduler``). The document leaves
much open; what is decided here stands in docs/deviations/job-scheduler.md.
"""

from __future__ import annotations

from azure_scheduler_emulator.faces.face import Face, Later
from azure_scheduler_emulator.faces.job_scheduler import paths

_LATER = Later(__name__)

FACE = Face(
    name="job_scheduler",
    title="Job Scheduler API",
    claims=paths.claims,
    create_app=_LATER.create_app,
    refuse=_LATER.refuse,
    render=_LATER.render,
)

__all__ = ["FACE"]
