"""Who carries out a statement? SQLAlchemy; or the driver of SQLite itself, where the statement is hot.

Both give the same rows, errors and types: tests/conformance/test_executors.py asks each of them the same questions.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import Connection, Executable
from sqlalchemy.exc import DBAPIError

from azure_scheduler_emulator.storage.hot import Hot, Text

Statement = Executable | Hot
Parameters = Mapping[str, Any]


class Executor(Protocol):
    """Carries out the statements of one transaction."""

    #: Whether a statement needs no way to a server: many small ones are as good as a large one.
    near: bool

    @property
    def connection(self) -> Connection:
        """Return the connection of the transaction as SQLAlchemy has it."""

    def run(self, statement: Statement, parameters: Parameters | Sequence[Parameters] | None) -> int:
        """Execute ``statement``, once for each set of parameters; return how many rows it touched."""

    def all(self, statement: Statement, parameters: Parameters | None) -> Sequence[Any]:
        """Return every row of a query."""

    def first(self, statement: Statement, parameters: Parameters | None) -> Any:
        """Return the first row of a query, or None."""

    def scalar(self, statement: Statement, parameters: Parameters | None) -> Any:
        """Return the first column of the first row of a query, or None."""


class CoreExecutor:
    """By SQLAlchemy, on any database."""

    near = False

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def connection(self) -> Connection:
        """Return the connection of the transaction."""
        return self._connection

    def run(self, statement: Statement, parameters: Parameters | Sequence[Parameters] | None) -> int:
        """Execute ``statement``; return how many rows it touched."""
        return self.connection.execute(_core(statement), parameters).rowcount

    def all(self, statement: Statement, parameters: Parameters | None) -> Sequence[Any]:
        """Return every row."""
        return self.connection.execute(_core(statement), parameters).all()

    def first(self, statement: Statement, parameters: Parameters | None) -> Any:
        """Return the first row, or None."""
        return self.connection.execute(_core(statement), parameters).first()

    def scalar(self, statement: Statement, parameters: Parameters | None) -> Any:
        """Return the first column of the first row, or None."""
        return self.connection.execute(_core(statement), parameters).scalar()


class SqliteExecutor(CoreExecutor):
    """Hot statements by the driver, whose transaction it is; all others by SQLAlchemy on the same connection."""

    near = True

    def __init__(self, connection: Connection, driver: sqlite3.Connection) -> None:
        super().__init__(connection)
        self._driver = driver

    @property
    def connection(self) -> Connection:
        """Return the connection; from here on SQLAlchemy knows that it is in a transaction, and leaves that alone."""
        if not self._connection.in_transaction():
            self._connection.begin()
        return self._connection

    def run(self, statement: Statement, parameters: Parameters | Sequence[Parameters] | None) -> int:
        """Execute ``statement``; return how many rows it touched."""
        if not isinstance(statement, Hot):
            return super().run(statement, parameters)
        text = statement.text
        if isinstance(parameters, Sequence):
            if len(parameters) > 1:
                values = [text.values(each) for each in parameters]
                try:
                    return self._driver.executemany(text.sql, values).rowcount
                except sqlite3.Error as error:
                    raise translated(error, text.sql, values) from error
            parameters = parameters[0]
        return self._execute(text, parameters).rowcount

    def all(self, statement: Statement, parameters: Parameters | None) -> Sequence[Any]:
        """Return every row."""
        if not isinstance(statement, Hot):
            return super().all(statement, parameters)
        text = statement.text
        return [text.row(row) for row in self._execute(text, parameters).fetchall()]

    def first(self, statement: Statement, parameters: Parameters | None) -> Any:
        """Return the first row, or None."""
        if not isinstance(statement, Hot):
            return super().first(statement, parameters)
        text = statement.text
        row = self._one(text, parameters)
        return None if row is None else text.row(row)

    def scalar(self, statement: Statement, parameters: Parameters | None) -> Any:
        """Return the first column of the first row, or None."""
        if not isinstance(statement, Hot):
            return super().scalar(statement, parameters)
        row = self._one(statement.text, parameters)
        return None if row is None else statement.text.row(row)[0]

    def _one(self, text: Text, parameters: Parameters | None) -> Any:
        cursor = self._execute(text, parameters)
        row = cursor.fetchone()
        # What is not read to its end keeps the snapshot of the database from which it reads.
        cursor.close()
        return row

    def _execute(self, text: Text, parameters: Parameters | None) -> sqlite3.Cursor:
        values = text.values(parameters)
        try:
            return self._driver.execute(text.sql, values)
        except sqlite3.Error as error:
            raise translated(error, text.sql, values) from error


def translated(error: sqlite3.Error, sql: str, values: Any = None) -> BaseException:
    """Return the error that SQLAlchemy makes of one of the driver's."""
    return DBAPIError.instance(sql, values, error, sqlite3.Error)


def _core(statement: Statement) -> Executable:
    return statement.statement if isinstance(statement, Hot) else statement
