"""What does a job's ``settings.job`` say? (contract of the Kudu face, sections 6.3 and 9)"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from azure_scheduler_emulator.webjobs.disk import json_file

FILE = "settings.job"
#: An empty file of this name keeps a continuous job stopped.
DISABLED = "disable.job"

#: Members that have a meaning count only with the right JSON type, so anything is stored.
Settings = dict[str, Any]


def read(folder: Path) -> Settings:
    """Return the settings in a script's folder; none if the file is missing or no JSON object."""
    return json_file.read_object(folder / FILE)


def write(folder: Path, value: Any) -> None:
    """Put ``value``, which a client sent, in the place of the settings."""
    json_file.write(folder / FILE, json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))


def schedule(settings: Settings) -> str:
    """Return the cron expression of a triggered job, or an empty text."""
    value = settings.get("schedule")
    return value.strip() if isinstance(value, str) else ""


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
