"""What remains of a deployment? A folder below ``site/deployments`` with its status, its log and its manifest."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from pathlib import Path
from typing import Any

from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.time import moment
from azure_scheduler_emulator.webjobs.disk import home, json_file, names

STATUS, LOG, MANIFEST = "status.json", "log.json", "manifest"
#: The file that names the deployment whose files the site has.
ACTIVE = "active"


class DeployStatus(IntEnum):
    """How a deployment is getting on; clients know the numbers."""

    PENDING = 0
    BUILDING = 1
    DEPLOYING = 2
    FAILED = 3
    SUCCESS = 4

    @property
    def final(self) -> bool:
        """Whether nothing more will happen."""
        return self in (DeployStatus.FAILED, DeployStatus.SUCCESS)


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """One deployment."""

    id: str
    status: DeployStatus
    message: str
    deployer: str
    author: str = "N/A"
    author_email: str = "N/A"
    received: datetime
    #: None until it has ended.
    end: datetime | None
    #: Counts up: deployments may be received at the same moment of a standing clock.
    number: int = 0
    #: Until then it is shown as going on, to whoever does not wait for it.
    settles: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A line of a deployment's log."""

    id: str
    time: datetime
    message: str
    failed: bool = False
    details: tuple[Entry, ...] = ()


class Records:
    """The records of a site's deployments."""

    def __init__(self, place: home.Home) -> None:
        self._home = place

    @property
    def folder(self) -> Path:
        """Where they are; the folder need not exist."""
        return names.place(self._home.root, "site", "deployments")

    def all(self) -> list[Deployment]:
        """Return every deployment, newest first."""
        found = (self.find(name) for name in names.folders_in(self.folder))
        known = [deployment for deployment in found if deployment is not None]
        return sorted(known, key=lambda deployment: (deployment.received, deployment.number), reverse=True)

    def find(self, id: str) -> Deployment | None:
        """Return a deployment, or None."""
        folder = self._of(id)
        if folder is None:
            return None
        held = json_file.read_object(folder / STATUS)
        try:
            return Deployment(
                id=folder.name,
                status=DeployStatus(held["status"]),
                message=str(held["message"]),
                deployer=str(held["deployer"]),
                author=str(held["author"]),
                author_email=str(held["author_email"]),
                received=moment.parse(str(held["received"])),
                end=_moment(held.get("end")),
                number=int(held["number"]),
                settles=_moment(held.get("settles")),
            )
        except (KeyError, ValueError, TypeError, InvalidError):
            return None

    def entries(self, id: str) -> list[Entry]:
        """Return the log of a deployment."""
        folder = self._of(id)
        held = json_file.read_object(folder / LOG).get("entries") if folder else None
        return [_entry(each) for each in held] if isinstance(held, list) else []

    def save(self, deployment: Deployment, entries: Iterable[Entry], manifest: Iterable[str] = ()) -> None:
        """Write a record down."""
        folder = self.folder / deployment.id
        folder.mkdir(parents=True, exist_ok=True)
        (folder / MANIFEST).write_text("".join(f"{path}\n" for path in manifest), "utf-8")
        _write(folder / LOG, {"entries": [_spell(entry) for entry in entries]})
        times = {"received": deployment.received, "end": deployment.end, "settles": deployment.settles}
        held = {**vars(deployment), "status": int(deployment.status)}
        _write(folder / STATUS, {**held, **{name: value and moment.render(value) for name, value in times.items()}})

    def next_number(self) -> int:
        """Return the number of the next deployment."""
        return 1 + max((deployment.number for deployment in self.all()), default=0)

    def delete(self, id: str) -> None:
        """Delete a record."""
        folder = self._of(id)
        if folder is not None:
            home.remove(folder)

    def clear(self) -> None:
        """Delete every record."""
        home.remove(self.folder)

    @property
    def active(self) -> str:
        """The deployment whose files the site has, or an empty text."""
        path = self.folder / ACTIVE
        return path.read_text("utf-8").strip() if path.is_file() else ""

    @active.setter
    def active(self, id: str) -> None:
        json_file.write(self.folder / ACTIVE, id.encode())

    def _of(self, id: str) -> Path | None:
        found = names.find(self.folder, id) if home.is_name(id) else None
        return found if found is not None and found.is_dir() else None


def _write(path: Path, value: dict[str, Any]) -> None:
    json_file.write(path, json.dumps(value, indent=1).encode())


def _moment(text: object) -> datetime | None:
    return moment.parse(text) if isinstance(text, str) else None


def _spell(entry: Entry) -> dict[str, Any]:
    details = [_spell(inner) for inner in entry.details]
    return {**vars(entry), "time": moment.render(entry.time), "details": details}


def _entry(held: dict[str, Any]) -> Entry:
    details = tuple(_entry(inner) for inner in held["details"])
    return Entry(**{**held, "time": moment.parse(held["time"]), "details": details})
