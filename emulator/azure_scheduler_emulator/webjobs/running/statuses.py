"""How is a continuous job getting on? Its status file and the lines about it in its log."""

from __future__ import annotations

import json
from enum import StrEnum

from azure_scheduler_emulator.domain.jobs.webjob import WebJobKind
from azure_scheduler_emulator.webjobs.disk import json_file
from azure_scheduler_emulator.webjobs.running.launching import Ground

LOG = "job_log.txt"
ALWAYS_ON = (
    "'Always On' doesn't appear to be enabled for this Web App. To ensure your continuous job doesn't stop running "
    "when the SCM host is idle for too long, consider enabling 'Always On' in the configuration settings for your Web "
    "App. Note: 'Always On' is available only in Basic, Standard and Premium modes."
)


class Status(StrEnum):
    """The statuses of a continuous job (contract of the Kudu face, section 0, row 8)."""

    INITIALIZING = "Initializing"
    STARTING = "Starting"
    RUNNING = "Running"
    #: Shown between the end of a process and the wait for the next.
    SUCCESS = "Success"
    PENDING_RESTART = "PendingRestart"
    DISABLING = "Disabling"
    STOPPING = "Stopping"
    STOPPED = "Stopped"
    #: A singleton that another instance of the site runs.
    INACTIVE = "InactiveInstance"


#: Told of in the log only when they are news.
_QUIET = (Status.STOPPED, Status.INACTIVE)


class StatusBoard:
    """The status file and the log of one continuous job."""

    def __init__(self, ground: Ground, name: str) -> None:
        self.folder = ground.home.data_folder(WebJobKind.CONTINUOUS, name)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.log = ground.log(self.folder / LOG, rolls=True)
        self._ground = ground
        self._silent = False
        self._shown: Status | None = None

    def show(self, status: Status) -> None:
        """Write a status, and a line about it."""
        if self._silent:
            return
        if status not in _QUIET or status is not self._shown:
            self.log.info(f"Status changed to {status}")
        self._shown = status
        text = json.dumps({"Status": status.value}, separators=(",", ":"))
        json_file.write(self.folder / f"status_{self._ground.short_instance}", text.encode())

    def warn_of_sleep(self) -> None:
        """Write the warning about Always On, once in each log file."""
        if not self._ground.settings.always_on_disabled:
            return
        path = self.log.path
        if not path.exists() or ALWAYS_ON.encode() not in path.read_bytes():
            self.log.warn(ALWAYS_ON)

    def silence(self) -> None:
        """Write nothing more: the job is being deleted."""
        self._silent = True
        self.log.mute()


def read(ground: Ground, name: str) -> tuple[Status, str]:
    """Return the status of a job and its detailed text: one line for each instance that told its own."""
    folder = ground.home.data_folder(WebJobKind.CONTINUOUS, name)
    held = json_file.read_object(folder / f"status_{ground.short_instance}")
    try:
        status = Status(str(held.get("Status")))
    except ValueError:
        return Status.INITIALIZING, f"{ground.short_instance} - {Status.INITIALIZING}"
    return status, f"{ground.short_instance} - {status}\r\n"
