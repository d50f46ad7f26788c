"""What are web jobs among the jobs? The site keeps them on its disk; here they are shown like the jobs of every API.

Their timers are jobs of the engine, which nobody made: a list shows the web job instead.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from azure_scheduler_emulator.clock import Clocks
from azure_scheduler_emulator.domain.azure.collection import CloudService, JobCollection, Plan
from azure_scheduler_emulator.domain.jobs import outlook
from azure_scheduler_emulator.domain.jobs.action import WebJobAction
from azure_scheduler_emulator.domain.jobs.history import Attempt, HistoryEntry, Outcome, Result
from azure_scheduler_emulator.domain.jobs.job import Job, JobDefinition, JobState, JobStatus
from azure_scheduler_emulator.domain.jobs.trigger import AnyOf
from azure_scheduler_emulator.domain.jobs.webjob import WebJobKind, WebJobTask
from azure_scheduler_emulator.domain.tenant import JobScope
from azure_scheduler_emulator.service.job_views import JobViews
from azure_scheduler_emulator.service.requests import Stored
from azure_scheduler_emulator.storage.firings import Firing, FiringStatus
from azure_scheduler_emulator.storage.listing import Doings, Edge, Row
from azure_scheduler_emulator.testbed.places import Place

if TYPE_CHECKING:
    from azure_scheduler_emulator.webjobs.running.documents import JobView
    from azure_scheduler_emulator.webjobs.running.runs import Run
    from azure_scheduler_emulator.webjobs.site import Site

#: The face that manages them.
API = "kudu"
_SCOPE = JobScope.own(API, "site")
_STOPPED = frozenset({"Stopped", "Stopping", "Disabling"})


@dataclass(frozen=True, kw_only=True)
class WebJob:
    """A web job, as a job."""

    row: Row
    place: Place
    doings: Doings
    stored: Stored
    action: WebJobAction


class WebJobs:
    """The web jobs of the site, if there is one."""

    def __init__(self, site: Site | None, views: JobViews, clocks: Clocks) -> None:
        self._site = site
        self._views = views
        self._clocks = clocks

    def all(self) -> list[WebJob]:
        """Return every web job."""
        site = self._site
        if site is None:
            return []
        timers = {job.name.casefold(): job for job in self._views.all_of(_SCOPE) if _runs(job)}
        return [
            self._web_job(site, view, timers.get(view.name.casefold()) if kind is WebJobKind.TRIGGERED else None)
            for kind in WebJobKind
            for view in site.catalogue.views(kind)
        ]

    def find(self, job_id: str) -> WebJob | None:
        """Return the web job of that identity, or None."""
        return next((each for each in self.all() if each.row.id == job_id), None)

    def firings(self, job: WebJob) -> list[Firing]:
        """Return the runs of a web job, newest first; what runs is one without an end."""
        runs = self._runs(job.action)
        return [
            Firing(
                occurrence=len(runs) - number,
                status=_status(run),
                tries=[self._entry(job, run, len(runs) - number)] if run.status.final else [],
            )
            for number, run in enumerate(runs)
        ]

    def _runs(self, action: WebJobAction) -> Sequence[Run]:
        if self._site is None or action.kind is not WebJobKind.TRIGGERED:
            return ()
        return self._site.triggered.history(action.job) or ()

    def _web_job(self, site: Site, view: JobView, timer: Job | None) -> WebJob:
        action = WebJobAction(job=view.name, kind=view.kind, task=WebJobTask.RUN)
        runs = self._runs(action)
        ended = [run for run in runs if run.status.final]
        status = str(getattr(view, "status", ""))
        off = status in _STOPPED
        row = Row(
            id=_identity(view.kind, view.name),
            name=view.name,
            api=API,
            collection_id="",
            state=JobState.DISABLED if off else JobState.ENABLED,
            suspended=False,
            target=view.run_command,
            words=_words(view.kind, timer),
            clock="",
            next_due=timer.next_due if timer else None,
            last_execution=runs[0].start if runs else None,
            executions=len(runs),
            failures=sum(not _succeeded(run) for run in ended),
            faults=0,
            created_at=_made(site, view),
            edge=Edge(0, ""),
        )
        running = status == "Running" if view.kind is WebJobKind.CONTINUOUS else len(ended) < len(runs)
        last = ("completed" if _succeeded(ended[0]) else "failed") if ended else ""
        return WebJob(
            row=row,
            place=Place(subscription=API, group=_SCOPE.group, collection=str(view.kind), collection_id=""),
            doings=Doings(last_status=last, running=int(running)),
            stored=_stored(row, action, timer, view.kind),
            action=action,
        )

    def _entry(self, job: WebJob, run: Run, number: int) -> HistoryEntry:
        result = Result(
            succeeded=_succeeded(run),
            message=f"WebJob '{run.job}' - {run.status}.",
            request={"job": run.job, "trigger": run.trigger},
            response={"run": run.id, "status": run.status.value},
        )
        attempt = Attempt(job_id=job.row.id, occurrence=number, expected_at=run.start, due_at=run.start)
        outcome = Outcome(result=result, started_at=run.start, finished_at=run.end or self._clocks.shared.now())
        return HistoryEntry(attempt=attempt, outcome=outcome, job_state=job.row.state.value)


def _identity(kind: WebJobKind, name: str) -> str:
    """Return what a web job is known by: the same for as long as there is one of that name."""
    text = f"{API}/{kind}/{name.casefold()}"
    return hashlib.md5(text.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()


def _runs(timer: Job) -> bool:
    action = timer.definition.action
    return isinstance(action, WebJobAction) and action.task is WebJobTask.RUN


def _words(kind: WebJobKind, timer: Job | None) -> str:
    if kind is WebJobKind.CONTINUOUS:
        return "Always on"
    return outlook.words(timer.definition.trigger, timer.anchor) if timer else "When it is asked for"


def _succeeded(run: Run) -> bool:
    return run.status.value == "Success"


def _status(run: Run) -> FiringStatus:
    if not run.status.final:
        return FiringStatus.OPEN
    return FiringStatus.COMPLETED if _succeeded(run) else FiringStatus.FAILED


def _made(site: Site, view: JobView) -> datetime:
    folders = site.ground.home.job_folders(view.kind, view.name)
    try:
        return datetime.fromtimestamp(folders[0].stat().st_mtime, UTC)
    except (OSError, IndexError):
        return datetime.fromtimestamp(0, UTC)


def _stored(row: Row, action: WebJobAction, timer: Job | None, kind: WebJobKind) -> Stored:
    job = Job(
        id=row.id,
        collection_id="",
        name=row.name,
        definition=JobDefinition(action=action, trigger=timer.definition.trigger if timer else AnyOf()),
        state=row.state,
        anchor=timer.anchor if timer else row.created_at,
        next_due=row.next_due,
        status=JobStatus(executions=row.executions, failures=row.failures, last_execution=row.last_execution),
        created_at=row.created_at,
        api=API,
    )
    group = CloudService(id="", subscription=API, name=_SCOPE.group, etag="", created_at=row.created_at)
    collection = JobCollection(
        id="", cloud_service_id="", subscription=API, name=str(kind), plan=Plan.NONE, etag="", created_at=row.created_at
    )
    return Stored(group=group, collection=collection, job=job)
