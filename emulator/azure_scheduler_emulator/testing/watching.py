"""How does a test watch what happens? It reads the event stream of the control API, on a connection of its own."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlencode, urlsplit

from azure_scheduler_emulator.machine import monotonic
from azure_scheduler_emulator.testing.refusal import ControlError, Unmet


@dataclass(frozen=True)
class Event:
    """One piece of news."""

    #: ``jobs``, ``ran``, ``clock``, ...
    topic: str
    data: Mapping[str, Any] = field(default_factory=dict)
    #: For ``Control.events(last=...)``: whoever goes on after it misses nothing.
    id: str = ""


class Events:
    """What happens, one event after the other; a context manager that ends the stream."""

    def __init__(self, url: str, headers: Mapping[str, str], topics: Sequence[str], last: str) -> None:
        parts = urlsplit(url)
        # A beat comes each five seconds: who hears none is cut off.
        self._connection = http.client.HTTPConnection(parts.netloc, timeout=60)
        query = "?" + urlencode({"topics": ",".join(topics)}) if topics else ""
        resumed = {"Last-Event-ID": last} if last else {}
        self._connection.request("GET", f"{parts.path}/events{query}", headers={**headers, **resumed})
        self._answer = self._connection.getresponse()
        if self._answer.status != 200:
            refusal = json.loads(self._answer.read())
            self._connection.close()
            raise ControlError(self._answer.status, refusal)
        # What the stream begins with has come: from here on nothing is missed.
        self._block()

    def __iter__(self) -> Iterator[Event]:
        """Yield each event as it comes, until the emulator stops."""
        while (block := self._block()) is not None:
            if "event" in block:
                yield _event(block)

    def next(self, topic: str = "", *, timeout: float = 60.0) -> Event:
        """Return the next event, of one topic if it is named.

        Raises:
            EOFError: the emulator stops before.
            Unmet: nothing of the kind came for about ``timeout`` seconds.
        """
        deadline = monotonic() + timeout
        while (block := self._block()) is not None:
            if "event" in block and topic in ("", block["event"]):
                return _event(block)
            if monotonic() > deadline:
                raise Unmet(f"No event of {topic or 'any topic'} in {timeout:g} s.")
        raise EOFError("The stream has ended.")

    def close(self) -> None:
        """End the stream."""
        self._answer.close()
        self._connection.close()

    def _block(self) -> dict[str, str] | None:
        """Return the fields of the next block of lines, comments left out, or None at the end."""
        found: dict[str, str] = {}
        while line := self._answer.readline():
            text = line.decode().rstrip("\r\n")
            if not text:
                return found
            name, _, value = text.partition(":")
            if name:
                found[name] = value.removeprefix(" ")
        return None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _event(block: Mapping[str, str]) -> Event:
    return Event(block["event"], json.loads(block.get("data", "{}")), block.get("id", ""))
