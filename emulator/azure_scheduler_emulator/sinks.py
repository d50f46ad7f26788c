"""Where can jobs call when a test has no server of its own? Targets inside the emulator.

A sink has a name, answers what a test has scripted, and remembers what it got.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from azure_scheduler_emulator.domain.errors import ConflictError
from azure_scheduler_emulator.journal import Journal
from azure_scheduler_emulator.news import News, Topic

#: Where the control API is on the plain listener, and where sinks are in it.
CONTROL = "/_emulator"
PATH = f"{CONTROL}/sink/"
#: Calls that one sink remembers.
MOST_CALLS = 10_000
#: Sinks that can be there at once. A sink comes into being by the first call of its name.
MOST_SINKS = 1_000


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What a sink answers to one call."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    delay: timedelta = timedelta()


@dataclass(frozen=True, kw_only=True)
class Received:
    """A call that a sink got."""

    at: datetime
    method: str
    #: What follows the name of the sink, with its slash; empty if nothing does.
    path: str
    query: str
    #: Pairs of name and value in order.
    headers: tuple[tuple[str, str], ...]
    body: str
    #: What was answered.
    status: int

    @property
    def size(self) -> int:
        """Return the bytes that it holds, roughly."""
        return 500 + len(self.body) + len(self.path) + len(self.query)


@dataclass
class Sink:
    """One target."""

    #: Answered in turn; the last one repeats. Without any it is 200.
    script: Sequence[Reply] = ()
    #: Calls answered since it was scripted.
    position: int = 0
    calls: Journal[Received] = field(default_factory=lambda: Journal(MOST_CALLS))

    def next(self) -> Reply:
        """Return the reply to the next call, and move on."""
        if not self.script:
            return Reply()
        reply = self.script[min(self.position, len(self.script) - 1)]
        self.position += 1
        return reply


@dataclass(frozen=True, kw_only=True)
class SinkFacts:
    """What there is to know of a sink."""

    name: str
    script: Sequence[Reply]
    #: Calls answered since it was scripted.
    position: int
    #: Calls that it remembers.
    calls: int
    newest: datetime | None


class Sinks:
    """The targets inside an emulator."""

    def __init__(self, news: News | None = None) -> None:
        self._news = news or News()
        self._lock = threading.Lock()
        self._sinks: dict[str, Sink] = {}
        self._homes: frozenset[tuple[str, int]] = frozenset()
        #: That of the plain listener; None before it listens, or if there is none.
        self.port: int | None = None
        self._addresses = lru_cache(1024)(self._address)

    def live_at(self, hosts: Sequence[str], port: int) -> None:
        """Be told the names and the port of the plain listener, which is known once it listens."""
        self.port = port
        self._homes = frozenset((host.lower(), port) for host in hosts)
        self._addresses.cache_clear()

    def address(self, uri: str) -> tuple[str, str, str] | None:
        """Return name, further path and query of a call that goes to one of these sinks; None for any other."""
        # A job calls the same address again and again.
        return self._addresses(uri) if PATH in uri else None

    def _address(self, uri: str) -> tuple[str, str, str] | None:
        parts = urlsplit(uri)
        if parts.scheme.lower() != "http" or not parts.path.startswith(PATH):
            return None
        if ((parts.hostname or "").lower(), parts.port or 80) not in self._homes:
            return None
        # As a server would read it: the name of a sink may hold what an address has to escape.
        name, slash, rest = unquote(parts.path.removeprefix(PATH)).partition("/")
        return None if not name or rest == "calls" else (name, slash + rest, parts.query)

    def keeps_out(self, uri: str) -> bool:
        """Tell whether a call goes, by the name in its address, to the control API around these sinks."""
        if not self._homes:
            return False
        parts = urlsplit(uri)
        home = ((parts.hostname or "").lower(), parts.port or 80)
        return parts.scheme.lower() == "http" and home in self._homes and is_control(parts.path)

    def script(self, name: str, script: Sequence[Reply], position: int = 0) -> None:
        """Have a sink answer ``script`` from its beginning, or from ``position`` on."""
        with self._lock:
            sink = self._sink(name)
            sink.script, sink.position = tuple(script), position
        self._news.tell(Topic.SINKS)

    def receive(self, name: str, make: Received) -> Reply:
        """Note a call whose status is not known yet, and return what to answer."""
        with self._lock:
            sink = self._sink(name)
            reply = sink.next()
        sink.calls.add([_answered(make, reply.status)])
        self._news.tell(Topic.SINKS)
        return reply

    def calls(self, name: str) -> Journal[Received]:
        """Return what a sink got."""
        with self._lock:
            return self._sink(name).calls

    def remove(self, name: str) -> None:
        """Forget a sink, its script and its calls."""
        with self._lock:
            self._sinks.pop(name, None)
        self._news.tell(Topic.SINKS)

    def scripts(self) -> list[tuple[str, Sequence[Reply], int]]:
        """Return name, script and position of every sink by name."""
        with self._lock:
            return [(name, sink.script, sink.position) for name, sink in sorted(self._sinks.items())]

    def everyone(self) -> list[SinkFacts]:
        """Return what there is to know of every sink by name."""
        with self._lock:
            found = sorted(self._sinks.items())
        return [_facts(name, sink) for name, sink in found]

    def clear(self) -> None:
        """Forget every sink."""
        with self._lock:
            self._sinks.clear()
        self._news.tell(Topic.SINKS)

    def _sink(self, name: str) -> Sink:
        found = self._sinks.get(name)
        if found is None:
            if len(self._sinks) >= MOST_SINKS:
                raise ConflictError(f"There are {MOST_SINKS} sinks already; remove some, or reset.")
            found = self._sinks[name] = Sink()
        return found


def is_control(target: str) -> bool:
    """Tell whether the target of a request is the control API's, and no call to a sink."""
    path = unquote(target.partition("?")[0])
    if path != CONTROL and not path.startswith(f"{CONTROL}/"):
        return False
    name, _, rest = path.removeprefix(PATH).partition("/")
    return not path.startswith(PATH) or not name or rest == "calls"


def _answered(received: Received, status: int) -> Received:
    return Received(**{**vars(received), "status": status})


def _facts(name: str, sink: Sink) -> SinkFacts:
    number, newest = sink.calls.extent()
    at = newest.entry.at if newest is not None else None
    return SinkFacts(name=name, script=sink.script, position=sink.position, calls=number, newest=at)
