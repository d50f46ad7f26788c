"""Which connections to an SQLite file are there, and how does a transaction begin and end on one?

A connection is kept when its transaction has ended. The transaction is the driver's: SQLAlchemy, which has the same
connection for what is not hot, finds it begun, and is asked to end it if it took part.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event

from azure_scheduler_emulator.storage.executors import SqliteExecutor, translated

#: Statements that a connection keeps ready to run.
KEPT_STATEMENTS = 256


class SqliteConnections:
    """The connections to one file."""

    def __init__(self, url: URL, *, durable: bool) -> None:
        """``durable`` files outlive the machine's failure up to the last moments, and never break by it."""
        self.engine = _open(url, durable=durable)
        self._idle: deque[_Held] = deque()

    def begin(self) -> _Held:
        """Return a connection on which a transaction has begun.

        It reads what is committed at its first statement. Writers wait for each other by the process's own lock.
        """
        try:
            held = self._idle.pop()
        except IndexError:
            held = _Held(self.engine.connect())
        held.begin()
        return held

    def end(self, held: _Held, *, commit: bool) -> None:
        """End the transaction and keep the connection; one on which even that fails is given up."""
        try:
            held.end(commit=commit)
        except BaseException:
            held.close()
            raise
        self._idle.append(held)

    def close(self) -> None:
        """Close every connection that is not in use."""
        while self._idle:
            self._idle.pop().close()
        self.engine.dispose()


class _Held:
    """One connection, as SQLAlchemy and as the driver have it."""

    def __init__(self, connection: Connection) -> None:
        driver: Any = connection.connection.dbapi_connection
        self._connection, self._driver = connection, driver
        self.executor = SqliteExecutor(connection, driver)

    def begin(self) -> None:
        """Begin, deferred until the first statement."""
        self._say("BEGIN")

    def end(self, *, commit: bool) -> None:
        """Commit, or roll back."""
        if not self._connection.in_transaction():
            self._say("COMMIT" if commit else "ROLLBACK")
        elif commit:
            self._connection.commit()
        else:
            self._connection.rollback()

    def close(self) -> None:
        """Close it, and roll back what is open."""
        self._connection.close()

    def _say(self, words: str) -> None:
        try:
            self._driver.execute(words)
        except sqlite3.Error as error:
            raise translated(error, words) from error


def _open(url: URL, *, durable: bool) -> Engine:
    options = {"check_same_thread": False, "cached_statements": KEPT_STATEMENTS}
    engine = create_engine(url, poolclass=NullPool, connect_args=options)

    def connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves: the driver's own is late and not immediate
        cursor = connection.cursor()
        synchronous = "NORMAL" if durable else "OFF"
        for pragma in ("journal_mode=WAL", f"synchronous={synchronous}", "foreign_keys=ON", "busy_timeout=10000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def begin(connection: Connection) -> None:
        driver: Any = connection.connection.dbapi_connection
        if not driver.in_transaction:
            driver.execute("BEGIN")

    event.listen(engine, "connect", connect)
    event.listen(engine, "begin", begin)
    return engine
