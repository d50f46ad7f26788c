"""What has happened, as far as it is remembered? A bounded list that can be waited on.

Kept in memory: a journal tells what this process has seen. What lasts is the history of each job, in the database.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Generic, NamedTuple, Protocol, TypeVar

from azure_scheduler_emulator.domain.azure.subscription import Certificate
from azure_scheduler_emulator.domain.fault_mark import FaultMark
from azure_scheduler_emulator.machine import monotonic

#: Bytes that one journal keeps at most, as its entries estimate them.
MOST_BYTES = 64 * 1024 * 1024

#: Bytes that an exchange takes beside its texts: a dozen small objects.
OVERHEAD = 700

#: Bytes of a body, either way, that are remembered.
KEPT = 64 * 1024


class Sized(Protocol):
    """Something that knows how much memory it holds."""

    @property
    def size(self) -> int:
        """Return the bytes that it holds, roughly."""


T = TypeVar("T", bound=Sized)


class Numbered(NamedTuple, Generic[T]):
    """An entry with its running number, which no other entry of the journal ever has."""

    number: int
    entry: T


class Journal(Generic[T]):
    """The newest entries, the oldest of which make room when it is full."""

    def __init__(self, most: int, most_bytes: int = MOST_BYTES) -> None:
        """Keep up to ``most`` entries (0: none at all) of ``most_bytes`` together."""
        self._most = most
        self._most_bytes = most_bytes
        self._entries: deque[Numbered[T]] = deque()
        self._bytes = 0
        #: How many have ever been added.
        self._added = 0
        self._more = threading.Condition()

    def add(self, entries: Iterable[T]) -> None:
        """Append entries, and wake whoever waits for them."""
        with self._more:
            for entry in entries:
                self._added += 1
                self._entries.append(Numbered(self._added, entry))
                self._bytes += entry.size
            while self._entries and (len(self._entries) > self._most or self._bytes > self._most_bytes):
                self._bytes -= self._entries.popleft().entry.size
            self._more.notify_all()

    def entries(self) -> list[T]:
        """Return what is remembered, oldest first."""
        return [each.entry for each in self.numbered()]

    def numbered(self) -> list[Numbered[T]]:
        """Return what is remembered with its running numbers, oldest first."""
        with self._more:
            return list(self._entries)

    def extent(self) -> tuple[int, Numbered[T] | None]:
        """Return how many entries are remembered, and the newest of them."""
        with self._more:
            return len(self._entries), self._entries[-1] if self._entries else None

    @property
    def added(self) -> int:
        """Return the number of the newest entry that there ever was."""
        return self._added

    def forget(self, fits: Callable[[T], bool] = lambda _: True) -> None:
        """Forget the entries that fit, by default all of them."""
        with self._more:
            self._entries = deque(each for each in self._entries if not fits(each.entry))
            self._bytes = sum(each.entry.size for each in self._entries)

    def wait(self, fits: Callable[[Numbered[T]], bool], count: int, timeout: float) -> list[Numbered[T]]:
        """Return the entries that fit, oldest first, as soon as there are ``count``, or those there are after
        ``timeout`` seconds of the machine's time.
        """
        deadline = monotonic() + timeout
        with self._more:
            found = [each for each in self._entries if fits(each)]
            seen = self._added
            while len(found) < count and (left := deadline - monotonic()) > 0:
                self._more.wait(left)
                fresh = min(self._added - seen, len(self._entries))
                found += [each for each in islice(self._entries, len(self._entries) - fresh, None) if fits(each)]
                seen = self._added
        return found


@dataclass(slots=True, kw_only=True)
class Exchange:
    """One request with its answer, as they were on the wire; secrets are masked when it is shown.

    There is one for each request, and hardly any is ever looked at: it keeps bytes, which are taken apart then.
    """

    at: datetime
    #: Name of the face that answered; empty if no face claimed the request.
    face: str
    method: str
    path: str
    query: str
    #: Subscription that the path names, lower case; empty if it names none.
    subscription: str
    #: The head as it came, ending each line with CRLF.
    head: bytes
    #: How long the body is, for one that came in chunks; empty if there is none.
    length: str
    #: The first KEPT bytes.
    body: bytes
    #: Number of the answer; 0 when a fault broke the connection instead.
    status: int
    #: Names and values of the answer's headers in turn, one a line: neither can hold the end of one.
    answer_head: str
    answer_body: bytes
    #: Seconds that the answer took, delays on purpose included.
    seconds: float
    #: Why it was refused, in a sentence; empty if it was not.
    reason: str = ""
    #: The id that the answer gives the request, by which its operation can be polled: lower case without dashes.
    id: str = ""
    #: The rule that struck: its id and its name.
    fault: FaultMark | None = None
    #: The client's certificate, DER.
    certificate: bytes | None = None
    #: The certificates that would have been let in, where the client's was not.
    registered: Sequence[Certificate] = ()

    @property
    def size(self) -> int:
        """Return the bytes that it holds, roughly."""
        parts = (self.head, self.body, self.answer_head, self.answer_body, self.path, self.query, self.reason)
        return OVERHEAD + sum(map(len, parts))

    @property
    def headers(self) -> list[tuple[str, str]]:
        """Return the headers as pairs of name and value, those of the body last; of several lines one."""
        found: dict[str, str] = {}
        for line in self.head.decode("latin-1").split("\r\n")[1:]:
            name, colon, value = line.partition(":")
            if colon and "_" not in name:
                name, value = name.title(), value.strip(" \t")
                found[name] = f"{found[name]}, {value}" if name in found else value
        kind = found.pop("Content-Type", "")
        found.pop("Content-Length", None)
        of_the_body = (("Content-Type", kind), ("Content-Length", self.length))
        return [*found.items(), *(pair for pair in of_the_body if pair[1])]

    @property
    def answer_headers(self) -> list[tuple[str, str]]:
        """Return the answer's headers as pairs of name and value."""
        lines = self.answer_head.split("\n") if self.answer_head else []
        return list(zip(lines[::2], lines[1::2], strict=True))
