"""Which request has the processor? One at a time, of those that need nothing else.

Python runs one thread at a time anyway. When eight of them want to, each is interrupted again and again, and handing
over costs as much as the request. docs/decisions/0013-one-request-at-a-time-has-the-processor.md
"""

from __future__ import annotations

import threading


class Turn:
    """A lock that is given back early by who has to wait for something: nobody asks for it twice."""

    def __init__(self, *, everybody: bool = False) -> None:
        """``everybody`` has it at once: who waits for a server of databases had better wait with all others."""
        self._everybody = everybody
        self._lock = threading.Lock()
        self._holder = 0

    def __enter__(self) -> None:
        if self._everybody:
            return
        self._lock.acquire()
        self._holder = threading.get_ident()

    def __exit__(self, *_: object) -> None:
        self.give_up()

    def give_up(self) -> None:
        """Let the next one have it, whatever the calling thread does from here on; to be called by anybody."""
        if self._holder == threading.get_ident():
            self._holder = 0
            self._lock.release()
