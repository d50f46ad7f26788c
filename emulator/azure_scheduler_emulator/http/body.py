"""Has the body of a request arrived, and what is it? Fed with what comes, in pieces of any size."""

from __future__ import annotations

import re
from collections.abc import Callable

#: The longest line between chunks, extensions included, in bytes.
LINE_LIMIT = 4096

_CHUNK_SIZE = re.compile(rb"[0-9A-Fa-f]{1,16}[ \t]*(;.*)?", re.DOTALL)


class BodyTooLargeError(Exception):
    """A chunked body exceeds the limit."""


class BadChunkError(Exception):
    """A chunked body does not follow RFC 9112, 7.1."""


class SizedBody:
    """A body of a known length, which may be zero."""

    def __init__(self, length: int) -> None:
        self.data = bytearray()
        self._missing = length

    def take(self, inbox: bytearray) -> bool:
        """Move what belongs to the body out of ``inbox``; return whether the body is complete."""
        if self._missing:
            part = inbox[: self._missing]
            del inbox[: len(part)]
            self.data += part
            self._missing -= len(part)
        return not self._missing


class ChunkedBody:
    """A body in chunks, of at most ``limit`` bytes."""

    def __init__(self, limit: int) -> None:
        self.data = bytearray()
        self._limit = limit
        self._missing = 0
        self._expect: Callable[[ChunkedBody, bytearray], bool] | None = ChunkedBody._size

    def take(self, inbox: bytearray) -> bool:
        """Move what belongs to the body out of ``inbox``; return whether the body is complete.

        Raises:
            BodyTooLargeError: a chunk passes the limit; it has not been read.
            BadChunkError: this is no chunk.
        """
        while self._expect is not None:
            if not self._expect(self, inbox):
                return False
        return True

    def _size(self, inbox: bytearray) -> bool:
        line = _line(inbox)
        if line is None:
            return False
        if not _CHUNK_SIZE.fullmatch(line):
            raise BadChunkError("A chunk must begin with its size.")
        self._missing = int(line.partition(b";")[0], 16)
        if len(self.data) + self._missing > self._limit:
            raise BodyTooLargeError
        self._expect = ChunkedBody._data if self._missing else ChunkedBody._trailer
        return True

    def _data(self, inbox: bytearray) -> bool:
        part = inbox[: self._missing]
        del inbox[: len(part)]
        self.data += part
        self._missing -= len(part)
        if not self._missing:
            self._expect = ChunkedBody._end
        return not self._missing

    def _end(self, inbox: bytearray) -> bool:
        line = _line(inbox)
        if line:
            raise BadChunkError("A chunk must end after its size.")
        if line is not None:
            self._expect = ChunkedBody._size
        return line is not None

    def _trailer(self, inbox: bytearray) -> bool:
        """Skip the trailers: no application of ours asks for any."""
        line = _line(inbox)
        if line == b"":
            self._expect = None
        return line is not None


def _line(inbox: bytearray) -> bytes | None:
    """Move a line out of ``inbox`` and return it without its end, or None if it is not complete."""
    end = inbox.find(b"\r\n", 0, LINE_LIMIT + 2)
    if end < 0:
        if len(inbox) > LINE_LIMIT:
            raise BadChunkError("A line between chunks is too long.")
        return None
    line = bytes(inbox[:end])
    del inbox[: end + 2]
    return line
