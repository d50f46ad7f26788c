"""What do the logs of the jobs look like? Literal formats: contract of the Kudu face, section 8."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from azure_scheduler_emulator.clock import Clock
from azure_scheduler_emulator.webjobs.disk.spelling import log_time

#: Above this many bytes a rolling log makes room for a new one.
ROLL_AT = 1_048_576
PREVIOUS = "job_prev_log.txt"
#: Lines of output that a continuous job may write in one run.
OUTPUT_LINES = 200
TOO_MANY_LINES = (
    "Reached maximum allowed output lines for this run, to see all of the job's logs you can enable App Service Logs "
    "option in the Portal."
)


class Level(StrEnum):
    """How a line is marked; all are four characters wide."""

    INFO = "INFO"
    WARN = "WARN"
    ERR = "ERR "


def line(now: datetime, instance: str, mark: str, text: str) -> str:
    """Return one line of a log, which ends as on Windows."""
    return f"[{log_time(now)} > {instance}: {mark}] {text}\r\n"


class JobLog:
    """A log file, written line by line: whoever reads it sees whole lines only."""

    def __init__(self, path: Path, clock: Clock, instance: str, *, rolls: bool = False) -> None:
        """``instance`` is the short name of the site's instance. A log that ``rolls`` does not grow for ever."""
        self.path = path
        self._clock = clock
        self._instance = instance
        self._rolls = rolls
        self._lock = threading.Lock()
        self._muted = False

    def info(self, text: str) -> None:
        """Write a line of the service."""
        self._write([(f"SYS {Level.INFO}", text)])

    def warn(self, text: str) -> None:
        """Write a warning of the service."""
        self._write([(f"SYS {Level.WARN}", text)])

    def error(self, text: str) -> None:
        """Write an error of the service."""
        self._write([(f"SYS {Level.ERR}", text)])

    def output(self, lines: Iterable[tuple[Level, str]]) -> None:
        """Write what a job said."""
        self._write([(level.value, text) for level, text in lines])

    def mute(self) -> None:
        """Write nothing more: the job is being deleted."""
        with self._lock:
            self._muted = True

    def _write(self, lines: list[tuple[str, str]]) -> None:
        now = self._clock.now()
        data = "".join(line(now, self._instance, mark, text) for mark, text in lines).encode("utf-8", "replace")
        with self._lock:
            if self._muted:
                return
            self._roll()
            try:
                self._append(data)
            except FileNotFoundError:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self._append(data)

    def _append(self, data: bytes) -> None:
        with self.path.open("ab") as file:
            file.write(data)

    def _roll(self) -> None:
        if self._rolls and self.path.exists() and self.path.stat().st_size > ROLL_AT:
            self.path.replace(self.path.with_name(PREVIOUS))


class LimitedOutput:
    """Lets the first lines of a run's output through to a log, and says once that there were more."""

    def __init__(self, log: JobLog, limit: int = OUTPUT_LINES) -> None:
        self._log = log
        self._left = limit
        self._told = False

    def __call__(self, lines: list[tuple[Level, str]]) -> None:
        """Take lines of output."""
        shown = lines[: self._left]
        self._left -= len(shown)
        if len(shown) < len(lines) and not self._told:
            self._told = True
            shown = [*shown, (Level.WARN, TOO_MANY_LINES)]
        if shown:
            self._log.output(shown)
