"""Which snapshots are kept by name? Beside the state file, or in memory where nothing is kept."""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

from azure_scheduler_emulator.domain.errors import ConflictError, InvalidError, NotFoundError, UnavailableError
from azure_scheduler_emulator.domain.time.moment import render
from azure_scheduler_emulator.machine import wall
from azure_scheduler_emulator.news import News, Topic
from azure_scheduler_emulator.testbed.differences import PartDifference, compare
from azure_scheduler_emulator.testbed.snapshots import Snapshots

#: Snapshots that are kept at most, and the bytes of all of them together.
MOST, MOST_BYTES = 50, 256 * 1024 * 1024
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_INDEX = "index.json"


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A snapshot."""

    name: str
    #: When it was taken, by the machine's time.
    taken: str
    #: Where the emulator's clock stood then, and how it went.
    now: str
    mode: str
    jobs: int
    #: Bytes.
    size: int


class Place(Protocol):
    """Where documents are kept under names."""

    def write(self, name: str, data: bytes) -> None:
        """Keep a document, in the place of another of that name."""

    def read(self, name: str) -> bytes:
        """Return a document; raises FileNotFoundError if there is none."""

    def delete(self, name: str) -> None:
        """Keep a document no longer."""


class Memory:
    """Documents that go with the process."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def write(self, name: str, data: bytes) -> None:
        """Keep a document."""
        self._kept[name] = data

    def read(self, name: str) -> bytes:
        """Return a document."""
        try:
            return self._kept[name]
        except KeyError:
            raise FileNotFoundError(name) from None

    def delete(self, name: str) -> None:
        """Keep a document no longer."""
        self._kept.pop(name, None)


class Folder:
    """Documents in files that their owner alone can read: secrets of jobs are in them."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def write(self, name: str, data: bytes) -> None:
        """Keep a document: whole, or as it was before."""
        self._path.mkdir(mode=0o700, exist_ok=True)
        partial = self._path / f".{name}.partial"
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(data)
        partial.replace(self._path / name)

    def read(self, name: str) -> bytes:
        """Return a document."""
        return (self._path / name).read_bytes()

    def delete(self, name: str) -> None:
        """Keep a document no longer."""
        (self._path / name).unlink(missing_ok=True)


class Shelf:
    """Keeps snapshots by name."""

    def __init__(
        self, snapshots: Snapshots, place: Place, news: News, *, most: int = MOST, most_bytes: int = MOST_BYTES
    ) -> None:
        """Keep up to ``most`` snapshots of ``most_bytes`` together."""
        self._most = most
        self._most_bytes = most_bytes
        self._snapshots = snapshots
        self._place = place
        self._news = news
        self._lock = threading.RLock()

    def all(self) -> list[Kept]:
        """Return what is kept, by name."""
        with self._lock:
            return sorted(self._index().values(), key=lambda kept: kept.name)

    def take(self, name: str) -> Kept:
        """Take a snapshot, in the place of the one of that name.

        Raises:
            InvalidError: it cannot be called so.
            ConflictError: there is no room for it.
            UnavailableError: it cannot be written.
        """
        if not _NAME.fullmatch(name) or name == _INDEX:
            raise InvalidError("A snapshot is called by up to 100 letters, digits, dots, dashes and underscores.")
        state = self._snapshots.take()
        data = json.dumps(state).encode()
        clock = state["clock"]
        taken = render(wall())
        kept = Kept(
            name=name,
            taken=taken,
            now=clock.get("now", taken),
            mode=clock["mode"],
            jobs=len(state["jobs"]),
            size=len(data),
        )
        with self._lock:
            index = {other: each for other, each in self._index().items() if other != name}
            if len(index) >= self._most or sum(each.size for each in index.values()) + len(data) > self._most_bytes:
                room = f"{self._most} snapshots of {self._most_bytes >> 20} MiB together"
                raise ConflictError(f"There is room for {room}; delete some.")
            self._keep(name, data, {**index, name: kept})
        self._news.tell(Topic.SNAPSHOTS)
        return kept

    def get(self, name: str) -> dict[str, Any]:
        """Return a snapshot as ``Snapshots.take`` returned it.

        Raises:
            NotFoundError: there is none of that name.
        """
        with self._lock:
            if name not in self._index():
                raise _missing(name)
            try:
                state: dict[str, Any] = json.loads(self._place.read(name))
            except (OSError, ValueError) as error:
                raise NotFoundError(f"The snapshot '{name}' cannot be read: {error}.") from error
        return state

    def restore(self, name: str) -> None:
        """Put a snapshot in the place of everything that is there.

        Raises:
            NotFoundError: there is none of that name.
        """
        self._snapshots.restore(self.get(name))

    def delete(self, name: str) -> None:
        """Keep a snapshot no longer.

        Raises:
            NotFoundError: there is none of that name.
        """
        with self._lock:
            index = self._index()
            if index.pop(name, None) is None:
                raise _missing(name)
            self._write_index(index)
            self._place.delete(name)
        self._news.tell(Topic.SNAPSHOTS)

    def compare(self, name: str, other: str = "") -> dict[str, PartDifference]:
        """Return in what another snapshot, or everything as it is now, differs from one.

        Raises:
            NotFoundError: there is none of that name.
        """
        before = self.get(name)
        return compare(before, self.get(other) if other else self._snapshots.take())

    def _keep(self, name: str, data: bytes, index: Mapping[str, Kept]) -> None:
        try:
            self._place.write(name, data)
            self._write_index(index)
        except OSError as error:
            raise UnavailableError(f"The snapshot cannot be written: {error.strerror}.") from error

    def _index(self) -> dict[str, Kept]:
        try:
            rows = json.loads(self._place.read(_INDEX))
        except (FileNotFoundError, ValueError):
            return {}
        return {row["name"]: Kept(**row) for row in rows}

    def _write_index(self, index: Mapping[str, Kept]) -> None:
        self._place.write(_INDEX, json.dumps([asdict(kept) for kept in index.values()]).encode())


def _missing(name: str) -> NotFoundError:
    return NotFoundError(f"There is no snapshot '{name}'.")
