"""How do processes on one PostgreSQL tell each other that something is due, without asking again and again?

What a transaction has to tell goes out by NOTIFY within it: it arrives when the transaction is committed, and not at
all if it is not. A thread of each process listens on a connection of its own. What was told while nobody listened is
lost, so whoever begins to listen looks for himself once.
"""

from __future__ import annotations

import logging
import select as ready
import socket
import threading
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, func, select

CHANNEL = "azure_scheduler_emulator"
#: A clock was moved; attempts of another process were settled. Anything else is the moment when something falls due.
CLOCK, SETTLED = "clock", "settled"
#: Seconds to leave a database alone that just refused.
PAUSE = 1.0

_TELL = select(func.pg_notify(CHANNEL, bindparam("text")))

log = logging.getLogger(__name__)


def when(told: Iterable[str]) -> datetime | None:
    """Return the earliest moment among the news at which something falls due, or None."""
    return min((datetime.fromisoformat(text) for text in told if text not in (CLOCK, SETTLED)), default=None)


def tell(connection: Connection, news: Iterable[str]) -> None:
    """Have every listening process told when the transaction of ``connection`` is committed."""
    for text in sorted(news):
        connection.execute(_TELL, {"text": text})


class Notices:
    """Listens, on a thread of its own, until it is stopped."""

    def __init__(self, engine: Engine, heard: Callable[[frozenset[str]], None]) -> None:
        """``heard`` gets what was told at once, each text once; an empty set says that anything may have happened."""
        self._engine = engine
        self._heard = heard
        self._stopped = threading.Event()
        #: Closing one of them ends the wait for the database.
        self._wakes, self._waker = socket.socketpair()
        self._thread = threading.Thread(target=self._run, name="notices", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self, grace: float) -> None:
        """Hear nothing more."""
        if self._stopped.is_set():
            return
        self._stopped.set()
        # The other end wakes up when this one is closed.
        self._waker.close()
        if self._thread.is_alive():
            self._thread.join(grace)
        else:
            self._wakes.close()

    def _run(self) -> None:
        with self._wakes:
            while not self._stopped.is_set():
                try:
                    self._listen()
                except Exception as error:
                    log.debug("nothing is heard from other processes; tried again", exc_info=error)
                    self._stopped.wait(PAUSE)

    def _listen(self) -> None:
        with closing(self._connect()) as connection:
            connection.execute(f"LISTEN {CHANNEL}")
            self._heard(frozenset())
            while not self._stopped.is_set():
                if told := frozenset(notice.payload for notice in connection.notifies(timeout=0)):
                    self._heard(told)
                else:
                    ready.select([connection, self._wakes], [], [])

    def _connect(self) -> Any:
        """Return a connection of psycopg that is not one of those which transactions take turns with."""
        arguments, options = self._engine.dialect.create_connect_args(self._engine.url)
        return self._engine.dialect.import_dbapi().connect(*arguments, **options, autocommit=True)
