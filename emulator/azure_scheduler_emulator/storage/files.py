"""How is a file that the database is in kept from others, on this machine and in this moment?"""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from pathlib import Path

from sqlalchemy import URL

from azure_scheduler_emulator.storage.address import SQLITE


class StateError(Exception):
    """The database cannot be used; the message says why and what to do."""


def temporary(folder: str) -> URL:
    """Return the address of a database that goes with a folder."""
    return URL.create(SQLITE, database=str(Path(folder) / "state.db"))


def make_private(path: str) -> None:
    """Make a state file that its owner alone can read, unless there is one: secrets of jobs will be in it."""
    for end in ("", ".lock"):
        os.close(os.open(path + end, os.O_RDONLY | os.O_CREAT, 0o600))


def close_to_others(path: str) -> None:
    """Take the right to read from everybody but the owner, of a state file of old and of what SQLite put beside it."""
    for end in ("", ".lock", "-wal", "-shm"):
        with suppress(OSError):  # It may be somebody else's, or not there.
            Path(path + end).chmod(0o600)


def guard(path: str) -> sqlite3.Connection:
    """Hold an SQLite lock on a file beside the database for as long as the process lives.

    Two emulators on one file would fire every job twice. The operating system releases the lock of a killed process,
    so that a restart after ``kill -9`` needs no repair.
    """
    held = sqlite3.connect(f"{path}.lock", timeout=0, check_same_thread=False, isolation_level=None)
    try:
        held.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error as error:
        held.close()
        if error.sqlite_errorname == "SQLITE_BUSY":
            raise StateError(f"{path} is in use by another emulator; stop it, or choose another --state.") from error
        raise
    return held
