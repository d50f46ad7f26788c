"""What is told to those who watch, as events that any language can read?"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from azure_scheduler_emulator.clock import Clock
from azure_scheduler_emulator.domain.time.moment import render
from azure_scheduler_emulator.engine.commands import Advance, State
from azure_scheduler_emulator.news import BEAT, Change, News, Seen, Topic, follow

#: Milliseconds after which a client comes back whose stream has ended.
RETRY = 1000
#: Topics whose news say how often.
_COUNTED = frozenset({Topic.RAN, Topic.CLAIMED, Topic.ASKED})


@dataclass(frozen=True, kw_only=True)
class Event:
    """One piece of news."""

    topic: Topic
    #: Plain JSON values.
    data: dict[str, Any]
    #: How far the news are with it: who comes back with this word misses nothing.
    id: str

    def __bytes__(self) -> bytes:
        """Write it as an event of an event stream."""
        return f"event: {self.topic}\nid: {self.id}\ndata: {json.dumps(self.data)}\n\n".encode()


class Events:
    """Turns news into events."""

    def __init__(
        self,
        news: News,
        clock: Clock,
        next_due: Callable[[], datetime | None],
        advances: Callable[[], Sequence[Advance]],
    ) -> None:
        """``advances`` returns what the shared clock was told to do, the oldest first."""
        self._news = news
        self._clock = clock
        self._next_due = next_due
        self._advances = advances

    @contextmanager
    def stream(
        self, topics: Collection[Topic] = (), *, last: str = "", beat: float = BEAT
    ) -> Iterator[Iterator[bytes]]:
        """Yield an event stream of what happens, of ``topics`` only if any are given; it ends with the emulator.

        ``last`` is the id of the last event that its reader got, who goes on from there; of everything, if that was in
        another life of the emulator.

        Raises:
            TooManyReadersError: there are as many as may be.
        """
        with self._news.reading():
            yield self._lines(frozenset(topics) or frozenset(Topic), last, beat)

    def _lines(self, topics: Collection[Topic], last: str, beat: float) -> Iterator[bytes]:
        known = self._news.read(last)
        since = known or self._news.seen()
        # Who has read this misses nothing that happens from then on.
        yield f"retry: {RETRY}\n\n".encode()
        if last and known is None:
            yield bytes(Event(topic=Topic.ALL, data={}, id=str(since)))
        for batch in follow(self._news, since, beat):
            found = [change for change in batch.changes if change.topic in topics or change.topic is Topic.ALL]
            yield b"".join(bytes(self._event(change, batch.seen)) for change in found) or b": beat\n\n"

    def _event(self, change: Change, seen: Seen) -> Event:
        return Event(topic=change.topic, data=self._data(change), id=str(seen))

    def _data(self, change: Change) -> dict[str, Any]:
        if change.topic is Topic.CLOCK:
            return self._time()
        if change.topic is Topic.PROGRESS:
            return self._time() | self._progress()
        if change.topic is Topic.JOBS:
            return {} if change.ids is None else {"ids": list(change.ids)}
        return {"times": change.times} if change.topic in _COUNTED else {}

    def _progress(self) -> dict[str, Any]:
        """Return what the advance that goes on tells of itself; nothing if it is over by now."""
        moving = next((each for each in self._advances() if each.state is State.RUNNING), None)
        if moving is None:
            return {}
        began, target = (moment and render(moment) for moment in (moving.began, moving.target))
        return {"advance": moving.id, "from": began, "to": target, "executions": moving.made}

    def _time(self) -> dict[str, Any]:
        due = self._next_due()
        mode = "virtual" if self._clock.virtual else "system"
        return {"mode": mode, "now": render(self._clock.now()), "next": render(due) if due else None}
