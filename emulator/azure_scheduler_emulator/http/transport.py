"""How do bytes travel to and from one client? Receiving never waits; sending waits by select, for a bounded time."""

from __future__ import annotations

import contextlib
import select
import selectors
import socket
import struct
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from azure_scheduler_emulator.http.timeouts import Patience
from azure_scheduler_emulator.machine import monotonic

#: The most that one TLS record holds (RFC 8446, 5.1). Receiving in this size leaves nothing behind that OpenSSL has
#: decrypted and the selector cannot see.
RECORD = 16384
#: Where the gateway leaves the connection in the WSGI environment of a request.
CONNECTION = "emulator.connection"
#: How much of a refused request is thrown away at a time, in bytes.
DISCARDED = 1 << 18
#: What a TLS client says first: the content type of a handshake record, or the length byte of an SSL 2.0 hello.
TLS_GREETINGS = (0x16, 0x80)

# To wait on one descriptor, poll needs none of its own, and unlike select it takes numbers above 1023.
_Selector: type[selectors.BaseSelector] = getattr(selectors, "PollSelector", selectors.SelectSelector)


def _waits_for_input(sock: socket.socket) -> Callable[[float], bool]:
    """Return what waits for something to come on a socket, and tells whether it has."""
    if not hasattr(select, "poll"):

        def wait(seconds: float) -> bool:
            with _Selector() as selector:
                selector.register(sock, selectors.EVENT_READ)
                return bool(selector.select(seconds))

        return wait
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return lambda seconds: bool(poll.poll(seconds * 1000))


class ClientGoneError(Exception):
    """The client closed the connection, or stopped reading from it."""


class BusyError(Exception):
    """Too many requests wait already."""


class Transport:
    """Plain TCP."""

    #: What to tell a client that speaks the other port's protocol.
    misplaced = "This port speaks plain HTTP, not HTTPS."

    def __init__(self, sock: socket.socket, patience: Patience) -> None:
        sock.setblocking(False)
        self._patience = patience
        self._socket = sock
        #: Made when it is first needed: most connections are asked this after each request.
        self._speaks: Callable[[float], bool] | None = None
        #: Of the answer that is sent: how many seconds its client was waited for, and how many bytes it has taken.
        self._waited, self._taken = 0.0, 0
        #: What sending waits for.
        self._wanted = selectors.EVENT_WRITE

    def fileno(self) -> int:
        """Return the descriptor to watch."""
        return self._socket.fileno()

    def environ(self) -> dict[str, Any]:
        """Return what the connection adds to the WSGI environment of each request."""
        return {}

    def greets_rightly(self) -> bool:
        """Tell, without taking it, whether the first byte that came belongs to this port's protocol."""
        first = self._peek()
        return not first or first[0] not in TLS_GREETINGS

    def receive(self) -> bytes | None:
        """Return what has come, None if nothing has, or nothing at all (``b""``) at the end.

        Raises:
            ClientGoneError: the connection broke.
        """
        try:
            return self._socket.recv(RECORD)
        except BlockingIOError:
            return None
        except OSError as error:
            raise ClientGoneError from error

    def speaks_within(self, seconds: float) -> bool:
        """Wait for that long at most; tell whether something has come."""
        if self._speaks is None:
            self._speaks = _waits_for_input(self._socket)
        return self._speaks(seconds)

    def begin_answer(self) -> None:
        """Note that what is sent from now on is another answer."""
        self._waited, self._taken = 0.0, 0

    def send(self, data: bytes, waiting: Callable[[], AbstractContextManager[None]] = nullcontext) -> None:
        """Send everything; be ``waiting`` while there is no room for it.

        Raises:
            ClientGoneError: the connection broke, or the client took nothing, or too little, for as long as we have
                patience.
        """
        rest = memoryview(data)
        while rest:
            sent = self._send(rest)
            if not sent:
                self._wait_for_client(waiting)
            self._taken += sent
            rest = rest[sent:]

    def finish(self) -> None:
        """Tell the client that nothing more will be sent."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)

    def discard(self) -> bool:
        """Throw away what has come, and tell whether more may come."""
        try:
            return bool(self._socket.recv(DISCARDED))
        except BlockingIOError:
            return True
        except OSError:
            return False

    def abort(self) -> None:
        """Break the connection, whatever another thread is doing with it."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def reset_at_close(self) -> None:
        """Have the end of the connection look like a crash to the client: RST instead of FIN."""
        with contextlib.suppress(OSError):
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def close(self) -> None:
        """End the connection. May be called again."""
        self._socket.close()

    def plain(self) -> Transport:
        """Return the same connection without what lies above TCP."""
        return Transport(self._socket, self._patience)

    def is_gone(self) -> bool:
        """Tell, without taking what has come, whether the client has ended the connection."""
        try:
            return not self._socket.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return False
        except OSError:
            return True

    def _peek(self) -> bytes:
        try:
            return self._socket.recv(1, socket.MSG_PEEK)
        except OSError:
            return b""

    def _send(self, data: memoryview) -> int:
        """Return how many bytes went out; zero if there is no room."""
        try:
            return self._socket.send(data)
        except BlockingIOError:
            self._wanted = selectors.EVENT_WRITE
            return 0
        except OSError as error:
            raise ClientGoneError from error

    def _wait_for_client(self, waiting: Callable[[], AbstractContextManager[None]]) -> None:
        """Wait until the client has taken something of its answer; meanwhile nobody waits for this thread."""
        began = monotonic()
        try:
            with waiting():
                self._wait(self._wanted)
        except BusyError as error:
            raise ClientGoneError(str(error)) from error
        self._waited += monotonic() - began
        if self._waited > self._patience.answer + self._taken / self._patience.pace:
            raise ClientGoneError("The client reads its answer too slowly.")

    def _wait(self, event: int) -> None:
        with _Selector() as selector:
            selector.register(self._socket, event)
            if not selector.select(self._patience.answer):
                raise ClientGoneError("The client does not read its answer.")
