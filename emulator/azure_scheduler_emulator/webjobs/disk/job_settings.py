"""What does a job's ``settings.job`` say, and may it run? (contract of the Kudu face, sections 6.3 and 9)"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from azure_scheduler_emulator import lenient_json
from azure_scheduler_emulator.webjobs.disk import json_file, names, text

FILE = "settings.job"
#: An empty file of this name keeps a continuous job stopped.
DISABLED = "disable.job"
#: Bytes that are read of the file.
LIMIT = 1024 * 1024

#: Members that have a meaning count only with the right JSON type, so anything is stored.
Settings = dict[str, Any]


class SettingsFiles:
    """The settings of the jobs, which are files beside their scripts.

    People write them by hand and by script: they are read as Json.NET reads JSON, in any encoding that says what it is.
    """

    def __init__(self) -> None:
        #: What was last read from a file that can be read no more.
        self._known: dict[Path, Settings] = {}

    def read(self, folder: Path) -> Settings:
        """Return the settings in a script's folder; none without a file, the ones before if it cannot be read."""
        return self._read(folder)[0]

    def problem(self, folder: Path) -> str:
        """Return why the settings in a script's folder cannot be read, in words for a log, or an empty text."""
        problem = self._read(folder)[1]
        return f"{FILE} cannot be read, the settings before it stay in force: {problem}" if problem else ""

    def write(self, folder: Path, value: Any) -> None:
        """Put ``value``, which a client sent, in the place of the settings."""
        path = names.place(folder, FILE)
        json_file.write(path, json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))

    def forget(self, job_folder: Path) -> None:
        """Forget what was read of a job that is deleted or replaced."""
        for path in [path for path in list(self._known) if path.is_relative_to(job_folder)]:
            self._known.pop(path, None)

    def clear(self) -> None:
        """Forget what was read of every job."""
        self._known.clear()

    def _read(self, folder: Path) -> tuple[Settings, str]:
        path = names.find(folder, FILE)
        try:
            data = path.read_bytes()[: LIMIT + 1] if path is not None else b""
            settings = parse(data) or {}
        except FileNotFoundError:
            settings = {}
        except (OSError, ValueError) as error:
            return self._known.get(folder, {}), str(error)
        self._known[folder] = settings
        return settings, ""


def parse(data: bytes, charset: str = "utf-8") -> Settings | None:
    """Return the settings that the bytes of a document spell; None for an empty one, or a null.

    Raises:
        ValueError: they are no JSON object, or too large.
        LookupError: nobody knows the charset.
    """
    if len(data) > LIMIT:
        raise ValueError(f"The settings have more than {LIMIT} bytes.")
    written = text.decode(data, charset)
    if not written.strip():
        return None
    value = lenient_json.loads(written)
    if value is not None and not isinstance(value, dict):
        raise ValueError("The settings of a job are a JSON object.")
    return value


def is_disabled(folder: Path) -> bool:
    """Tell whether a continuous job whose script is in a folder is kept from running."""
    return names.find(folder, DISABLED) is not None


def set_disabled(folder: Path, disabled: bool) -> None:
    """Keep a continuous job from running, or let it.

    Raises:
        OSError: the file that says so cannot be written or deleted.
    """
    if not disabled:
        for path in list(names.spellings(folder, DISABLED)):
            path.unlink(missing_ok=True)
    elif not is_disabled(folder):
        (folder / DISABLED).touch()


def schedule(settings: Settings) -> str | None:
    """Return the cron expression of a triggered job as it is written, or None; an empty text is a bad expression."""
    value = settings.get("schedule")
    return value if isinstance(value, str) else None


def singleton(settings: Settings) -> bool:
    """Tell whether only one instance of the site may run the job."""
    return settings.get("is_singleton") is True


def in_place(settings: Settings, default: bool) -> bool:
    """Tell whether the job runs where its files lie, and not in a copy."""
    value = settings.get("is_in_place")
    return value if isinstance(value, bool) else default


def stopping_wait(settings: Settings, default: int) -> int:
    """Return how many seconds the job gets to end by itself."""
    value = settings.get("stopping_wait_time")
    return max(0, value) if isinstance(value, int) and not isinstance(value, bool) else default
