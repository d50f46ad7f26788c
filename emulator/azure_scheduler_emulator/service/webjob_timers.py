"""How do web jobs wait? As jobs of the engine, which follow its clock and are in its journal."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import datetime
from zoneinfo import ZoneInfo

from azure_scheduler_emulator.domain.cron import CronExpression
from azure_scheduler_emulator.domain.errors import NotFoundError
from azure_scheduler_emulator.domain.jobs.action import WebJobAction
from azure_scheduler_emulator.domain.jobs.job import JobDefinition, JobState
from azure_scheduler_emulator.domain.jobs.trigger import CronTrigger, Once
from azure_scheduler_emulator.domain.jobs.webjob import WebJobKind, WebJobTask
from azure_scheduler_emulator.domain.tenant import JobScope
from azure_scheduler_emulator.runtime import Runtime
from azure_scheduler_emulator.service.job_views import JobViews
from azure_scheduler_emulator.service.jobs import Jobs
from azure_scheduler_emulator.service.requests import Change

SCOPE = JobScope.own("kudu", "site")


class WebJobTimers:
    """The timers of the web jobs. One for each kind, job and task; a new one takes the place of the old."""

    def __init__(self, jobs: Jobs, views: JobViews, runtime: Runtime) -> None:
        self._jobs = jobs
        self._views = views
        self._runtime = runtime
        self._lock = threading.Lock()

    def at(self, kind: WebJobKind, name: str, task: WebJobTask, moment: datetime) -> None:
        """Ring once, at a moment or at once if that is past."""
        action = WebJobAction(job=name, kind=kind, task=task)
        self._put(action, JobDefinition(action=action, trigger=Once(start=moment), purge=True))

    def follow(self, name: str, expression: CronExpression, zone: ZoneInfo, *, at_once: bool) -> None:
        """Ring for a triggered job whenever an expression says, and first ``at_once``."""
        action = WebJobAction(job=name, kind=WebJobKind.TRIGGERED, task=WebJobTask.RUN)
        trigger = CronTrigger(dialect=expression.dialect, text=expression.text, zone=zone.key)
        self._put(action, JobDefinition(action=action, trigger=trigger))
        if at_once:
            self._jobs.run(self._change(), SCOPE, timer_name(action))

    def cancel(self, kind: WebJobKind, name: str, task: WebJobTask) -> None:
        """Do not ring, if anything was set."""
        with self._lock:
            self._delete(timer_name(WebJobAction(job=name, kind=kind, task=task)))

    def clear(self) -> None:
        """Cancel every timer."""
        with self._lock:
            for job in self._views.all_of(SCOPE):
                self._delete(job.name)

    def _put(self, action: WebJobAction, definition: JobDefinition) -> None:
        with self._lock:
            self._delete(timer_name(action))
            self._jobs.put(self._change(), SCOPE, timer_name(action), definition, JobState.ENABLED)

    def _delete(self, name: str) -> None:
        with suppress(NotFoundError):
            self._jobs.delete(self._change(), SCOPE, name)

    def _change(self) -> Change:
        return Change(tenant=SCOPE.tenant, now=self._runtime.clocks.of(SCOPE.tenant).now())


def timer_name(action: WebJobAction) -> str:
    """Return what a timer is called in the journal: a schedule like its job, others with what they are for."""
    if action.task is WebJobTask.RUN:
        return action.job
    return f"{action.job} ({action.kind} {action.task})"
