"""Who is told that something has changed? Whoever watches: pages, and tests in any language.

Nothing is queued. A kind of news has a counter, which whoever changes something raises, and who watches compares what
the counters were with what they are: a slow reader costs nothing and misses nothing, and a thousand changes at once are
one piece of news.
"""

from __future__ import annotations

import secrets
import threading
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum

from azure_scheduler_emulator.machine import monotonic

#: Streams that may be read at a time: each has a thread of its own.
MOST_READERS = 24
#: Identities that one piece of news names at most.
MOST_NAMED = 50


class Topic(StrEnum):
    """What news are about."""

    #: The clock was set, or moved.
    CLOCK = "clock"
    #: An advance goes on.
    PROGRESS = "progress"
    #: Attempts were made, and their outcomes stored.
    RAN = "ran"
    #: Attempts began.
    CLAIMED = "claimed"
    #: Requests to the emulated APIs were answered.
    ASKED = "asked"
    #: Jobs or job collections were made, changed or deleted.
    JOBS = "jobs"
    FAULTS = "faults"
    SINKS = "sinks"
    SNAPSHOTS = "snapshots"
    SUBSCRIPTIONS = "subscriptions"
    OPERATIONS = "operations"
    #: Everything may be different: a reset, a state that was put back.
    ALL = "all"


@dataclass(frozen=True)
class Seen:
    """Up to where somebody has followed the news of one process."""

    name: str
    counts: Mapping[Topic, int]

    def __str__(self) -> str:
        """Write it in a word, which ``News.read`` understands."""
        return "-".join((self.name, *map(str, self.counts.values())))


@dataclass(frozen=True, kw_only=True)
class Change:
    """What has happened of one kind since somebody last looked."""

    topic: Topic
    #: How often; of jobs, how many.
    times: int
    #: Which jobs, as far as they are few and known.
    ids: Sequence[str] | None = None


@dataclass(frozen=True)
class Batch:
    """What has happened, and how far the news are with it; nothing for a sign of life."""

    changes: Sequence[Change]
    seen: Seen


class TooManyReadersError(Exception):
    """As many watch as may."""


@dataclass
class _Told:
    """One topic's counter, and the newest identities that it counted."""

    count: int = 0
    ids: deque[str] = field(default_factory=lambda: deque(maxlen=MOST_NAMED))


class News:
    """Counters, and one condition that is notified when one of them is raised."""

    def __init__(self) -> None:
        self._told = {topic: _Told() for topic in Topic}
        self._more = threading.Condition()
        self._readers = 0
        self._over = False
        #: Tells this process' news from those of another one.
        self._name = secrets.token_hex(4)

    def tell(self, topic: Topic, times: int = 1) -> None:
        """Say that something has happened, ``times`` times."""
        with self._more:
            told = self._told[topic]
            told.count += times
            # Whose change it was nobody knows: no identity that is known before reaches across it.
            told.ids.clear()
            self._more.notify_all()

    def tell_of(self, topic: Topic, ids: Sequence[str]) -> None:
        """Say that something has happened to each of ``ids``."""
        with self._more:
            told = self._told[topic]
            told.count += len(ids)
            told.ids.extend(ids)
            self._more.notify_all()

    def seen(self) -> Seen:
        """Return how far the news are now."""
        with self._more:
            return self._seen()

    def read(self, text: str) -> Seen | None:
        """Return how far somebody was who kept the word for it; None if it is of another process, or no such word."""
        name, *numbers = text.split("-")
        if name != self._name or len(numbers) != len(self._told) or not all(map(_is_number, numbers)):
            return None
        return Seen(name, dict(zip(self._told, map(int, numbers), strict=True)))

    def since(self, seen: Seen) -> tuple[list[Change], Seen]:
        """Return what has happened since, and how far the news are with that."""
        with self._more:
            return self._changes(seen), self._seen()

    def wait(self, seen: Seen, seconds: float) -> bool:
        """Wait for something to happen that was not ``seen``, for a while; tell whether it has."""
        with self._more:
            return self._more.wait_for(lambda: self._over or self._differs(seen), seconds) and not self._over

    def rest(self, seconds: float) -> None:
        """Let a while pass, so that what happens in it is told together; no longer than the news go on."""
        with self._more:
            self._more.wait_for(lambda: self._over, seconds)

    @property
    def over(self) -> bool:
        """Whether nothing more will be told."""
        return self._over

    def close(self) -> None:
        """End every stream: the emulator stops."""
        with self._more:
            self._over = True
            self._more.notify_all()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Be one of those who watch.

        Raises:
            TooManyReadersError: there are as many as may be.
        """
        with self._more:
            if self._readers >= MOST_READERS:
                raise TooManyReadersError(f"{MOST_READERS} streams are being read already.")
            self._readers += 1
        try:
            yield
        finally:
            with self._more:
                self._readers -= 1

    def _seen(self) -> Seen:
        return Seen(self._name, {topic: told.count for topic, told in self._told.items()})

    def _differs(self, seen: Seen) -> bool:
        return any(told.count != seen.counts[topic] for topic, told in self._told.items())

    def _changes(self, seen: Seen) -> list[Change]:
        found = []
        for topic, told in self._told.items():
            times = told.count - seen.counts[topic]
            if times > 0:
                known = list(told.ids)[-times:] if times <= len(told.ids) else None
                found.append(Change(topic=topic, times=times, ids=known and list(dict.fromkeys(known))))
        return found


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 20


#: Seconds that pass between a change and the news of it, so that a burst is one piece of news.
GATHERING = 0.15
#: Seconds between one batch of news and the next.
SPACING = 0.25
#: Seconds after which a stream shows that it is still there. A client that is gone is noticed at a write only.
BEAT = 5.0


def follow(news: News, seen: Seen, beat: float = BEAT) -> Iterator[Batch]:
    """Yield what happens that was not ``seen``, in batches, until the news end; an empty batch is a beat."""
    sent = 0.0
    while not news.over:
        if not news.wait(seen, beat):
            if not news.over:
                yield Batch([], seen)
            continue
        news.rest(max(GATHERING, SPACING - (monotonic() - sent)))
        changes, seen = news.since(seen)
        if not news.over:
            yield Batch(changes, seen)
        sent = monotonic()
