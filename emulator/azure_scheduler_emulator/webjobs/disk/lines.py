"""How does a stream of bytes become lines?"""

from __future__ import annotations

import re

#: A longer line is cut into several: a job that never ends its line must not fill the memory.
LONGEST = 64 * 1024
_END = re.compile(rb"\r\n|\n|\r")


class LineSplitter:
    """Cuts a stream at ``\\n``, ``\\r\\n`` and lone ``\\r``; empty lines count."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[str]:
        """Take some bytes and return the lines that are complete by them."""
        held = self._rest + data
        # A carriage return at the end may be the first half of a line end.
        ready, tail = (held[:-1], b"\r") if held.endswith(b"\r") else (held, b"")
        *whole, last = _END.split(ready)
        while len(last) > LONGEST:
            whole.append(last[:LONGEST])
            last = last[LONGEST:]
        self._rest = last + tail
        return [text.decode("utf-8", "replace") for text in whole]

    def flush(self) -> list[str]:
        """Return the line that was begun and not ended, if any, at the end of the stream."""
        rest, self._rest = self._rest, b""
        return [rest.removesuffix(b"\r").decode("utf-8", "replace")] if rest else []
