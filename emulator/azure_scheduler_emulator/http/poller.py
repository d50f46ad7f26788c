"""Which connection has something to say? One thread watches all that wait, new ones and idle ones, and accepts more."""

from __future__ import annotations

import errno
import logging
import selectors
import socket
import threading
from collections.abc import Callable
from typing import Any

from azure_scheduler_emulator.http.connection import Connection
from azure_scheduler_emulator.machine import monotonic

#: Seconds between two looks at the deadlines: connections live at most that much longer than they may.
TICK = 0.5
#: Connections accepted before those that are readable get their turn again.
BURST = 64

#: Descriptors that are left to the rest of the process.
RESERVE = 64
#: What accepting fails with when there are none left, for the process or the system.
_SHORT = (errno.EMFILE, errno.ENFILE)

log = logging.getLogger(__name__)


class Poller:
    """Watches a listening socket and the connections that nobody serves at the moment."""

    def __init__(
        self,
        listening: socket.socket,
        connect: Callable[[socket.socket, tuple[Any, ...]], Connection],
        serve: Callable[[Connection], None],
    ) -> None:
        listening.setblocking(False)
        self._listening = listening
        self._connect = connect
        self._serve = serve
        self._lock = threading.Lock()
        self._stopping = False
        self._enough = _descriptors() - RESERVE
        self._selector = selectors.DefaultSelector()
        # Unlike epoll and kqueue, select does not notice what is registered while it waits (Windows).
        self._deaf_while_waiting = isinstance(self._selector, selectors.SelectSelector)
        self._waking, self._woken = socket.socketpair()
        self._woken.setblocking(False)
        self._selector.register(self._woken, selectors.EVENT_READ)
        self._selector.register(listening, selectors.EVENT_READ)

    def watch(self, connection: Connection) -> None:
        """Hand ``connection`` over when something has come on it or its time is up; close it if that is no use."""
        with self._lock:
            if not self._stopping:
                self._selector.register(connection.transport, selectors.EVENT_READ, connection)
                if self._deaf_while_waiting:
                    self._wake()
                return
        connection.close()

    def run(self) -> None:
        """Watch until stopped."""
        next_tick = monotonic() + TICK
        while not self._stopping:
            for key, _ in self._selector.select(TICK):
                try:
                    self._handle(key)
                except Exception:
                    # No thread or no memory for this one. The port must survive it.
                    log.exception("Cannot serve a connection.")
            if monotonic() >= next_tick:
                self._tick()
                next_tick = monotonic() + TICK

    def stop(self) -> None:
        """Let ``run`` return, and close whatever is to be watched from now on. To be called once."""
        with self._lock:
            self._stopping = True
            self._wake()

    def close(self) -> None:
        """Close every connection that waits, and the listening socket. To be called after ``run`` has returned."""
        for key in tuple(self._selector.get_map().values()):
            if key.data is not None:
                key.data.close()
        self._selector.close()
        for sock in (self._listening, self._waking, self._woken):
            sock.close()

    def _wake(self) -> None:
        self._waking.send(b"\0")

    def _handle(self, key: selectors.SelectorKey) -> None:
        if key.data is not None:
            self._unwatch(key.data)
            self._serve(key.data)
        elif key.fileobj is self._woken:
            self._woken.recv(64)
        else:
            self._accept()

    def _unwatch(self, connection: Connection) -> None:
        with self._lock:
            self._selector.unregister(connection.transport)

    def _accept(self) -> None:
        for _ in range(BURST):
            try:
                sock, address = self._listening.accept()
            except (BlockingIOError, ConnectionError, InterruptedError):
                return
            except OSError as error:
                if error.errno in _SHORT and self._close_idlest():
                    continue
                # Out of descriptors or memory. Looking away until the next tick keeps this from turning into a loop.
                log.warning("Cannot accept a connection: %s", error)
                with self._lock:
                    self._selector.unregister(self._listening)
                return
            if sock.fileno() >= self._enough:
                # The numbers are given out from below: so many are in use. Calls of jobs and the database need some.
                self._close_idlest()
            try:
                self.watch(self._connect(sock, address))
            except OSError:
                sock.close()  # The client has gone already.

    def _close_idlest(self) -> bool:
        """Close the connection on which nothing has come for longest; tell whether there was one."""
        with self._lock:
            # Whatever is watched anew comes last.
            found = next((key.data for key in self._selector.get_map().values() if key.data is not None), None)
            if found is not None:
                self._selector.unregister(found.transport)
        if found is not None:
            found.close()
        return found is not None

    def _tick(self) -> None:
        now = monotonic()
        with self._lock:
            keys = tuple(self._selector.get_map().values())
            if self._listening.fileno() not in self._selector.get_map():
                self._selector.register(self._listening, selectors.EVENT_READ)
        for connection in (key.data for key in keys if key.data is not None):
            if connection.deadline <= now:
                self._unwatch(connection)
                self._give_up(connection)

    def _give_up(self, connection: Connection) -> None:
        if connection.expire():
            self._serve(connection)
        else:
            connection.close()


def _descriptors() -> int:
    """Return how many files and connections the process may have open at a time."""
    try:
        import resource
    except ImportError:
        # Windows has no such module.
        return 1 << 16
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return 1 << 20 if most == resource.RLIM_INFINITY else most
