"""What is a transaction? A unit of work, and what it leaves to be told when it is committed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Executable, Row

from azure_scheduler_emulator.domain.errors import ConflictError
from azure_scheduler_emulator.news import Topic
from azure_scheduler_emulator.storage.codec import UNREADABLE
from azure_scheduler_emulator.storage.executors import Executor, Statement

T = TypeVar("T")

log = logging.getLogger(__name__)


class Transaction:
    """A unit of work on one connection. Module functions beside this one say what can be asked of it."""

    def __init__(self, executor: Executor, *, shared: bool, broken: set[str]) -> None:
        self.executor = executor
        self._broken = broken
        #: Whether other processes use the database too, so that rows to be changed must be locked as they are read.
        self.shared = shared
        #: Whether many small statements are as good as a large one.
        self.near = executor.near
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

    def readable(self, what: str, rows: Iterable[Any], read: Callable[[Any], T]) -> list[T]:
        """Return what ``read`` makes of each row, ``what`` it is; what cannot be read is left out."""
        found = []
        for row in rows:
            try:
                found.append(read(row))
            except UNREADABLE as error:
                self.skip(what, error)
        return found

    def one(self, what: str, row: Any, read: Callable[[Any], T]) -> T:
        """Return what ``read`` makes of a row that somebody asks for by its name.

        Raises:
            ConflictError: it cannot be read.
        """
        try:
            return read(row)
        except UNREADABLE as error:
            self.skip(what, error)
            raise ConflictError(f"What is stored of {what} cannot be read.") from error

    def run(
        self, statement: Statement, parameters: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> int:
        """Execute ``statement``, once for each set of parameters; return how many rows it touched."""
        return self.executor.run(statement, parameters)

    def all(self, statement: Statement, parameters: Mapping[str, Any] | None = None) -> Sequence[Any]:
        """Return every row of a query."""
        return self.executor.all(statement, parameters)

    def stream(self, statement: Executable) -> Iterator[Row[Any]]:
        """Yield every row of a query, few of which are in memory at a time."""
        yield from self.executor.connection.execute(statement, execution_options={"yield_per": 1000})

    def first(self, statement: Statement, parameters: Mapping[str, Any] | None = None) -> Any:
        """Return the first row of a query, or None."""
        return self.executor.first(statement, parameters)

    def scalar(self, statement: Statement, parameters: Mapping[str, Any] | None = None) -> Any:
        """Return the first column of the first row of a query, or None."""
        return self.executor.scalar(statement, parameters)
