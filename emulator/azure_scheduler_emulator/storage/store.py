"""How is the database opened, and what is a transaction?

SQLite by default: a temporary file in WAL mode that disappears with the emulator, or a file that stays. One process
and one writer at a time; readers are never blocked. PostgreSQL when several processes share the work: there rows that
will be changed are locked as they are read.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, Executable, Row, create_engine, event, func, inspect, select
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.pool import QueuePool

from azure_scheduler_emulator.domain.errors import ConflictError
from azure_scheduler_emulator.news import News, Topic
from azure_scheduler_emulator.storage import notices
from azure_scheduler_emulator.storage.address import SQLITE, read_address
from azure_scheduler_emulator.storage.notices import Notices
from azure_scheduler_emulator.storage.tables import SCHEMA_VERSION, facts, metadata
from azure_scheduler_emulator.storage.wake_up import WakeUp

log = logging.getLogger(__name__)
#: What reading a row fails with that says something else than it should.
UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, OverflowError)
#: The lock of PostgreSQL that whoever moves time holds; any number that nobody else takes.
_TIME = 0x5C4ED
#: That of whoever opens a database: two that begin together must not both make the tables.
_OPENING = 0x5C4EC

#: Facts about the database rather than about what is in it.
OWN_FACTS = ("schema_version", "seeded")


class StateError(Exception):
    """The database cannot be used; the message says why and what to do."""


class Transaction:
    """A unit of work on one connection. Module functions beside this one say what can be asked of it."""

    def __init__(self, connection: Connection, *, shared: bool, broken: set[str]) -> None:
        self._connection = connection
        self._broken = broken
        #: Whether other processes use the database too, so that rows to be changed must be locked as they are read.
        self.shared = shared
        #: The earliest moment at which something that was stored here falls due, by clock.
        self.due: dict[str, datetime] = {}
        #: What has changed, for those who watch: the topic, and which one, if it is known.
        self.changes: list[tuple[Topic, str]] = []
        #: What other processes on the database are told when this is committed.
        self.notices: set[str] = set()

    def falls_due(self, moment: datetime | None, clock: str) -> None:
        """Note that something stored in this transaction is due at ``moment`` of a clock."""
        if moment is not None and (clock not in self.due or moment < self.due[clock]):
            self.due[clock] = moment

    def tells(self, topic: Topic, which: str = "") -> None:
        """Note that something has changed, of which those who watch are told when it is committed."""
        self.changes.append((topic, which))

    def skip(self, what: str, error: Exception) -> None:
        """Note that a row cannot be read, and say so once: what is beside it must not suffer."""
        if what not in self._broken:
            self._broken.add(what)
            log.error("%s cannot be read and is left out: %s: %s", what, type(error).__name__, error)

    def run(
        self, statement: Executable, parameters: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> int:
        """Execute ``statement``, once for each set of parameters; return how many rows it touched."""
        return self._connection.execute(statement, parameters).rowcount

    def all(self, statement: Executable, parameters: Mapping[str, Any] | None = None) -> Sequence[Row[Any]]:
        """Return every row of a query."""
        return self._connection.execute(statement, parameters).all()

    def first(self, statement: Executable, parameters: Mapping[str, Any] | None = None) -> Row[Any] | None:
        """Return the first row of a query, or None."""
        return self._connection.execute(statement, parameters).first()

    def scalar(self, statement: Executable, parameters: Mapping[str, Any] | None = None) -> Any:
        """Return the first column of the first row of a query, or None."""
        return self._connection.execute(statement, parameters).scalar()


class Store:
    """The one door to the database."""

    def __init__(
        self,
        url: str | None = None,
        wake_up: WakeUp | None = None,
        connections: int = 10,
        news: News | None = None,
    ) -> None:
        """Open the database at an SQLAlchemy ``url``, or a temporary SQLite file; make the tables if there are none.

        ``connections`` is how many a server is asked for at the most.

        Raises:
            InvalidError: the URL names no database that can be used.
            StateError: the database was written by another version, another emulator has it open, or it is damaged.
        """
        self._folder = (
            None if url else tempfile.TemporaryDirectory(prefix="azure-scheduler-emulator-", ignore_cleanup_errors=True)
        )
        self._url = _temporary(self._folder.name) if self._folder else read_address(url or "")
        self.shared = self._url.get_backend_name() != SQLITE
        self._writing = threading.RLock()
        self._wake_up = wake_up or WakeUp()
        self._news = news or News()
        #: Goes up when everything is deleted: what was remembered from before is void.
        self.epoch = 0
        #: Rows that could not be read, for people to see.
        self.broken: set[str] = set()
        self._engine = self._open(connections)
        #: How the database is called in messages: by its file, or without its password.
        self.name = self._url.render_as_string(hide_password=True) if self.shared else str(self._url.database)
        self._guard: sqlite3.Connection | None = None
        try:
            self._take_hold()
        except BaseException:
            self.stop()
            raise

    @contextmanager
    def begin(self) -> Iterator[Transaction]:
        """Yield a transaction that may write; it is committed at the end of the block, or rolled back by an error.

        Raises:
            ConflictError: another process was quicker to store something of that name.
        """
        try:
            with nullcontext() if self.shared else self._writing, self._engine.begin() as connection:
                tx = Transaction(connection, shared=self.shared, broken=self.broken)
                yield tx
                if self.shared:
                    notices.tell(connection, tx.notices | {due.isoformat() for due in tx.due.values()})
        except IntegrityError as error:
            if not self.shared:
                raise
            # Two processes made the same thing at the same time; on SQLite the second one finds the first one's.
            raise ConflictError("A conflict occurred to prevent the operation from completing.") from error
        for clock, due in tx.due.items():
            self._wake_up.ring(clock, due)
        if tx.changes:
            self._tell(tx.changes)

    def listen(self, heard: Callable[[frozenset[str]], None]) -> Notices | None:
        """Return what hears from other processes when it is started, or None if there can be none on this database."""
        return Notices(self._engine, heard) if self.shared else None

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the right to move time, which one process at a time has of all that use the database."""
        with self._locked(_TIME):
            yield

    @contextmanager
    def _locked(self, number: int) -> Iterator[None]:
        if not self.shared:
            yield
            return
        with self._engine.begin() as connection:
            connection.execute(select(func.pg_advisory_xact_lock(number)))
            yield

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """Yield a transaction that only reads."""
        with self._engine.connect() as connection:
            yield Transaction(connection, shared=False, broken=self.broken)

    def clear(self) -> None:
        """Delete every row."""
        with self.begin() as tx:
            for table in reversed(metadata.sorted_tables):
                if table is not facts:
                    tx.run(table.delete())
            tx.run(facts.delete().where(facts.c.name.not_in(OWN_FACTS)))
        self.epoch += 1
        self.broken.clear()

    def start(self) -> None:
        """Do nothing: a store is open from the beginning."""

    def stop(self, _grace: float = 0.0, /) -> None:
        """Close the database; a temporary one is gone."""
        self._engine.dispose()
        if self._guard:
            self._guard.close()
        if self._folder:
            self._folder.cleanup()

    def _tell(self, changes: Sequence[tuple[Topic, str]]) -> None:
        for topic in {topic for topic, _ in changes}:
            which = [name for told, name in changes if told is topic]
            if all(which):
                self._news.tell_of(topic, which)
            else:
                self._news.tell(topic, len(which))

    def _take_hold(self) -> None:
        try:
            if not self.shared and not self._folder:
                _make_private(str(self._url.database))
                self._guard = _guard(str(self._url.database))
            with self._locked(_OPENING):
                self._prepare()
            if self._guard:
                _close_to_others(str(self._url.database))
        except (DBAPIError, sqlite3.Error, OSError) as error:
            reason = " ".join(str(getattr(error, "orig", None) or getattr(error, "strerror", None) or error).split())
            raise StateError(f"{self.name} cannot be used: {reason}.") from error

    def _open(self, connections: int) -> Engine:
        if self.shared:
            # One that broke while nobody used it is replaced before it is used. One more listens (``notices``).
            return create_engine(self._url, pool_size=connections - 1, max_overflow=0, pool_pre_ping=True)
        engine = create_engine(
            self._url, poolclass=QueuePool, pool_size=16, max_overflow=-1, connect_args={"check_same_thread": False}
        )
        durable = "NORMAL" if self._folder is None else "OFF"

        def connect(connection: Any, _record: Any) -> None:
            connection.isolation_level = None  # we say BEGIN ourselves: the driver's own is late and not immediate
            cursor = connection.cursor()
            for pragma in ("journal_mode=WAL", f"synchronous={durable}", "foreign_keys=ON", "busy_timeout=10000"):
                cursor.execute(f"PRAGMA {pragma}")
            cursor.close()

        event.listen(engine, "connect", connect)
        # BEGIN is deferred until the first statement: readers never wait, and writers are already serialised by the
        # process's own lock. Said to the driver directly, which is a tenth of the work of a statement of SQLAlchemy's.
        event.listen(engine, "begin", lambda connection: connection.connection.dbapi_connection.execute("BEGIN"))
        return engine

    def _prepare(self) -> None:
        known = inspect(self._engine).get_table_names()
        if known and "facts" not in known:
            raise StateError(f"{self.name} holds tables that are not an emulator's; choose another place.")
        if known:
            self._bring_up_to_date()
        with self.begin() as tx:
            if known:
                # Better refused now than at the first job: a file or a server may allow reading only.
                tx.run(facts.update().where(facts.c.name == "schema_version"), {"value": str(SCHEMA_VERSION)})
            else:
                metadata.create_all(tx._connection)
                tx.run(facts.insert(), {"name": "schema_version", "value": str(SCHEMA_VERSION)})

    def _bring_up_to_date(self) -> None:
        with self.read() as tx:
            found = tx.scalar(select(facts.c.value).where(facts.c.name == "schema_version"))
        if found == str(SCHEMA_VERSION):
            return
        if not str(found).isdecimal() or not 0 < int(found) < SCHEMA_VERSION:
            raise StateError(
                f"{self.name} was written by another version of the emulator (schema {found}, this one reads "
                f"{SCHEMA_VERSION} and before). It is left as it is: use that version, or another --state."
            )
        # Loaded by who needs them: most databases are of today.
        from azure_scheduler_emulator.storage import migrations, upgrading

        steps = migrations.between(int(found), SCHEMA_VERSION)
        try:
            if self.shared:
                upgrading.upgrade_server(self._engine, self.name, int(found), steps)
            else:
                upgrading.upgrade_file(str(self._url.database), int(found), steps)
        except upgrading.UpgradeError as error:
            raise StateError(
                f"{self.name} (schema {found}) cannot be brought to schema {SCHEMA_VERSION}: {error}. It is left as it "
                "is: use the version that wrote it, or another --state."
            ) from error


def _temporary(folder: str) -> URL:
    return URL.create(SQLITE, database=str(Path(folder) / "state.db"))


def _make_private(path: str) -> None:
    """Make a state file that its owner alone can read, unless there is one: secrets of jobs will be in it."""
    for end in ("", ".lock"):
        os.close(os.open(path + end, os.O_RDONLY | os.O_CREAT, 0o600))


def _close_to_others(path: str) -> None:
    """Take the right to read from everybody but the owner, of a state file of old and of what SQLite put beside it."""
    for end in ("", ".lock", "-wal", "-shm"):
        with suppress(OSError):  # It may be somebody else's, or not there.
            Path(path + end).chmod(0o600)


def _guard(path: str) -> sqlite3.Connection:
    """Hold an SQLite lock on a file beside the database for as long as the process lives.

    Two emulators on one file would fire every job twice. The operating system releases the lock of a killed process,
    so that a restart after ``kill -9`` needs no repair.
    """
    guard = sqlite3.connect(f"{path}.lock", timeout=0, check_same_thread=False, isolation_level=None)
    try:
        guard.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error as error:
        guard.close()
        if error.sqlite_errorname == "SQLITE_BUSY":
            raise StateError(f"{path} is in use by another emulator; stop it, or choose another --state.") from error
        raise
    return guard
