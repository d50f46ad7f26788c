"""What is to be sent? The head of an answer waits here for the beginning of its body: one packet instead of two."""

from __future__ import annotations


class Outbox:
    """The file that cheroot writes to."""

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
