"""Which thread serves a connection on which something has come?"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from azure_scheduler_emulator.http.connection import Connection
from azure_scheduler_emulator.http.transport import BusyError
from azure_scheduler_emulator.machine import monotonic

#: Requests that may wait at a time, each with a thread that serves nobody else meanwhile.
MOST_WAITING = 1000


class Workers:
    """Threads that are made when they are needed, up to a limit, and kept.

    They are daemons: an application that never returns must not keep the process alive.
    """

    def __init__(self, work: Callable[[Connection], None], *, limit: int, name: str) -> None:
        self._work = work
        self._limit = limit
        self._name = name
        self._queue: queue.SimpleQueue[Connection | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._idle = self._waiting = 0
        self._threads: list[threading.Thread] = []
        self._busy: set[Connection] = set()

    def submit(self, connection: Connection) -> None:
        """Have ``connection`` served as soon as a thread is free."""
        with self._lock:
            # Counted down here and not by the thread that wakes up: it has not run yet when the next one is submitted.
            if self._idle:
                self._idle -= 1
            elif len(self._threads) < self._limit + self._waiting:
                self._spawn()
        self._queue.put(connection)

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Not count the calling thread, which serves a request, among the others for as long as the block takes.

        Raises:
            BusyError: so many wait already that memory would run short.
        """
        with self._lock:
            if self._waiting >= MOST_WAITING:
                raise BusyError("Too many requests wait for something already.")
            self._waiting += 1
            if not self._queue.empty() and not self._idle:
                self._spawn()
        try:
            yield
        finally:
            with self._lock:
                self._waiting -= 1

    def stop(self) -> None:
        """Let the threads end when they have served what was submitted."""
        with self._lock:
            for _ in self._threads:
                self._queue.put(None)

    def join(self, deadline: float) -> None:
        """Wait for the threads until ``deadline`` (monotonic seconds), then break the connections they still serve."""
        for thread in self._threads:
            thread.join(max(0.0, deadline - monotonic()))
        for connection in tuple(self._busy):
            connection.transport.abort()

    def _spawn(self) -> None:
        thread = threading.Thread(target=self._run, name=f"{self._name}-{len(self._threads)}", daemon=True)
        thread.start()
        self._threads.append(thread)

    def _run(self) -> None:
        while (connection := self._queue.get()) is not None:
            self._busy.add(connection)
            try:
                self._work(connection)
            finally:
                self._busy.discard(connection)
            with self._lock:
                self._idle += 1
