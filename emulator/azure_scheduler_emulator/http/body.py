"""Has the body of a request arrived, and what is it? Fed with what comes, in pieces of any size.

A large body waits for its end in a temporary file, and of one that nobody may send only the beginning is kept.
"""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Callable
from typing import IO, cast

#: The longest line between chunks, extensions included, in bytes.
LINE_LIMIT = 4096
#: The most of a body that is kept in memory, in bytes.
IN_MEMORY = 1 << 20

_CHUNK_SIZE = re.compile(rb"[0-9A-Fa-f]{1,16}[ \t]*(;.*)?", re.DOTALL)


class BodyTooLargeError(Exception):
    """A chunked body exceeds the limit."""


class BadChunkError(Exception):
    """A chunked body does not follow RFC 9112, 7.1."""


class Body:
    """What has come of a body."""

    def __init__(self, kept: int) -> None:
        self._kept = kept
        self._file: IO[bytes] = io.BytesIO()
        self._spilt = False
        #: How much is kept, in bytes.
        self.size = 0

    def open(self) -> IO[bytes]:
        """Return what came, from its beginning."""
        self._file.seek(0)
        return self._file

    def close(self) -> None:
        """Forget what came."""
        self._file.close()

    def _keep(self, inbox: bytearray, most: int) -> int:
        """Move ``most`` bytes out of ``inbox``, or what there is; return how many these were."""
        count = min(most, len(inbox))
        room = min(count, self._kept - self.size)
        if room:
            self.size += room
            if self.size > IN_MEMORY and not self._spilt:
                self._spill()
            self._file.write(inbox[:room])
        del inbox[:count]
        return count

    def _spill(self) -> None:
        file = cast("IO[bytes]", tempfile.TemporaryFile())  # noqa: SIM115 - closed with the body
        file.write(cast("io.BytesIO", self._file).getbuffer())
        self._file, self._spilt = file, True


class SizedBody(Body):
    """A body of a known length, which may be zero; of which no more than ``kept`` bytes are kept, if that is given."""

    def __init__(self, length: int, kept: int | None = None) -> None:
        super().__init__(length if kept is None else kept)
        self._missing = length

    def take(self, inbox: bytearray) -> bool:
        """Move what belongs to the body out of ``inbox``; return whether the body is complete."""
        if self._missing:
            self._missing -= self._keep(inbox, self._missing)
        return not self._missing


class ChunkedBody(Body):
    """A body in chunks, of at most ``limit`` bytes; of which no more than ``kept`` are kept, if that is given."""

    def __init__(self, limit: int, kept: int | None = None) -> None:
        super().__init__(limit if kept is None else kept)
        self._limit = limit
        self._missing = self._come = 0
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
        self._come += self._missing
        if self._come > self._limit:
            raise BodyTooLargeError
        self._expect = ChunkedBody._data if self._missing else ChunkedBody._trailer
        return True

    def _data(self, inbox: bytearray) -> bool:
        self._missing -= self._keep(inbox, self._missing)
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
