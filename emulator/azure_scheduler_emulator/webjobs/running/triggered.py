"""How does a triggered job run? Once at a time, with a history (contract of the Kudu face, sections 4.5, 4.6, 6.2)."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from azure_scheduler_emulator.domain.errors import ConflictError, NotFoundError
from azure_scheduler_emulator.domain.jobs.webjob import WebJobKind
from azure_scheduler_emulator.machine import monotonic
from azure_scheduler_emulator.webjobs.disk import home, names, spelling
from azure_scheduler_emulator.webjobs.disk.logs import JobLog, Level
from azure_scheduler_emulator.webjobs.disk.scripts import Script
from azure_scheduler_emulator.webjobs.running import runs
from azure_scheduler_emulator.webjobs.running.launching import CannotStart, Ground, Launch, launch
from azure_scheduler_emulator.webjobs.running.processes import Process
from azure_scheduler_emulator.webjobs.running.runs import Run, RunStatus

KIND = WebJobKind.TRIGGERED
ALREADY_RUNNING = "Cannot start a new run since job is already running."
STOPPED = 'WebJobs are currently in "stopped" state.'
LOCK = "triggeredJob.lock"

#: Told of each run that ended.
Listener = Callable[[Run], None]


class ActiveRun:
    """A run that has not ended."""

    def __init__(self, run: Run, log: JobLog) -> None:
        self.run = run
        self.log = log
        self.done = threading.Event()
        self.process: Process | None = None
        self.aborted = False
        self._lock = threading.Lock()

    def attach(self, process: Process) -> None:
        """Take the process of the run; it is killed if the run was aborted meanwhile."""
        with self._lock:
            self.process = process
            if self.aborted:
                process.kill()

    def abort(self) -> None:
        """Kill the run's process, or see to it that it dies as soon as there is one."""
        with self._lock:
            self.aborted = True
            if self.process is not None:
                self.process.kill()


class TriggeredJobs:
    """Runs triggered jobs and reads their history."""

    def __init__(self, ground: Ground, listener: Listener) -> None:
        self._ground = ground
        self._listener = listener
        self._lock = threading.Lock()
        self._active: dict[str, ActiveRun] = {}
        self._closing = False

    def run(self, name: str, trigger: str, arguments: str = "") -> ActiveRun:
        """Start a run, whose folder and status are there on return.

        Raises:
            NotFoundError: there is no such job, or nothing in it can be run.
            ConflictError: it is running, or no job may run at present.
            OSError: its history cannot be written.
        """
        script = self._ground.script(KIND, name)
        if script is None:
            raise NotFoundError(f"There is no triggered WebJob called '{name}'.")
        name = script.job_folder.name
        with self._lock:
            if self._closing or self._ground.settings.stopped:
                raise ConflictError(STOPPED)
            if names.fold(name) in self._active:
                raise ConflictError(ALREADY_RUNNING)
            active = self._prepare(name, trigger)
            self._active[names.fold(name)] = active
        threading.Thread(
            target=self._carry_out, args=(active, script, arguments), name=f"webjob-run-{name}", daemon=True
        ).start()
        return active

    def history(self, name: str) -> list[Run] | None:
        """Return the runs of a job, newest first; None if nothing was ever written about it."""
        folder = self._ground.home.data_folder(KIND, name)
        if not folder.is_dir():
            return None
        found = (self._read(folder.name, each, newest=n == 0) for n, each in enumerate(runs.ids(folder)))
        return [run for run in found if run is not None]

    def newest(self, name: str) -> Run | None:
        """Return the newest run of a job, or None."""
        folder = self._ground.home.data_folder(KIND, name)
        found = (self._read(folder.name, each, newest=n == 0) for n, each in enumerate(runs.ids(folder)))
        return next((run for run in found if run is not None), None)

    def get(self, name: str, id: str) -> Run | None:
        """Return one run, or None."""
        known = runs.ids(self._ground.home.data_folder(KIND, name))
        return self._read(name, id, newest=known[0] == id) if id in known else None

    def forget(self, name: str) -> None:
        """Kill the run of a job that is being deleted; nothing more is written about it."""
        with self._lock:
            active = self._active.get(names.fold(name))
        if active is not None:
            active.log.mute()
            active.abort()
            active.done.wait()

    def stop(self, wait: float) -> None:
        """Let no run start; give those that run up to ``wait`` seconds, then kill them. Can be taken back."""
        with self._lock:
            self._closing = True
            left = list(self._active.values())
        deadline = monotonic() + wait
        for active in left:
            active.done.wait(max(0.0, deadline - monotonic()))
        for active in left:
            if not active.done.is_set():
                active.abort()
        for active in left:
            active.done.wait()

    def resume(self) -> None:
        """Let runs start again."""
        with self._lock:
            self._closing = False

    def _prepare(self, name: str, trigger: str) -> ActiveRun:
        folder = self._ground.home.data_folder(KIND, name)
        folder.mkdir(parents=True, exist_ok=True)
        self._trim(name)
        start = self._ground.runtime.clock.now()
        id = _free_id(folder, start)
        run = Run(id=id, job=name, folder=folder / id, status=RunStatus.INITIALIZING, trigger=trigger, start=start)
        run.folder.mkdir()
        runs.write(run)
        (folder / LOCK).touch()
        log = self._ground.log(run.folder / runs.OUTPUT)
        log.info(f"Status changed to {run.status}")
        return ActiveRun(run, log)

    def _trim(self, name: str) -> None:
        """Make room in the history for one more run."""
        folder = self._ground.home.data_folder(KIND, name)
        for old in runs.ids(folder)[max(0, self._ground.settings.history_size - 1) :]:
            home.remove(folder / old)

    def _carry_out(self, active: ActiveRun, script: Script, arguments: str) -> None:
        def running() -> None:
            self._set(active, replace(active.run, status=RunStatus.RUNNING))
            active.log.info(f"Status changed to {RunStatus.RUNNING}")

        what = Launch(
            kind=KIND,
            name=active.run.job,
            script=script,
            log=active.log,
            arguments=arguments,
            environment={"WEBJOBS_RUN_ID": active.run.id},
            idle_limit=self._ground.settings.idle_timeout,
        )
        problem = None
        try:
            process = launch(self._ground, what, active.log.output, running, lambda: None)
            active.attach(process)
            process.done.wait()
            problem = _problem(process, f"{script.name} {arguments}".strip(), active.log)
        except CannotStart as error:
            problem = f"WebJob run failed due to: {error}"
        except (OSError, ValueError) as error:
            active.log.output([(Level.ERR, str(error))])
            problem = f"WebJob run failed due to: {error}"
        finally:
            self._conclude(active, problem)

    def _conclude(self, active: ActiveRun, problem: str | None) -> None:
        status = RunStatus.STOPPED if active.aborted else RunStatus.FAILED if problem else RunStatus.SUCCESS
        ended = replace(active.run, status=status, end=self._ground.runtime.clock.now())
        with suppress(OSError):
            active.log.info(f"Status changed to {status}")
            if problem and not active.aborted:
                active.log.error(problem)
        # Together, so that whoever sees the run ended can start another.
        with self._lock:
            self._set(active, ended)
            self._active.pop(names.fold(ended.job), None)
            home.remove(ended.folder.parent / LOCK)
        self._listener(ended)
        active.done.set()

    def _set(self, active: ActiveRun, run: Run) -> None:
        active.run = run
        # The folder may have been deleted by a client; then there is nobody to tell.
        with suppress(OSError):
            if run.folder.is_dir():
                runs.write(run)

    def _read(self, job: str, id: str, *, newest: bool) -> Run | None:
        folder = self._ground.home.data_folder(KIND, job)
        run = runs.read(folder / id, folder.name)
        if run is None or run.status.final:
            return run
        with self._lock:
            active = self._active.get(names.fold(job))
        if newest and active is not None and active.run.id == id:
            return run
        # It may have ended since its status was read.
        again = runs.read(folder / id, folder.name)
        return again if again and again.status.final else replace(run, status=RunStatus.ABORTED)


def _problem(process: Process, command: str, log: JobLog) -> str | None:
    """Return the words for a run that failed, or None."""
    if process.idle_for is not None:
        text = (
            f"Command '{command}' was aborted due to no output nor CPU activity for {process.idle_for:.0f} seconds. "
            "You can increase the SCM_COMMAND_IDLE_TIMEOUT app setting (or WEBJOBS_IDLE_TIMEOUT if this is a WebJob) "
            "if needed."
        )
        log.output([(Level.ERR, text)])
        return text
    return f"Job failed due to exit code {process.shown_code}" if process.exit_code else None


def _free_id(folder: os.PathLike[str], start: datetime) -> str:
    """Return the identity for a run: its start, or a little later if the clock stands still."""
    while os.path.lexists(os.path.join(folder, spelling.run_id(start))):  # noqa: PTH118 - the type of any path
        start += timedelta(microseconds=100)
    return spelling.run_id(start)
