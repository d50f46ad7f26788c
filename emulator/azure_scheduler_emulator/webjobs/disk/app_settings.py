"""Which settings does the site have? Its clients' over the environment's (contract, sections 4.13 and 9)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.webjobs.disk.json_file import JsonFile
from azure_scheduler_emulator.webjobs.disk.names import fold, same

RESTART_TIME = 60
IDLE_TIMEOUT = 120
COMMAND_IDLE_TIMEOUT = 60
HISTORY_SIZE = 50


class AppSettings:
    """The settings of the site. Their names are compared without regard to case."""

    def __init__(self, path: Path, environment: Mapping[str, str]) -> None:
        self._file = JsonFile(path)
        self._environment = dict(environment)
        self._zones: frozenset[str] = frozenset()

    def own(self) -> dict[str, str]:
        """Return what clients set."""
        return {name: str(value) for name, value in self._file.read().items()}

    def set(self, values: Mapping[str, str]) -> None:
        """Set some; a name in another casing is the same setting."""
        known = {fold(name): name for name in self._file.read()}
        self._file.update({known.get(fold(name), name): value for name, value in values.items()})

    def replace(self, values: Mapping[str, str]) -> None:
        """Have clients have set these and nothing else."""
        kept = {fold(name) for name in values}
        for name in self.own():
            if fold(name) not in kept:
                self.remove(name)
        self.set(values)

    def find(self, key: str) -> str | None:
        """Return what clients set under ``key``, or None."""
        return next((value for name, value in self.own().items() if same(name, key)), None)

    def remove(self, key: str) -> None:
        """Take away what clients set under ``key``."""
        for name in self._file.read():
            if same(name, key):
                self._file.remove(name)

    def clear(self) -> None:
        """Take away everything that clients set."""
        self._file.clear()

    def get(self, key: str) -> str:
        """Return the value in force: a client's, or the environment's, or an empty text."""
        value = self.find(key)
        return self._environment.get(key, "") if value is None else value

    def environment(self) -> dict[str, str]:
        """Return what every job finds in its environment: the emulator's own, and the settings over it."""
        return {**self._environment, **self.own()}

    @property
    def jobs_root(self) -> str:
        """Where the jobs are, if not in the usual place."""
        return self.get("WEBJOBS_ROOT_PATH")

    @property
    def restart_time(self) -> timedelta:
        """How long a continuous job that went down at once is left alone."""
        return timedelta(seconds=max(0, _number(self.get("WEBJOBS_RESTART_TIME"), RESTART_TIME)))

    @property
    def idle_timeout(self) -> float:
        """How many seconds a run may do nothing at all."""
        return max(1, _number(self.get("WEBJOBS_IDLE_TIMEOUT"), IDLE_TIMEOUT))

    @property
    def command_idle_timeout(self) -> float:
        """How many seconds a command may do nothing at all."""
        return max(1, _number(self.get("SCM_COMMAND_IDLE_TIMEOUT"), COMMAND_IDLE_TIMEOUT))

    @property
    def history_size(self) -> int:
        """How many runs are kept."""
        size = _number(self.get("WEBJOBS_HISTORY_SIZE"), HISTORY_SIZE)
        return size if size > 0 else HISTORY_SIZE

    @property
    def stopped(self) -> bool:
        """Whether no job may run."""
        return _switch(self.get("WEBJOBS_STOPPED"))

    @property
    def schedules_disabled(self) -> bool:
        """Whether no schedule fires."""
        return _switch(self.get("WEBJOBS_DISABLE_SCHEDULE"))

    @property
    def always_on_disabled(self) -> bool:
        """Whether continuous jobs are warned that the site may fall asleep."""
        return self.get("WEBSITE_SCM_ALWAYS_ON_ENABLED") == "0"

    @property
    def zone(self) -> ZoneInfo:
        """The zone that schedules are read in: an IANA name that this system knows, or UTC."""
        name = self.get("WEBSITE_TIME_ZONE")
        if name and not self._zones:
            self._zones = frozenset(available_timezones())
        return ZoneInfo(name if name in self._zones else "UTC")


def texts(document: Mapping[str, object]) -> dict[str, str]:
    """Return what a client sends as settings: variables of the jobs, and so texts.

    Raises:
        InvalidError: no variable can be called so, or hold that.
    """
    values = {name: _text(value) for name, value in document.items()}
    if any("=" in name or "\0" in name + value or not name for name, value in values.items()):
        raise InvalidError("A setting cannot be called so, or cannot hold that.")
    return values


def _text(value: object) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _number(text: str, default: int) -> int:
    try:
        return int(text)
    except ValueError:
        return default


def _switch(text: str) -> bool:
    return text.strip().lower() in ("1", "true")
