"""What does the site with the web jobs do? It watches their files, keeps them running, and answers for them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from azure_scheduler_emulator.domain.jobs.action import WebJobAction
from azure_scheduler_emulator.domain.jobs.history import Result
from azure_scheduler_emulator.domain.jobs.webjob import WebJobKind, WebJobTask
from azure_scheduler_emulator.machine import monotonic
from azure_scheduler_emulator.webjobs.catalogue import Catalogue, Key
from azure_scheduler_emulator.webjobs.deploying.deployments import Deployments
from azure_scheduler_emulator.webjobs.disk import job_settings, names
from azure_scheduler_emulator.webjobs.disk.credentials import Credentials, keep
from azure_scheduler_emulator.webjobs.disk.scripts import Script
from azure_scheduler_emulator.webjobs.hooks import FINISHED, Hooks, Post
from azure_scheduler_emulator.webjobs.running import documents
from azure_scheduler_emulator.webjobs.running.commands import Commands
from azure_scheduler_emulator.webjobs.running.continuous import ContinuousJob
from azure_scheduler_emulator.webjobs.running.launching import SITE_NAME, Ground
from azure_scheduler_emulator.webjobs.running.runs import Run, RunStatus
from azure_scheduler_emulator.webjobs.running.schedules import Schedules
from azure_scheduler_emulator.webjobs.running.triggered import ActiveRun, TriggeredJobs
from azure_scheduler_emulator.webjobs.timers import Timers

#: How often the disk is looked at, in seconds: whatever comes through the API is noticed at once.
LOOK_EVERY = 1.0
#: How many seconds of real time an attempt waits for its run to end, as an HTTP action waits for its answer.
PATIENCE = 60.0
SHUTTING_DOWN = "WebJob is stopping due to website shutting down"

log = logging.getLogger(__name__)


class Site:
    """The web jobs of one home."""

    def __init__(
        self, ground: Ground, timers: Timers, post: Post, delay: timedelta, credentials: Credentials | None
    ) -> None:
        """``delay`` is how long the files of a job must be left alone before a change takes effect.

        Without ``credentials`` the site keeps some that are made up when it first starts.
        """
        self.ground = ground
        self.credentials = credentials
        self.triggered = TriggeredJobs(ground, self._finished)
        self.catalogue = Catalogue(ground, self.triggered)
        self.hooks = Hooks(ground.home.private / "hooks.json", ground.runtime.new_id, post)
        self.commands = Commands(ground)
        self.deployments = Deployments(ground.home, ground.runtime, self.changing, delay)
        self._timers = timers
        self._delay = delay
        self._schedules = Schedules(ground, self.triggered, timers)
        #: Held by whoever changes files of jobs, so that the watcher does not see half a job.
        self._changing = threading.RLock()
        self._continuous: dict[str, ContinuousJob] = {}
        #: Jobs that were deleted and may not have ended yet.
        self._leaving: list[ContinuousJob] = []
        self._seen: dict[Key, object] = {}
        #: Jobs whose files have changed, or that were started or stopped, since they were looked after.
        self._updated: set[Key] = set()
        self._stop = threading.Event()
        self._watcher: threading.Thread | None = None
        #: What addresses begin with, as the last client spelled it.
        self.base = ""

    @property
    def name(self) -> str:
        """What the site is called, as its jobs are told."""
        return self.ground.settings.get("WEBSITE_SITE_NAME") or SITE_NAME

    def start(self) -> None:
        """Take up every job there is, and begin to watch."""
        self.ground.home.prepare()
        self.credentials = self.credentials or keep(self.ground.home.private)
        self._timers.clear()
        self.triggered.resume()
        self._stop.clear()
        with self._changing:
            self._compare(timedelta())
        self._watcher = threading.Thread(target=self._watch, name="webjobs-watcher", daemon=True)
        self._watcher.start()

    def stop(self, grace: float) -> None:
        """End every process, within ``grace`` seconds by itself or else killed; files stay as they are."""
        self._stop.set()
        if self._watcher is not None:
            self._watcher.join()
            self._watcher = None
        with self._changing:
            leaving = [*self._continuous.values(), *self._leaving]
            for job in self._continuous.values():
                job.close(reason=SHUTTING_DOWN if job.wanted else "")
            self._continuous.clear()
            self._leaving.clear()
            self._seen.clear()
            self._updated.clear()
            self._schedules.clear()
        deadline = monotonic() + grace
        self.commands.stop()
        self.triggered.stop(grace)
        for job in leaving:
            if not job.join(max(0.0, deadline - monotonic())):
                job.kill()
        for job in leaving:
            job.join(None)
        self.hooks.stop()
        self.ground.guard.stop()
        self.ground.copies.clear()
        self.ground.job_settings.clear()
        self.ground.home.clear_temp()

    def forget(self) -> None:
        """Delete the jobs that came through the API, all that is written about runs, the settings and the hooks."""
        self.catalogue.forget()
        self.deployments.records.clear()
        self.ground.settings.clear()
        self.hooks.clear()

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Have a client change files of jobs, and nobody else meanwhile; then look after what was changed."""
        with self._changing:
            before = self.catalogue.folders()
            try:
                yield
            finally:
                self.catalogue.note_made(self.catalogue.folders() - before)
                self._compare(self._delay)

    def delete(self, kind: WebJobKind, name: str) -> None:
        """Delete a job with its history, and end what runs of it; without a folder, nothing happens."""
        with self.changing():
            if not self.ground.home.job_folders(kind, name):
                return
            if kind is WebJobKind.TRIGGERED:
                self.triggered.forget(name)
                self._schedules.forget(name)
            else:
                self._dismiss(name)
            self.catalogue.delete(kind, name)

    def set_enabled(self, name: str, enabled: bool) -> None:
        """Start or stop a continuous job.

        Raises:
            NotFoundError: there is no such job.
            OSError: that cannot be written down.
        """
        with self.changing():
            self.catalogue.set_enabled(name, enabled)
            job = self._continuous.get(names.fold(name))
            if job is not None and not enabled:
                job.disable()

    def settings_changed(self) -> None:
        """Have every job look at the settings of the site anew."""
        with self.changing():
            for kind, name in list(self._seen):
                self._refresh(kind, name)

    def port(self, name: str) -> int:
        """Return where a continuous job listens, or 0."""
        job = self._continuous.get(names.fold(name))
        return job.port if job else 0

    def fire(self, action: WebJobAction, expected: datetime) -> Result:
        """Do what the engine says is due, and tell what came of it."""
        if action.task is WebJobTask.RUN:
            active = self._schedules.fire(action.job, expected)
            return _skipped(action) if active is None else _result(active)
        if action.task is WebJobTask.REPORT and action.kind is WebJobKind.TRIGGERED:
            self._schedules.report(action.job)
        if action.task is WebJobTask.REFRESH:
            with self._changing:
                self._refresh(action.kind, action.job)
        job = self._continuous.get(names.fold(action.job))
        if job is not None and action.task is WebJobTask.RESTART:
            job.wake()
        if job is not None and action.task is WebJobTask.REPORT:
            job.report()
        return Result(succeeded=True, message=f"WebJob '{action.job}' - {action.task}.")

    def _watch(self) -> None:
        while not self._stop.wait(LOOK_EVERY):
            try:
                with self._changing:
                    self._compare(self._delay)
            except Exception:
                log.exception("the web jobs could not be looked at; tried again")

    def _compare(self, delay: timedelta) -> None:
        """Look after each job whose folder is not what it was."""
        found = self.catalogue.fingerprints()
        seen, self._seen = self._seen, dict(found)
        for key in {**seen, **found}:
            before, after = seen.get(key), found.get(key)
            if before != after:
                if _state(before) != _state(after):
                    self._updated.add(key)
                name = after[0] if after else key[1]
                if delay:
                    self._timers.at(key[0], name, WebJobTask.REFRESH, self.ground.runtime.clock.now() + delay)
                else:
                    self._refresh(key[0], name)

    def _refresh(self, kind: WebJobKind, name: str) -> None:
        """Bring a job into the state that its files ask for."""
        key = (kind, names.fold(name))
        updated = key in self._updated
        self._updated.discard(key)
        if kind is WebJobKind.TRIGGERED:
            self._schedules.refresh(name)
            return
        script = self.ground.script(kind, name)
        if script is None:
            self._dismiss(name)
            return
        job = self._continuous.get(key[1])
        new = job is None
        if job is None:
            job = ContinuousJob(self.ground, self._timers, script.job_folder.name, self._predecessor(name))
            self._continuous[key[1]] = job
        if updated:
            self._tell_of_change(job, script, new=new)
        if job_settings.is_disabled(script.folder) or self.ground.settings.stopped:
            job.stop()
        elif new or not job.wanted:
            job.start()
        elif updated:
            job.restart()

    def _tell_of_change(self, job: ContinuousJob, script: Script, *, new: bool) -> None:
        if not new:
            job.log.info("Detected WebJob file/s were updated, refreshing WebJob")
        problem = self.ground.job_settings.problem(script.folder)
        if problem:
            job.log.error(problem)

    def _dismiss(self, name: str) -> None:
        job = self._continuous.pop(names.fold(name), None)
        if job is not None:
            job.close(silent=True)
            self._leaving = [other for other in self._leaving if not other.join(0)] + [job]

    def _predecessor(self, name: str) -> ContinuousJob | None:
        same = [job for job in self._leaving if names.same(job.name, name)]
        return same[-1] if same else None

    def _finished(self, run: Run) -> None:
        document = documents.run(run, self.base, self.ground.runtime.clock.now())
        if not self.base:
            document = {name: value for name, value in document.items() if not name.endswith("url")}
        self.hooks.tell(FINISHED, document)


def _state(fingerprint: object) -> object:
    """Return all of a fingerprint but the job's name."""
    return fingerprint[1:] if isinstance(fingerprint, tuple) else None


def _skipped(action: WebJobAction) -> Result:
    message = f"WebJob '{action.job}' - Not run: it is running, has run meanwhile, or has no schedule any more."
    return Result(succeeded=True, message=message, request={"job": action.job})


def _result(active: ActiveRun) -> Result:
    """Wait for a run to end, for a while, and tell how it did."""
    ended = active.done.wait(PATIENCE)
    run = active.run
    request = {"job": run.job, "trigger": run.trigger}
    exit_code = active.process.exit_code if active.process else None
    response = {"run": run.id, "status": run.status.value, "exitCode": exit_code}
    if not ended:
        return Result(
            succeeded=True, message=f"WebJob '{run.job}' - Still running.", request=request, response=response
        )
    return Result(
        succeeded=run.status is RunStatus.SUCCESS,
        message=f"WebJob '{run.job}' - {run.status}.",
        request=request,
        response=response,
    )
