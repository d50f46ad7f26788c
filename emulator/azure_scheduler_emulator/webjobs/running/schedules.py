"""When does a triggered job run by itself? (contract of the Kudu face, section 7)"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from azure_scheduler_emulator.domain import cron
from azure_scheduler_emulator.domain.cron import CronError, CronExpression, Dialect
from azure_scheduler_emulator.domain.cron.missed import resume
from azure_scheduler_emulator.domain.errors import ConflictError, NotFoundError
from azure_scheduler_emulator.domain.jobs.webjob import WebJobKind, WebJobTask
from azure_scheduler_emulator.webjobs.disk import job_settings, names, spelling
from azure_scheduler_emulator.webjobs.disk.logs import JobLog
from azure_scheduler_emulator.webjobs.running.launching import Ground
from azure_scheduler_emulator.webjobs.running.triggered import ActiveRun, TriggeredJobs
from azure_scheduler_emulator.webjobs.timers import Timers

KIND = WebJobKind.TRIGGERED
LOG = "job_scheduler.log"
#: As long as the service lets a timer wait before it looks again.
LONGEST_WAIT = timedelta(days=40)


@dataclass(frozen=True)
class Schedule:
    """When a job runs."""

    expression: CronExpression
    zone: ZoneInfo


class Schedules:
    """Sets the timers of the triggered jobs, and runs those whose timer rings."""

    def __init__(self, ground: Ground, jobs: TriggeredJobs, timers: Timers) -> None:
        self._ground = ground
        self._jobs = jobs
        self._timers = timers
        #: Jobs that have a schedule, by name in lower case.
        self._known: dict[str, Schedule] = {}
        #: Jobs, likewise, whose wait is said again in between.
        self._reporting: set[str] = set()
        #: Held from before a timer is stored until the log tells of it. Whoever reads the line may move the clock, so
        #: the timer comes first; and what the timer brings about is told after the line.
        self._setting = threading.Lock()

    def refresh(self, name: str) -> None:
        """Read a job's settings and set its timer anew, or take it away."""
        script = self._ground.script(KIND, name)
        settings = {} if script is None else self._ground.job_settings.read(script.folder)
        text = None if self._ground.settings.schedules_disabled else job_settings.schedule(settings)
        expression = None if text is None else self._parse(name, text)
        if expression is None:
            self._remove(name)
        else:
            self._set(name, expression)
        problem = "" if script is None else self._ground.job_settings.problem(script.folder)
        if problem:
            self._log(name).error(problem)

    def fire(self, name: str, expected: datetime) -> ActiveRun | None:
        """Run a job because its timer rang; None if it is running, or has run since ``expected``."""
        expression = self._expression(name)
        if expression is None:
            return None
        active = None if self._ran_since(name, expected) else self._invoke(name, expression)
        self._tell_wait(name, expression)
        return active

    def report(self, name: str) -> None:
        """Note in its log how long a job still waits that has waited as long as a timer of the service can."""
        expression = self._expression(name)
        if expression is not None:
            self._tell_wait(name, expression)

    def forget(self, name: str) -> None:
        """Take a deleted job's timer away; its log is gone with it."""
        if self._known.pop(names.fold(name), None) is not None:
            self._cancel(name)

    def clear(self) -> None:
        """Forget every schedule; the timers are somebody else's to clear."""
        self._known.clear()
        self._reporting.clear()

    def _set(self, name: str, expression: CronExpression) -> None:
        """Set the timer, and say so."""
        now = self._ground.runtime.clock.now()
        zone = self._ground.settings.zone
        newest = self._jobs.newest(name)
        going_on = resume(expression, newest.start if newest else now, now, zone)
        log = self._log(name)
        if going_on.missed and going_on.latest_missed:
            latest = spelling.us_time(going_on.latest_missed)
            log.warn(f"Missed {going_on.missed} schedules, most recent at {latest}")
        with self._setting:
            self._follow(name, Schedule(expression, zone), going_on.at, now)
            wait = self._wait(name, going_on.at, now)
            log.info(f"Scheduling WebJob with {expression.canonical} next schedule expected in {wait}")

    def _follow(self, name: str, schedule: Schedule, until: datetime | None, now: datetime) -> None:
        """Set the timer that runs a job next at ``until``; one that is set already stays, so that nothing is missed."""
        key = names.fold(name)
        before, self._known[key] = self._known.get(key), schedule
        if until is None:
            self._timers.cancel(KIND, name, WebJobTask.RUN)
        elif before != schedule or until <= now:
            self._timers.follow(name, schedule.expression, schedule.zone, at_once=until <= now)

    def _tell_wait(self, name: str, expression: CronExpression) -> None:
        now = self._ground.runtime.clock.now()
        wait = self._wait(name, expression.next_after(now, self._ground.settings.zone), now)
        self._log(name).info(f"Next schedule expected in {wait}")

    def _wait(self, name: str, until: datetime | None, now: datetime) -> str:
        """Return how long it is until a moment, as logs say it: 40 days at most, and then it is said again."""
        wait = LONGEST_WAIT if until is None else min(until - now, LONGEST_WAIT)
        key = names.fold(name)
        if wait == LONGEST_WAIT:
            self._reporting.add(key)
            self._timers.at(KIND, name, WebJobTask.REPORT, now + wait)
        elif key in self._reporting:
            self._reporting.discard(key)
            self._timers.cancel(KIND, name, WebJobTask.REPORT)
        return spelling.span(wait)

    def _remove(self, name: str) -> None:
        if self._known.pop(names.fold(name), None) is not None:
            self._cancel(name)
            self._log(name).info("Removing current schedule from WebJob")

    def _cancel(self, name: str) -> None:
        self._reporting.discard(names.fold(name))
        for task in (WebJobTask.RUN, WebJobTask.REPORT):
            self._timers.cancel(KIND, name, task)

    def _expression(self, name: str) -> CronExpression | None:
        with self._setting:
            known = self._known.get(names.fold(name))
            return known.expression if known else None

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
