"""What remains of a run of a triggered job? A folder with a status file and what it said (contract, sections 2, 3)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.time import moment
from azure_scheduler_emulator.webjobs.disk import json_file, names, spelling

OUTPUT = "output_log.txt"
ERRORS = "error_log.txt"
STATUS = "status"
_ID = re.compile(r"\d{14,18}")


class RunStatus(StrEnum):
    """How a run is getting on."""

    INITIALIZING = "Initializing"
    RUNNING = "Running"
    SUCCESS = "Success"
    FAILED = "Failed"
    #: Nobody finished it: the emulator ended before it did.
    ABORTED = "Aborted"
    STOPPED = "Stopped"

    @property
    def final(self) -> bool:
        """Whether nothing more will happen."""
        return self not in (RunStatus.INITIALIZING, RunStatus.RUNNING)


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run, as its folder tells it."""

    id: str
    job: str
    folder: Path
    status: RunStatus
    #: Why it ran: ``External - curl/8.5.0``, ``Schedule - 0 0 0 * * *``.
    trigger: str
    start: datetime
    #: None until it has ended.
    end: datetime | None = None

    @property
    def has_output(self) -> bool:
        """Whether it said anything."""
        return (self.folder / OUTPUT).is_file()

    @property
    def has_errors(self) -> bool:
        """Whether there is a file of errors; older versions of the service wrote one."""
        return (self.folder / ERRORS).is_file()

    def duration(self, now: datetime) -> timedelta:
        """Return how long it took, or has taken up to ``now``."""
        return (self.end or now) - self.start


def write(run: Run) -> None:
    """Write the status file of a run."""
    members = {
        "Trigger": run.trigger,
        "Status": run.status.value,
        "StartTime": spelling.date(run.start),
        "EndTime": spelling.date(run.end) if run.end else None,
    }
    held = {name: value for name, value in members.items() if value}
    json_file.write(run.folder / STATUS, json.dumps(held, separators=(",", ":")).encode())


def read(folder: Path, job: str) -> Run | None:
    """Return the run in a folder, or None if its status cannot be read."""
    held = json_file.read_object(folder / STATUS)
    try:
        end = held.get("EndTime")
        return Run(
            id=folder.name,
            job=job,
            folder=folder,
            status=RunStatus(str(held.get("Status"))),
            trigger=str(held.get("Trigger", "")),
            start=moment.parse(str(held.get("StartTime"))),
            end=moment.parse(end) if isinstance(end, str) else None,
        )
    except (ValueError, InvalidError):
        return None


def ids(data_folder: Path) -> list[str]:
    """Return the identities of the runs of a job, newest first."""
    return sorted((name for name in names.folders_in(data_folder) if _ID.fullmatch(name)), reverse=True)
