"""How is a database brought to the schema of today? In one transaction, and a file only after a copy beside it.

The copy has the name of the file and the number of its schema (``state.db.schema-1``); one that is there already is
never replaced. While it is written, and until the transaction is about to be committed, it ends in ``.partial``: who
is killed amid all this leaves the file as it was, and nothing that could be mistaken for a copy.
"""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from types import ModuleType

from sqlalchemy import Connection, Engine, NullPool, create_engine, func, select, update

from azure_scheduler_emulator.storage.tables import facts

#: The lock of PostgreSQL that whoever changes the schema holds; any number that nobody else takes.
_SCHEMA = 0x5C4EE

log = logging.getLogger(__name__)


class UpgradeError(Exception):
    """The steps cannot be taken; the message says why. The database is as it was."""


def upgrade_file(path: str, old: int, steps: Sequence[ModuleType]) -> None:
    """Bring the file at ``path``, which nobody else uses, from schema ``old`` one number further with each step.

    Raises:
        DBAPIError, OSError, sqlite3.Error: there is no room for the copy, or the file cannot be written.
        UpgradeError: a step failed.
    """
    new, copy = old + len(steps), Path(f"{path}.schema-{old}.partial")
    try:
        _copy(path, copy)
        with _transaction(path) as connection:
            _take(connection, steps)
            if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise UpgradeError(f"rows of it would belong to nothing at schema {new}")
            _note(connection, new)
            copy = _keep(copy, f"{path}.schema-{old}")
    except BaseException:
        _forget(copy)
        raise
    log.info(
        "the state file was of an older schema and has been brought to today's; what it was lies beside it",
        extra={"state": path, "was": old, "now": new, "copy": str(copy)},
    )


def upgrade_server(engine: Engine, name: str, old: int, steps: Sequence[ModuleType]) -> None:
    """Bring the database of a server from schema ``old`` one number further with each step, unless another process
    has done it meanwhile.

    Raises:
        DBAPIError: the server refuses.
        UpgradeError: a step failed.
    """
    new = old + len(steps)
    with engine.begin() as connection:
        connection.execute(select(func.pg_advisory_xact_lock(_SCHEMA)))
        if connection.scalar(select(facts.c.value).where(facts.c.name == "schema_version")) != str(old):
            return
        _take(connection, steps)
        _note(connection, new)
    log.info(
        "the database was of an older schema and has been brought to today's; there is no copy of what it was",
        extra={"database": name, "was": old, "now": new},
    )


def _take(connection: Connection, steps: Sequence[ModuleType]) -> None:
    for step in steps:
        try:
            step.upgrade(connection)
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
            raise UpgradeError(f"{step.__name__} failed: {type(error).__name__}: {error}") from error


def _note(connection: Connection, number: int) -> None:
    connection.execute(update(facts).where(facts.c.name == "schema_version").values(value=str(number)))


@contextmanager
def _transaction(path: str) -> Iterator[Connection]:
    """Yield a transaction in which a table can be dropped without the rows that belong to it."""
    # A connection of SQLite's own does not look after foreign keys; and we say BEGIN ourselves, since the driver would
    # change tables outside of any transaction.
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(path, isolation_level=None), poolclass=NullPool)
    with engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield connection


def _copy(path: str, copy: Path) -> None:
    _forget(copy)
    os.close(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)


def _keep(copy: Path, name: str) -> Path:
    """Give a copy its name, or the first of that kind that is free."""
    number, wanted = 1, Path(name)
    while wanted.exists():
        number += 1
        wanted = Path(f"{name}.{number}")
    return copy.rename(wanted)


def _forget(copy: Path) -> None:
    for end in ("", "-journal", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            Path(f"{copy}{end}").unlink()
