"""When does a triggered job run by itself? (contract of the Kudu face, section 7)"""

from __future__ import annotations

import threading
from datetime import datetime

from azure_scheduler_emulator.domain import cron
from azure_scheduler_emulator.domain.cron import CronError, CronExpression, Dialect
from azure_scheduler_emulator.domain.cron.missed import resume
from azure_scheduler_emulator.domain.errors import ConflictError, NotFoundError
from azure_scheduler_emulator.domain.jobs.webjob import WebJobKind, WebJobTask
from azure_scheduler_emulator.webjobs.disk import job_settings, spelling
from azure_scheduler_emulator.webjobs.disk.logs import JobLog
from azure_scheduler_emulator.webjobs.running.launching import Ground
from azure_scheduler_emulator.webjobs.running.triggered import ActiveRun, TriggeredJobs
from azure_scheduler_emulator.webjobs.timers import Timers

KIND = WebJobKind.TRIGGERED
LOG = "job_scheduler.log"


class Schedules:
    """Sets the timers of the triggered jobs, and runs those whose timer rings."""

    def __init__(self, ground: Ground, jobs: TriggeredJobs, timers: Timers) -> None:
        self._ground = ground
        self._jobs = jobs
        self._timers = timers
        #: Jobs that have a schedule, by name in lower case.
        self._known: dict[str, CronExpression] = {}
        #: Held from before a timer is stored until the log tells of it. Whoever reads the line may move the clock, so
        #: the timer comes first; and what the timer brings about is told after the line.
        self._setting = threading.Lock()

    def refresh(self, name: str) -> None:
        """Read a job's settings and set its timer anew, or take it away."""
        script = self._ground.script(KIND, name)
        settings = {} if script is None else job_settings.read(script.folder)
        text = "" if self._ground.settings.schedules_disabled else job_settings.schedule(settings)
        expression = self._parse(name, text) if text else None
        if expression is None or not self._set(name, expression):
            self._remove(name)

    def fire(self, name: str, expected: datetime) -> ActiveRun | None:
        """Run a job because its timer rang; None if it is running, or has run since ``expected``."""
        with self._setting:
            expression = self._known.get(name.casefold())
        if expression is None:
            return None
        active = None if self._ran_since(name, expected) else self._invoke(name, expression)
        now = self._ground.runtime.clock.now()
        following = expression.next_after(now, self._ground.settings.zone)
        if following is not None:
            self._log(name).info(f"Next schedule expected in {spelling.span(following - now)}")
        return active

    def forget(self, name: str) -> None:
        """Take a deleted job's timer away; its log is gone with it."""
        if self._known.pop(name.casefold(), None) is not None:
            self._timers.cancel(KIND, name, WebJobTask.RUN)

    def clear(self) -> None:
        """Forget every schedule; the timers are somebody else's to clear."""
        self._known.clear()

    def _set(self, name: str, expression: CronExpression) -> bool:
        """Set the timer; tell whether the expression has anything to wait for."""
        now = self._ground.runtime.clock.now()
        zone = self._ground.settings.zone
        newest = self._jobs.newest(name)
        going_on = resume(expression, newest.start if newest else now, now, zone)
        log = self._log(name)
        if going_on.missed and going_on.latest_missed:
            latest = spelling.us_time(going_on.latest_missed)
            log.warn(f"Missed {going_on.missed} schedules, most recent at {latest}")
        if going_on.at is None:
            return False
        wait = spelling.span(going_on.at - now)
        with self._setting:
            self._known[name.casefold()] = expression
            self._timers.follow(name, expression, zone, at_once=going_on.at <= now)
            log.info(f"Scheduling WebJob with {expression.canonical} next schedule expected in {wait}")
        return True

    def _remove(self, name: str) -> None:
        if self._known.pop(name.casefold(), None) is not None:
            self._timers.cancel(KIND, name, WebJobTask.RUN)
            self._log(name).info("Removing current schedule from WebJob")

    def _parse(self, name: str, text: str) -> CronExpression | None:
        try:
            return cron.parse(text, Dialect.NCRONTAB)
        except CronError as error:
            self._log(name).error(f'Failed to parse schedule "{text}". Error: {error}')
            return None

    def _ran_since(self, name: str, expected: datetime) -> bool:
        newest = self._jobs.newest(name)
        return newest is not None and newest.start >= expected

    def _invoke(self, name: str, expression: CronExpression) -> ActiveRun | None:
        try:
            active = self._jobs.run(name, f"Schedule - {expression.canonical}")
        except (ConflictError, NotFoundError):
            return None
        self._log(name).info("WebJob invoked")
        return active

    def _log(self, name: str) -> JobLog:
        return self._ground.log(self._ground.home.data_folder(KIND, name) / LOG, rolls=True)
