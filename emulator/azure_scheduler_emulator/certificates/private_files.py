"""How are keys written? Readable by their owner alone, and never half."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def make_private_folder(path: Path) -> None:
    """Make the folder for its owner alone, unless it exists: then it stays as it is."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)


def write_private(path: Path, data: bytes) -> None:
    """Write a file that its owner alone may read."""
    _write(path, data, 0o600)


def write_public(path: Path, data: bytes) -> None:
    """Write a file that everybody may read."""
    _write(path, data, 0o644)


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Wait until no other process is in here with the same folder. Where files have no locks there is no waiting."""
    with (folder / ".lock").open("wb") as lock:
        _lock(lock.fileno())
        yield


def _lock(file: int) -> None:
    try:
        import fcntl
    except ImportError:
        # Windows has no such module.
        return
    fcntl.flock(file, fcntl.LOCK_EX)


def _write(path: Path, data: bytes, mode: int) -> None:
    """Write beside ``path`` and rename: who reads meanwhile gets the old file or the new one."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(data)
    beside.replace(path)
