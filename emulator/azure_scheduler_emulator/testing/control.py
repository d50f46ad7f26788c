"""How does a test speak to the control API? Over HTTP, with words of its own for clock, faults and targets."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from azure_scheduler_emulator.domain.time import duration, moment
from azure_scheduler_emulator.testing.refusal import ControlError, Unmet
from azure_scheduler_emulator.testing.watching import Events

__all__ = ["Clock", "Control", "ControlError", "Faults", "Sink", "Unmet"]


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
        query = urlencode({name: _text(value) for name, value in wanted.items()})
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

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


class Clock:
    """The emulator's time, as a test moves it."""

    def __init__(self, control: Control) -> None:
        self._control = control

    @property
    def now(self) -> datetime:
        """Return the emulator's time."""
        return moment.parse(self._control.call("GET", "/clock")["now"])

    def freeze(self) -> datetime:
        """Have the time stand still, where it is; return it."""
        return self._moved(self._control.call("PUT", "/clock", {"mode": "virtual"}))

    def set(self, to: datetime | str) -> datetime:
        """Have the time stand at ``to``; what falls due on the way runs. Return where it is."""
        return self._moved(self._control.call("PUT", "/clock", {"mode": "virtual", "now": _text(to)}))

    def advance(self, by: timedelta | str | None = None, *, to: datetime | str | None = None, **span: float) -> int:
        """Move the time and run everything that falls due; return how many attempts were made.

        ``advance(hours=3)``, ``advance("P1D")``, ``advance(timedelta(days=1))`` or ``advance(to="2015-08-01")``.
        """
        if span:
            by = timedelta(**span)
        body = {"to": _text(to)} if to is not None else {"by": _text(by)}
        return int(self._control.call("POST", "/clock/advance", body)["executions"])

    def next(self, job: str | None = None) -> datetime:
        """Move to the next due moment, of one job if it is named, and run it; return where the clock is."""
        return self._moved(self._control.call("POST", "/clock/next", {} if job is None else {"job": job}))

    def follow_system(self) -> None:
        """Go back to the machine's time."""
        self._control.call("PUT", "/clock", {"mode": "system"})

    def _moved(self, document: Mapping[str, Any]) -> datetime:
        return moment.parse(document["now"])


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


class Sink:
    """A target inside the emulator."""

    def __init__(self, control: Control, name: str) -> None:
        self._control = control
        self._path = f"/sink/{quote(name, safe='')}"
        self.name = name

    @property
    def url(self) -> str:
        """Return the address for jobs to call; anything may follow it after a slash."""
        return self._control.url + self._path

    def answer(self, *answers: int | Mapping[str, Any]) -> None:
        """Script the answers in turn, the last of which repeats: ``answer(500, 500, 200)``.

        An answer is a status, or a document with ``status``, ``headers``, ``body`` and ``delay`` (ISO 8601).
        """
        script = [{"status": answer} if isinstance(answer, int) else dict(answer) for answer in answers]
        self._control.call("PUT", self._path, {"answers": script})

    def calls(self, **wanted: Any) -> list[dict[str, Any]]:
        """Return what came, oldest first; with ``count`` and ``timeout`` wait for it.

        Raises:
            Unmet: too few came in time; its text tells the nearest misses.
        """
        return self._control.verify(f"{self._path}/calls", wanted)


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return moment.render(value)
    if isinstance(value, timedelta):
        return duration.iso(value)
    return str(value)


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
