"""How does a continuous job run? Again and again, on a thread of its own (contract of the Kudu face, section 6.3)."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from azure_scheduler_emulator.domain.jobs.webjob import WebJobKind, WebJobTask
from azure_scheduler_emulator.webjobs.disk import home, job_settings, spelling
from azure_scheduler_emulator.webjobs.disk.logs import JobLog, LimitedOutput
from azure_scheduler_emulator.webjobs.running.launching import CannotStart, Ground, Launch, launch
from azure_scheduler_emulator.webjobs.running.processes import Process
from azure_scheduler_emulator.webjobs.running.singleton import SingletonLock
from azure_scheduler_emulator.webjobs.running.statuses import Status, StatusBoard
from azure_scheduler_emulator.webjobs.timers import Timers

KIND = WebJobKind.CONTINUOUS
#: A process that lived for so long is started again at once.
LONG_LIFE = timedelta(minutes=2)
STOPPING_WAIT = 5
#: How often, in seconds, an instance that may not run looks whether it may.
SINGLETON_RETRY = 5
FIRST_REPORT, NEXT_REPORT = timedelta(hours=1), timedelta(hours=12)


class ContinuousJob:
    """A continuous job and the thread that keeps it running."""

    def __init__(self, ground: Ground, timers: Timers, name: str, predecessor: ContinuousJob | None = None) -> None:
        """``predecessor`` is a job of the same name that was deleted and may not have ended yet."""
        self.name = name
        #: Where the job may listen, for requests that are passed through.
        self.port = 0
        self._ground = ground
        self._timers = timers
        self._predecessor = predecessor
        self._board = StatusBoard(ground, name)
        self._lock = SingletonLock(self._board.folder)
        self._singleton: bool | None = None
        self._patience = STOPPING_WAIT
        #: Guards what follows; notified when any of it changes.
        self._news = threading.Condition()
        self._wanted = False
        self._interrupted = False
        self._woken = False
        self._closed = False
        self._hurry = False
        #: Whether the present session has said that it is stopping.
        self._stopping = False
        self._running = False
        self._thread = threading.Thread(target=self._serve, name=f"webjob-continuous-{name}", daemon=True)
        self._thread.start()

    @property
    def wanted(self) -> bool:
        """Whether it is meant to run."""
        return self._wanted

    def start(self) -> None:
        """Run, if it does not."""
        self._tell(wanted=True)

    @property
    def log(self) -> JobLog:
        """Where it says how it gets on."""
        return self._board.log

    def restart(self) -> None:
        """Stop and start again: its files changed."""
        self._tell(wanted=True, interrupted=True)

    def disable(self) -> None:
        """Say that it is going to be stopped."""
        if self._wanted:
            self._board.show(Status.DISABLING)

    def stop(self) -> None:
        """Stop it; it can be started again."""
        self._tell(wanted=False, interrupted=True)

    def wake(self) -> None:
        """End its wait for a restart."""
        self._tell(woken=True)

    def report(self) -> None:
        """Note in its log that it is still running."""
        if self._running:
            # Before anybody is told: whoever reads it may move the clock.
            self._ring(WebJobTask.REPORT, NEXT_REPORT)
            self._board.log.info("WebJob is still running")

    def close(self, *, reason: str = "", silent: bool = False) -> None:
        """Stop it for good; ``silent`` leaves no trace of it on the disk. ``join`` waits for the end."""
        if silent:
            self._board.silence()
        if reason:
            self._board.log.info(reason)
        self._tell(wanted=False, interrupted=True, closed=True)

    def join(self, wait: float | None) -> bool:
        """Wait for the end of a closed job; tell whether it came."""
        self._thread.join(wait)
        return not self._thread.is_alive()

    def kill(self) -> None:
        """Wait no longer for its process to end by itself."""
        self._tell(hurry=True)

    def _tell(self, **flags: bool) -> None:
        with self._news:
            for name, value in flags.items():
                setattr(self, f"_{name}", value)
            self._news.notify_all()

    def _wait(self, until: Callable[[], object], seconds: float | None = None) -> None:
        with self._news:
            self._news.wait_for(until, seconds)

    def _serve(self) -> None:
        if self._predecessor is not None:
            self._predecessor.join(None)
            self._predecessor = None
        while True:
            with self._news:
                self._news.wait_for(lambda: self._closed or self._wanted or self._interrupted)
                if self._closed:
                    return
                wanted = self._wanted
                self._interrupted = self._stopping = False
            if wanted:
                self._session()
            else:
                # Stopped before it began, or again.
                with suppress(OSError):
                    self._board.show(Status.STOPPED)

    def _session(self) -> None:
        """Run until somebody interrupts."""
        try:
            self._board.show(Status.STARTING)
            self._board.warn_of_sleep()
            while not self._interrupted:
                if self._may_run():
                    self._run_once()
        except OSError as error:
            # The disk is full, or somebody deletes the folder this very moment: tried again when something changes.
            with suppress(OSError):
                self._board.log.error(f"WebJob run failed due to: {error}")
            self._wait(lambda: self._interrupted)
        finally:
            self._say_stopping()
            self._release()
            if not self._closed:
                for task in (WebJobTask.RESTART, WebJobTask.REPORT):
                    self._timers.cancel(KIND, self.name, task)
            with suppress(OSError):
                self._board.show(Status.STOPPED)

    def _may_run(self) -> bool:
        """Get hold of the lock of a singleton; wait a while if another instance has it."""
        script = self._ground.script(KIND, self.name)
        wanted = script is not None and job_settings.singleton(self._ground.job_settings.read(script.folder))
        if self._singleton is None:
            self._board.log.info(f"WebJob singleton setting is {wanted}")
        elif self._singleton != wanted:
            self._board.log.info(f"WebJob singleton setting changed from {self._singleton} to {wanted}")
        self._singleton = wanted
        if not wanted:
            self._release()
            return True
        if self._lock.held:
            return True
        if self._lock.acquire():
            self._board.log.info("WebJob singleton lock is acquired")
            return True
        self._board.show(Status.INACTIVE)
        self._wait(lambda: self._interrupted, SINGLETON_RETRY)
        return False

    def _release(self) -> None:
        if self._lock.held:
            self._lock.release()
            self._board.log.info("WebJob singleton lock is released")

    def _run_once(self) -> None:
        began = self._ground.runtime.clock.now()
        shutdown = self._shutdown_file()
        try:
            process = self._launch(shutdown)
            try:
                self._attend(process, shutdown)
            finally:
                process.kill()
        except (CannotStart, OSError, ValueError) as error:
            self._board.log.error(f"WebJob run failed due to: {error}")
        finally:
            self._running = False
        home.remove(shutdown.parent)
        if not self._interrupted:
            lived = self._ground.runtime.clock.now() - began
            self._pause(timedelta() if lived >= LONG_LIFE else self._ground.settings.restart_time)

    def _launch(self, shutdown: Path) -> Process:
        script = self._ground.script(KIND, self.name)
        if script is None:
            raise CannotStart("No runnable script file was found.")
        self._stopping_wait()
        self.port = _free_port()
        what = Launch(
            kind=KIND,
            name=self.name,
            script=script,
            log=self._board.log,
            environment={"WEBJOBS_SHUTDOWN_FILE": str(shutdown), "WEBJOBS_PORT": str(self.port)},
        )
        return launch(self._ground, what, LimitedOutput(self._board.log), self._say_running, self._tell)

    def _attend(self, process: Process, shutdown: Path) -> None:
        """Stay with a process until it has ended, by itself or by us."""
        self._wait(lambda: process.done.is_set() or self._interrupted)
        if process.done.is_set():
            self._tell_end(process)
            return
        self._say_stopping()
        now = self._ground.runtime.clock.now()
        shutdown.write_text(spelling.us_time(now), encoding="utf-8")
        self._wait(lambda: process.done.is_set() or self._hurry, self._stopping_wait())
        if process.done.is_set():
            self._tell_end(process)
        else:
            process.kill()
            process.done.wait()
            self._board.log.info("WebJob process was aborted")

    def _say_running(self) -> None:
        self._running = True
        self._ring(WebJobTask.REPORT, FIRST_REPORT)
        self._board.show(Status.RUNNING)

    def _say_stopping(self) -> None:
        if not self._stopping:
            self._stopping = True
            with suppress(OSError):
                self._board.show(Status.STOPPING)

    def _tell_end(self, process: Process) -> None:
        if process.exit_code:
            self._board.log.error(f"Job failed due to exit code {process.shown_code}")
        else:
            self._board.show(Status.SUCCESS)

    def _pause(self, wait: timedelta) -> None:
        """Wait, by the emulator's clock, before the next start."""
        self._woken = False
        if wait:
            # Before anybody is told: whoever sees that it waits may move the clock.
            self._ring(WebJobTask.RESTART, wait)
        self._board.log.info(f"Process went down, waiting for {wait.total_seconds():.0f} seconds")
        self._board.show(Status.PENDING_RESTART)
        if wait:
            self._wait(lambda: self._woken or self._interrupted)

    def _ring(self, task: WebJobTask, wait: timedelta) -> None:
        if not self._closed:
            self._timers.at(KIND, self.name, task, self._ground.runtime.clock.now() + wait)

    def _stopping_wait(self) -> float:
        """Return how long the process gets; if its files are gone, what they said when it started."""
        script = self._ground.script(KIND, self.name)
        if script is not None:
            self._patience = job_settings.stopping_wait(self._ground.job_settings.read(script.folder), STOPPING_WAIT)
        return self._patience

    def _shutdown_file(self) -> Path:
        """Return the path of the file that tells the job to end, in an empty folder that the job can watch."""
        name = self._ground.runtime.new_id()[:8]
        folder = self._ground.home.open_temp() / "JobsShutdown" / KIND.value / self.name / name
        folder.mkdir(parents=True)
        return folder / name


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
