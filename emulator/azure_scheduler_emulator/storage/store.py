"""How is the database opened, and what is a transaction?

SQLite by default: a temporary file in WAL mode that disappears with the emulator, or a file that stays. One process
and one writer at a time; readers are never blocked. PostgreSQL when several processes share the work: there rows that
will be changed are locked as they are read.
"""

from __future__ import annotations

import sqlite3
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager

from sqlalchemy import URL, Engine, create_engine, func, inspect, select
from sqlalchemy.engine.interfaces import IsolationLevel
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoConnectionError

from azure_scheduler_emulator.domain.errors import ConflictError
from azure_scheduler_emulator.news import News, Topic
from azure_scheduler_emulator.storage import notices
from azure_scheduler_emulator.storage.address import SQLITE, read_address
from azure_scheduler_emulator.storage.connections import SqliteConnections
from azure_scheduler_emulator.storage.epochs import Epochs
from azure_scheduler_emulator.storage.executors import CoreExecutor
from azure_scheduler_emulator.storage.files import StateError as StateError
from azure_scheduler_emulator.storage.files import close_to_others, guard, make_private, temporary
from azure_scheduler_emulator.storage.tables import SCHEMA_VERSION, facts, metadata
from azure_scheduler_emulator.storage.transaction import Transaction as Transaction
from azure_scheduler_emulator.storage.wake_up import WakeUp

#: What a database that cannot be asked fails with, and what has been asked in vain.
FAILURES = (DBAPIError, sqlite3.Error, NoConnectionError)
#: The lock of PostgreSQL that whoever moves time holds; any number that nobody else takes.
_TIME = 0x5C4ED
#: That of whoever opens a database: two that begin together must not both make the tables.
_OPENING = 0x5C4EC

#: Facts about the database rather than about what is in it.
OWN_FACTS = ("schema_version", "seeded")


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
        self._url = temporary(self._folder.name) if self._folder else read_address(url or "")
        self.shared = self._url.get_backend_name() != SQLITE
        self._writing = threading.RLock()
        self._wake_up = wake_up or WakeUp()
        self._news = news or News()
        #: What was remembered before something was forgotten is void.
        self.epochs = Epochs()
        #: Called before another writer is waited for.
        self.before_waiting: Callable[[], None] = lambda: None
        #: Rows that could not be read, for people to see.
        self.broken: set[str] = set()
        self._file = None if self.shared else SqliteConnections(self._url, durable=self._folder is None)
        self._engine = self._file.engine if self._file else _engine(self._url, connections)
        #: How the database is called in messages: by its file, or without its password.
        self.name = self._url.render_as_string(hide_password=True) if self.shared else str(self._url.database)
        self._guard: sqlite3.Connection | None = None
        try:
            self._take_hold()
        except BaseException:
            self.stop()
            raise

    def begin(self) -> AbstractContextManager[Transaction]:
        """Return a transaction that may write; it is committed at the end of the block, or rolled back by an error.

        Raises:
            ConflictError: another process was quicker to store something of that name.
        """
        return self._begin_shared() if self._file is None else _OnFile(self, self._file, self._writing)

    def read(self) -> AbstractContextManager[Transaction]:
        """Return a transaction that only reads."""
        return self._read_shared() if self._file is None else _OnFile(self, self._file, None)

    @contextmanager
    def picture(self) -> Iterator[Transaction]:
        """Yield a transaction that reads what is stored at its beginning, whatever is stored meanwhile."""
        with self.read() if self._file else self._read_shared("REPEATABLE READ") as tx:
            tx.all(select(facts.c.name))  # The first look takes the picture.
            yield tx

    def committed(self, tx: Transaction) -> None:
        """Tell who waits for it what falls due that a transaction has stored, and who watches what it has changed."""
        for clock, due in tx.due.items():
            self._wake_up.ring(clock, due)
        if tx.changes:
            self._tell(tx.changes)

    @contextmanager
    def alone(self) -> Iterator[Callable[[], None]]:
        """Hold the right to move time, which one process at a time has of all that use the database.

        What is yielded lets go of it early, from any thread.
        """
        with self._locked(_TIME) as let_go:
            yield let_go

    def listen(self, heard: Callable[[frozenset[str]], None]) -> notices.Notices | None:
        """Return what hears from other processes when it is started, or None if there can be none on this database."""
        return notices.Notices(self._engine, heard) if self.shared else None

    @contextmanager
    def _locked(self, number: int) -> Iterator[Callable[[], None]]:
        if not self.shared:
            yield lambda: None
            return
        connection = self._engine.connect()
        let_go = _once(connection.close)
        try:
            connection.execute(select(func.pg_advisory_xact_lock(number)))
            yield let_go
        finally:
            let_go()

    def clear(self) -> None:
        """Delete every row."""
        with self.begin() as tx:
            for table in reversed(metadata.sorted_tables):
                if table is not facts:
                    tx.run(table.delete())
            tx.run(facts.delete().where(facts.c.name.not_in(OWN_FACTS)))
            self.epochs.forget_everything()
        # Another one: who still reads what was there before notes what is broken in the old one.
        self.broken = set()

    def start(self) -> None:
        """Do nothing: a store is open from the beginning."""

    def stop(self, _grace: float = 0.0, /) -> None:
        """Close the database; a temporary one is gone."""
        if self._file:
            self._file.close()
        self._engine.dispose()
        if self._guard:
            self._guard.close()
        if self._folder:
            self._folder.cleanup()

    @contextmanager
    def _begin_shared(self) -> Iterator[Transaction]:
        try:
            with self._engine.begin() as connection:
                tx = Transaction(CoreExecutor(connection), shared=True, broken=self.broken)
                yield tx
                notices.tell(connection, tx.notices | {due.isoformat() for due in tx.due.values()})
        except IntegrityError as error:
            # Two processes made the same thing at the same time; on SQLite the second one finds the first one's.
            raise ConflictError("A conflict occurred to prevent the operation from completing.") from error
        self.committed(tx)

    @contextmanager
    def _read_shared(self, isolation: IsolationLevel = "READ COMMITTED") -> Iterator[Transaction]:
        with self._engine.connect() as connection:
            connection = connection.execution_options(isolation_level=isolation)
            yield Transaction(CoreExecutor(connection), shared=False, broken=self.broken)

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
                make_private(str(self._url.database))
                self._guard = guard(str(self._url.database))
            with self._locked(_OPENING):
                self._prepare()
            if self._guard:
                close_to_others(str(self._url.database))
        except (DBAPIError, sqlite3.Error, OSError) as error:
            reason = " ".join(str(getattr(error, "orig", None) or getattr(error, "strerror", None) or error).split())
            raise StateError(f"{self.name} cannot be used: {reason}.") from error

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
                metadata.create_all(tx.executor.connection)
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


def _once(act: Callable[[], None]) -> Callable[[], None]:
    """Return what acts when it is first called, by whichever thread."""
    lock = threading.Lock()

    def first() -> None:
        if lock.acquire(blocking=False):
            act()

    return first


class _OnFile:
    """A transaction on SQLite, as a block. Of those that may write there is one at a time."""

    __slots__ = ("_file", "_held", "_lock", "_store", "_tx")

    def __init__(self, store: Store, file: SqliteConnections, lock: threading.RLock | None) -> None:
        """Take the lock of writers; None for a transaction that only reads."""
        self._store, self._file, self._lock = store, file, lock

    def __enter__(self) -> Transaction:
        if self._lock and not self._lock.acquire(blocking=False):
            self._store.before_waiting()
            self._lock.acquire()
        try:
            self._held = self._file.begin()
        except BaseException:
            if self._lock:
                self._lock.release()
            raise
        self._tx = Transaction(self._held.executor, shared=False, broken=self._store.broken)
        return self._tx

    def __exit__(self, kind: object, *_: object) -> None:
        try:
            self._file.end(self._held, commit=self._lock is not None and kind is None)
        finally:
            if self._lock:
                self._lock.release()
        if self._lock and kind is None:
            self._store.committed(self._tx)


def _engine(url: URL, connections: int) -> Engine:
    # A connection that broke while nobody used it is replaced before it is used.
    # One more listens (``notices``).
    return create_engine(url, pool_size=connections - 1, max_overflow=0, pool_pre_ping=True)
