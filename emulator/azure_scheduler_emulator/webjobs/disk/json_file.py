"""How is a small document kept in a file? Written aside and put in place, so that no reader sees half of it."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from typing import Any


def read_object(path: Path) -> dict[str, Any]:
    """Return the JSON object in a file; an empty one if the file is missing or holds anything else."""
    try:
        value = json.loads(path.read_bytes().decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def write(path: Path, data: bytes) -> None:
    """Put ``data`` in place of a file, at once. The folder is made if it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{threading.get_ident()}")
    aside.write_bytes(data)
    os.replace(aside, path)  # noqa: PTH105 - replaces, on every system


class JsonFile:
    """A JSON object that a file keeps and several threads change."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._known: dict[str, Any] | None = None

    def read(self) -> dict[str, Any]:
        """Return the object."""
        with self._lock:
            return dict(self._load())

    def update(self, values: dict[str, Any]) -> None:
        """Set members."""
        with self._lock:
            self._save({**self._load(), **values})

    def remove(self, key: str) -> bool:
        """Take a member away; tell whether there was one."""
        with self._lock:
            held = self._load()
            if key not in held:
                return False
            self._save({name: value for name, value in held.items() if name != key})
            return True

    def clear(self) -> None:
        """Take every member away."""
        with self._lock:
            self._known = {}
            self._path.unlink(missing_ok=True)

    def _load(self) -> dict[str, Any]:
        if self._known is None:
            self._known = read_object(self._path)
        return self._known

    def _save(self, held: dict[str, Any]) -> None:
        write(self._path, json.dumps(held, indent=1).encode())
        self._known = held
