"""How does a test speak to the control API? Over HTTP, with words of its own for clock, faults and targets."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from azure_scheduler_emulator.testing.caller import text_of
from azure_scheduler_emulator.testing.clocks import Advance, Clock, TestClock, TestClocks
from azure_scheduler_emulator.testing.refusal import ControlError, Unmet
from azure_scheduler_emulator.testing.sinks import Sink
from azure_scheduler_emulator.testing.watching import Events

__all__ = ["Advance", "Clock", "Control", "ControlError", "Faults", "Sink", "TestClock", "TestClocks", "Unmet"]


class Control:
    """The control API of one emulator."""

    def __init__(self, url: str, *, token: str = "", timeout: float = 630.0) -> None:
        """Speak to the API at ``url`` (``http://127.0.0.1:8080/_emulator``); ``timeout`` is in seconds."""
        self.url = url
        parts = urlsplit(url)
        self._connection = http.client.HTTPConnection(parts.netloc, timeout=timeout)
        self._path = parts.path
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """Make one call and return its document, None if there is none.

        Raises:
            ControlError: it was refused.
        """
        data = None if body is None else json.dumps(body).encode()
        headers = {**self._headers, "Content-Type": "application/json"} if data is not None else self._headers
        self._connection.request(method, self._path + path, data, headers)
        answer = self._connection.getresponse()
        text = answer.read()
        document = json.loads(text) if text and "json" in answer.headers.get("Content-Type", "") else None
        if answer.status >= 400:
            problem = document if isinstance(document, dict) else {"detail": text.decode("utf-8", "replace")}
            raise ControlError(answer.status, problem)
        return document

    def verify(self, path: str, wanted: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Ask a journal; raises Unmet when too little came in time."""
        query = urlencode({name: text_of(value) for name, value in wanted.items()})
        try:
            return list(self.call("GET", f"{path}?{query}" if query else path))
        except ControlError as error:
            if error.status != 408:
                raise
            raise Unmet(_explained(error.document)) from None

    def events(self, *topics: str, last: str = "") -> Events:
        """Return what changes from now on, as it happens: of ``topics`` (``jobs``, ``ran``, ...) or of everything.

        ``last`` is the id of an event after which to go on.

        Raises:
            ControlError: as many streams are read as may be.
        """
        return Events(self.url, self._headers, topics, last)

    def operations(self, **wanted: Any) -> list[dict[str, Any]]:
        """Return the operations that clients can poll; ``wanted`` is ``subscription``, ``status``, ``top``."""
        return list(self.call("GET", f"/operations?{urlencode(wanted)}"))

    def attempts(self, **wanted: Any) -> list[dict[str, Any]]:
        """Return the tries that wait or run; ``wanted`` is ``state``, ``job`` (its identity), ``top``."""
        return list(self.call("GET", f"/attempts?{urlencode(wanted)}"))

    def sink(self, name: str) -> Sink:
        """Return a target inside the emulator for jobs to call."""
        return Sink(self, name)

    @property
    def clocks(self) -> TestClocks:
        """Return the test clocks."""
        return TestClocks(self)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


class Faults:
    """What goes wrong on purpose."""

    def __init__(self, control: Control) -> None:
        self._control = control

    def client(self, effect: Mapping[str, Any], *, match: Mapping[str, str] | None = None, **often: Any) -> str:
        """Set a fault that clients see; ``often`` is ``times``, ``after``, ``probability``, ``name``. Return its id."""
        return self._add("api", effect, match, often)

    def target(self, effect: Mapping[str, Any], *, match: Mapping[str, str] | None = None, **often: Any) -> str:
        """Set a fault that jobs meet at their targets; ``often`` as for ``client``. Return its id."""
        return self._add("target", effect, match, often)

    def rules(self) -> list[dict[str, Any]]:
        """Return the rules in force with how often each has applied."""
        return list(self._control.call("GET", "/faults"))

    def clear(self) -> None:
        """Take every rule away."""
        self._control.call("DELETE", "/faults")

    def _add(
        self, where: str, effect: Mapping[str, Any], match: Mapping[str, str] | None, often: Mapping[str, Any]
    ) -> str:
        body = {"where": where, "effect": dict(effect), "match": dict(match or {}), **often}
        return str(self._control.call("POST", "/faults", body)["id"])


def _explained(document: Mapping[str, Any]) -> str:
    lines = [str(document.get("detail", ""))]
    for miss in document.get("nearest", ()):
        differs = "; ".join(
            f"{name}: wanted {pair['wanted']!r}, found {pair['found']!r}" for name, pair in miss["differs"].items()
        )
        lines.append(f"  near miss: {differs} ({miss['candidate']})")
    if not document.get("nearest"):
        lines.append("  nothing else is in the journal")
    return "\n".join(lines)
