"""What happens on one client's connection? It is served whenever something has come, and never waits for more.

A worker is held only by requests that have arrived completely: clients that connect and say nothing, stop within the
TLS handshake or send half a request cost a descriptor until their time is up, but no thread.
"""

from __future__ import annotations

import io
import logging
import re
from contextlib import AbstractContextManager
from typing import Any

from azure_scheduler_emulator.http.body import BadChunkError, BodyTooLargeError
from azure_scheduler_emulator.http.port import HEAD_LIMIT, Port
from azure_scheduler_emulator.http.request import Request
from azure_scheduler_emulator.http.transport import ClientGoneError, Transport
from azure_scheduler_emulator.machine import monotonic

_END_OF_HEAD = re.compile(rb"\n\r?\n")
log = logging.getLogger(__name__)


class _RefusedError(Exception):
    """The request was refused, and the answer is in the outbox."""


class Outbox:
    """The file that cheroot writes to: the head of an answer waits here for the body, one packet instead of two."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> None:
        """Add ``data`` to the end."""
        self._parts.append(data)

    def take(self) -> bytes:
        """Return everything and keep nothing."""
        data = b"".join(self._parts)
        self._parts.clear()
        return data


class Connection:
    """A client's connection, in the hands of one thread at a time."""

    def __init__(self, server: Port, transport: Transport, address: tuple[Any, ...]) -> None:
        self.transport = transport
        #: The moment, in monotonic seconds, after which the connection is given up.
        self.deadline = monotonic() + server.patience.request
        # What cheroot's request and gateway ask of the connection that they belong to.
        self.server = server
        self.remote_addr, self.remote_port = address[:2]
        self.rfile = io.BytesIO()
        self.wfile = Outbox()
        self.ssl_env: dict[str, Any] = {}
        self._inbox = bytearray()
        self._searched = 0
        self._request: Request | None = None
        self._greeted = self._expired = self._lingering = False
        #: Whether a request has been answered on it.
        self.known = False
        # Whether the last request has been answered, and nothing of the next one has come.
        self._resting = False

    def expire(self) -> bool:
        """Note that the deadline has passed; return whether the client is owed an answer."""
        self._expired = True
        return not self._lingering and bool(self._inbox or self._request)

    def communicate(self) -> bool:
        """Take what has come and answer each request that is complete; return whether to watch for more."""
        try:
            if self._lingering:
                return self.transport.discard() and monotonic() < self.deadline
            if self._expired:
                return self._refuse("408 Request Timeout")
            if not self._greeted and not self.transport.greets_rightly():
                self.transport, message = self.transport.plain(), self.transport.misplaced
                return self._refuse("400 Bad Request", message)
            self._greeted = True
            return self._converse()
        except ClientGoneError:
            return False

    def waiting(self) -> AbstractContextManager[None]:
        """Have the thread that calls from within a request not counted while it waits: see ``Workers.waiting``.

        It is the turn of another request.
        """
        self.server.turn.give_up()
        return self.server.waiting()

    def flush(self) -> None:
        """Send what was written."""
        data = self.wfile.take()
        if data:
            self.transport.send(data, self.waiting)

    def close(self) -> None:
        """End the connection."""
        if self._request:
            self._request.body.close()
        self.transport.close()

    def _converse(self) -> bool:
        while data := self.transport.receive():
            self._inbox += data
            try:
                while request := self._next_request():
                    if not self._answer(request):
                        return False
            except _RefusedError:
                return self._linger()
            self._set_deadline()
            if self._resting:
                return True
        if data is None and self.deadline <= monotonic():
            # Who sends a byte now and then is hardly ever among those whose deadlines the poller looks at.
            return self.expire() and self._refuse("408 Request Timeout")
        return data is None

    def _set_deadline(self) -> None:
        if self._resting and not self._inbox:
            self.deadline = monotonic() + self.server.patience.rest
        elif self._resting or self._request:
            self.deadline = monotonic() + self.server.patience.request
            self._resting = False

    def _next_request(self) -> Request | None:
        """Return the next request if it has arrived, head and body."""
        request = self._request or self._read_head()
        if request is None:
            return None
        try:
            complete = request.body.take(self._inbox)
        except BodyTooLargeError:
            request.simple_response("413 Request Entity Too Large", "The body is too large.")
            raise _RefusedError from None
        except BadChunkError as error:
            request.simple_response("400 Bad Request", str(error))
            raise _RefusedError from None
        except OSError as error:
            log.warning("A body of a request finds no room: %s", error)
            request.simple_response("507 Insufficient Storage", "There is no room for the body.")
            raise _RefusedError from None
        self._request = None if complete else request
        return request if complete else None

    def _read_head(self) -> Request | None:
        while self._inbox.startswith(b"\r\n"):
            del self._inbox[:2]  # Some clients put an empty line behind a body (RFC 9112, 2.2).
        found = _END_OF_HEAD.search(self._inbox, self._searched)
        if found is None and len(self._inbox) <= HEAD_LIMIT:
            self._searched = max(0, len(self._inbox) - 2)
            return None
        end = found.end() if found else len(self._inbox)
        self.rfile = io.BytesIO(self._inbox[:end])
        del self._inbox[:end]
        self._searched = 0
        return self._parse()

    def _parse(self) -> Request:
        self.ssl_env = self.transport.environ()
        request = Request(self.server, self)
        try:
            request.parse_request()
        except ValueError as error:
            # urllib refuses some addresses in a way that cheroot does not expect, e.g. //[
            request.simple_response("400 Bad Request", f"Malformed Request-URI: {error}")
        if not request.ready:
            raise _RefusedError
        self.flush()  # cheroot may have written 100 Continue.
        return request

    def _answer(self, request: Request) -> bool:
        """Let the application answer; return whether the connection stays."""
        self.transport.begin_answer()
        try:
            request.respond()
        except ClientGoneError:
            raise
        except Exception:
            log.exception("The application failed to answer %s %s.", request.method, request.uri)
            unsent = self.wfile.take()
            if unsent or not request.sent_headers:
                request.simple_response("500 Internal Server Error")
            request.close_connection = True
        self.flush()
        self._resting = self.known = True
        return not request.close_connection

    def _refuse(self, status: str, message: str = "") -> bool:
        Request(self.server, self).simple_response(status, message)
        return self._linger()

    def _linger(self) -> bool:
        self.flush()
        self.transport.finish()
        self._lingering = True
        self.deadline = monotonic() + self.server.patience.linger
        return True
