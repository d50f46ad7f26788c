"""The Job Scheduler API: callbacks at a date or by a Quartz cron expression, in XML, JSON and plain text.

Emulated: every operation and format of its one published document (contract ``job-scheduler``). The document leaves
much open; what is decided here stands in docs/deviations/job-scheduler.md.
"""

from azure_scheduler_emulator.faces.job_scheduler.app import FACE

__all__ = ["FACE"]
