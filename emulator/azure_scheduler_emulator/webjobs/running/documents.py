"""What do answers and web hooks say about jobs and runs? Keys in the service's order (contract, section 3).

``runCommand`` is the published document's spelling of ``run_command`` (decision 20).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from azure_scheduler_emulator.domain.jobs.webjob import WebJobKind
from azure_scheduler_emulator.webjobs.disk import spelling
from azure_scheduler_emulator.webjobs.running import runs, schedules, statuses
from azure_scheduler_emulator.webjobs.running.runs import Run


@dataclass(frozen=True, kw_only=True)
class JobView:
    """A job as a client sees it at one moment."""

    kind: WebJobKind
    name: str
    run_command: str
    settings: dict[str, Any]
    using_sdk: bool


@dataclass(frozen=True, kw_only=True)
class TriggeredView(JobView):
    """A triggered job."""

    latest_run: Run | None
    #: Whether its scheduler has written anything.
    has_scheduler_log: bool


@dataclass(frozen=True, kw_only=True)
class ContinuousView(JobView):
    """A continuous job."""

    status: str
    detailed_status: str


def job(view: JobView, base: str, now: datetime) -> dict[str, Any]:
    """Return the document of a job; ``base`` is what its addresses begin with, without a slash at the end."""
    if isinstance(view, TriggeredView):
        latest = run(view.latest_run, base, now) if view.latest_run else None
        log = _data_url(base, view.kind, view.name, schedules.LOG) if view.has_scheduler_log else None
        own = {"latest_run": latest, "history_url": f"{_url(base, view)}/history", "scheduler_logs_url": log}
    else:
        assert isinstance(view, ContinuousView)
        log = _data_url(base, view.kind, view.name, statuses.LOG)
        own = {"status": view.status, "detailed_status": view.detailed_status, "log_url": log}
    return {
        **own,
        "name": view.name,
        "run_command": view.run_command,
        "url": _url(base, view),
        "extra_info_url": f"{base}/azurejobs/#/jobs/{view.kind}/{quote(view.name)}",
        "type": view.kind.value,
        "error": None,
        "using_sdk": view.using_sdk,
        "settings": view.settings,
        "runCommand": view.run_command,
    }


def run(value: Run, base: str, now: datetime) -> dict[str, Any]:
    """Return the document of a run."""
    log = _data_url(base, WebJobKind.TRIGGERED, value.job, value.id)
    return {
        "id": value.id,
        "name": value.id,
        "status": value.status.value,
        "start_time": spelling.date(value.start),
        "end_time": spelling.date(value.end),
        "duration": spelling.span(value.duration(now)),
        "output_url": f"{log}/{runs.OUTPUT}" if value.has_output else None,
        "error_url": f"{log}/{runs.ERRORS}" if value.has_errors else None,
        "url": run_url(base, value),
        "job_name": value.job,
        "trigger": value.trigger,
    }


def run_url(base: str, value: Run) -> str:
    """Return the address of a run."""
    return f"{base}/api/triggeredwebjobs/{quote(value.job)}/history/{value.id}"


def _url(base: str, view: JobView) -> str:
    return f"{base}/api/{view.kind}webjobs/{quote(view.name)}"


def _data_url(base: str, kind: WebJobKind, name: str, inner: str) -> str:
    return f"{base}/vfs/data/jobs/{kind}/{quote(name)}/{inner}"
