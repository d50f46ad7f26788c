"""How does a call end in time when its peer only drips?

The timeout of a socket counts anew from each byte received, so a peer that sends one byte a minute would hold a thread
for ever.
"""

from __future__ import annotations

import http.client
import io
import socket
from typing import Any

from azure_scheduler_emulator.machine import monotonic


class Deadline:
    """When the call that a thread is making has to be over."""

    def __init__(self) -> None:
        self._at = 0.0

    def start(self, limit: float) -> None:
        """Give the next call ``limit`` seconds from now."""
        self._at = monotonic() + limit

    def left(self) -> float:
        """Return the seconds that are left; raises TimeoutError when none are."""
        left = self._at - monotonic()
        if left <= 0:
            raise TimeoutError("the call has used up its time")
        return left


class _DeadlineReader(io.RawIOBase):
    """The receiving side of a socket, giving each wait only what is left of the time."""

    def __init__(self, sock: socket.socket, raw: io.RawIOBase, deadline: Deadline) -> None:
        self._sock = sock
        self._raw = raw
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(self._deadline.left())
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class DeadlineResponse(http.client.HTTPResponse):
    """A response whose status line, headers and body all arrive before the deadline."""

    def __init__(self, sock: socket.socket, *, deadline: Deadline, **options: Any) -> None:
        super().__init__(sock, **options)
        self.fp = io.BufferedReader(_DeadlineReader(sock, self.fp.detach(), deadline))
