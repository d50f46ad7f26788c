"""How do bytes travel to and from one client? Receiving never waits; sending waits by select, for a bounded time."""

from __future__ import annotations

import contextlib
import selectors
import socket
import struct
from typing import Any

from azure_scheduler_emulator.http.timeouts import Patience

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


class ClientGoneError(Exception):
    """The client closed the connection, or stopped reading from it."""


class Transport:
    """Plain TCP."""

    #: What to tell a client that speaks the other port's protocol.
    misplaced = "This port speaks plain HTTP, not HTTPS."

    def __init__(self, sock: socket.socket, patience: Patience) -> None:
        sock.setblocking(False)
        self._patience = patience
        self._socket = sock

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
        with _Selector() as selector:
            selector.register(self._socket, selectors.EVENT_READ)
            return bool(selector.select(seconds))

    def send(self, data: bytes) -> None:
        """Send everything.

        Raises:
            ClientGoneError: the connection broke, or the client took nothing for as long as we have patience.
        """
        rest = memoryview(data)
        while rest:
            rest = rest[self._send(rest) :]

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
        """Return how many bytes went out; zero after waiting for room."""
        try:
            return self._socket.send(data)
        except BlockingIOError:
            return self._wait(selectors.EVENT_WRITE)
        except OSError as error:
            raise ClientGoneError from error

    def _wait(self, event: int) -> int:
        with _Selector() as selector:
            selector.register(self._socket, event)
            if not selector.select(self._patience.answer):
                raise ClientGoneError("The client does not read its answer.")
        return 0
