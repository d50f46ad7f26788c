"""Which parts of a file does a client want? As .NET reads the Range header (contract of the Kudu face, section 4.11).

Several ranges come as ``multipart/byteranges``, those that lie outside are left out; with none inside it is 416. A
header that cannot be read does not count.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

#: A range as it is asked for: from and to, that included; without a from, so many bytes at the end.
Wanted = tuple[int | None, int | None]
#: A range of a file: from, and up to but without.
Span = tuple[int, int]

_HEADER = re.compile(r"\s*bytes\s*=(.*)", re.IGNORECASE)
_RANGE = re.compile(r"\s*(?:(\d{1,18})\s*-\s*(\d{1,18})?|-\s*(\d{1,18}))\s*")


def read(header: str | None) -> list[Wanted] | None:
    """Return the ranges that a header asks for, or None if it asks for none."""
    match = _HEADER.fullmatch(header or "")
    if match is None:
        return None
    found: list[Wanted] = []
    for text in filter(str.strip, match[1].split(",")):
        part = _RANGE.fullmatch(text)
        if part is None or (part[1] and part[2] and int(part[2]) < int(part[1])):
            return None
        first, last, tail = (None if number is None else int(number) for number in part.groups())
        found.append((first, last if tail is None else tail))
    return found or None


def within(wanted: Iterable[Wanted], size: int) -> list[Span]:
    """Return what there is of the ranges in a file of ``size`` bytes."""
    found = []
    for first, last in wanted:
        if first is None:
            span = (max(0, size - (last or 0)), size)
        else:
            span = (first, size if last is None else min(last + 1, size))
        if span[0] < span[1]:
            found.append(span)
    return found


def spell(span: Span, size: int) -> str:
    """Return a range as a Content-Range header does."""
    return f"bytes {span[0]}-{span[1] - 1}/{size}"


class Parts:
    """The body of an answer with several ranges of a file."""

    def __init__(self, boundary: str, kind: str, spans: Sequence[Span], size: int) -> None:
        """``boundary`` is what no file holds, ``kind`` the type of this one, ``size`` its length."""
        self.content_type = f'multipart/byteranges; boundary="{boundary}"'
        self._spans = spans
        self._heads = [
            f"--{boundary}\r\nContent-Type: {kind}\r\nContent-Range: {spell(span, size)}\r\n\r\n".encode()
            for span in spans
        ]
        self._end = f"--{boundary}--\r\n".encode()

    @property
    def length(self) -> int:
        """How many bytes the body has."""
        between = sum(len(head) + 2 for head in self._heads)
        return between + sum(end - first for first, end in self._spans) + len(self._end)

    def read(self, content: Callable[[Span], Iterator[bytes]]) -> Iterator[bytes]:
        """Yield the body; ``content`` yields the bytes of a range."""
        for head, span in zip(self._heads, self._spans, strict=True):
            yield head
            yield from content(span)
            yield b"\r\n"
        yield self._end
