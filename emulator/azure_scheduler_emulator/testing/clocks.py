"""How does a test move time? The shared clock, or one of its own on a server that others use too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Self
from urllib.parse import quote

from azure_scheduler_emulator.domain.time import moment
from azure_scheduler_emulator.runtime import new_guid
from azure_scheduler_emulator.testing.caller import Caller, text_of
from azure_scheduler_emulator.testing.sinks import Sink


class Advance:
    """A move of a clock that goes on."""

    def __init__(self, control: Caller, path: str) -> None:
        self._control = control
        self._path = path

    def look(self) -> dict[str, Any]:
        """Return how far it is: ``state``, ``began``, ``now``, ``target``, ``next``, ``executions``, ``why``."""
        return dict(self._control.call("GET", self._path))

    def cancel(self) -> dict[str, Any]:
        """Have it end after the call under way, and return what it has come to."""
        return dict(self._control.call("DELETE", self._path))


class Clock:
    """The emulator's time, as a test moves it."""

    def __init__(self, control: Caller, path: str = "/clock") -> None:
        self._control = control
        self._path = path

    @property
    def now(self) -> datetime:
        """Return the emulator's time."""
        return moment.parse(self._control.call("GET", self._path)["now"])

    def freeze(self) -> datetime:
        """Have the time stand still, where it is; return it."""
        return self._moved(self._control.call("PUT", self._path, {"mode": "virtual"}))

    def set(self, to: datetime | str) -> datetime:
        """Have the time stand at ``to``; what falls due on the way runs. Return where it is."""
        return self._moved(self._control.call("PUT", self._path, {"mode": "virtual", "now": text_of(to)}))

    def run(self, rate: float, *, now: datetime | str | None = None) -> datetime:
        """Have the time run ``rate`` times as fast as the machine's, from where it is or from ``now``; return that."""
        body = {"mode": "virtual", "rate": rate} | ({} if now is None else {"now": text_of(now)})
        return self._moved(self._control.call("PUT", self._path, body))

    def advance(self, by: timedelta | str | None = None, *, to: datetime | str | None = None, **span: float) -> int:
        """Move the time and run everything that falls due; return how many attempts were made.

        ``advance(hours=3)``, ``advance("P1D")``, ``advance(timedelta(days=1))`` or ``advance(to="2015-08-01")``.
        """
        if span:
            by = timedelta(**span)
        body = {"to": text_of(to)} if to is not None else {"by": text_of(by)}
        return int(self._control.call("POST", f"{self._path}/advance", body)["executions"])

    def start_advance(self, by: timedelta | str | None = None, *, to: datetime | str | None = None) -> Advance:
        """Begin to move the time, and return the advance, which goes on meanwhile."""
        body = {"to": text_of(to)} if to is not None else {"by": text_of(by)}
        told = self._control.call("POST", f"{self._path}/advance", {**body, "wait": False})
        return Advance(self._control, f"{self._path}/advances/{told['id']}")

    def next(self, job: str | None = None) -> datetime:
        """Move to the next due moment, of one job if it is named, and run it; return where the clock is."""
        return self._moved(self._control.call("POST", f"{self._path}/next", {} if job is None else {"job": job}))

    def follow_system(self) -> None:
        """Go back to the machine's time."""
        self._control.call("PUT", self._path, {"mode": "system"})

    def _moved(self, document: Mapping[str, Any]) -> datetime:
        return moment.parse(document["now"])


class TestClock(Clock):
    """A clock of a test's own. A context manager: it is deleted at the end, with everything that lives by it."""

    __test__ = False

    def __init__(self, control: Caller, document: dict[str, Any]) -> None:
        super().__init__(control, f"/clocks/{quote(document['id'], safe='')}")
        self.control = control
        self.id: str = document["id"]
        #: Who lives by it.
        self.subscriptions: list[str] = document["subscriptions"]
        self.accounts: list[str] = document["accounts"]

    @property
    def subscription(self) -> str:
        """Return the first of the subscriptions that live by it."""
        return self.subscriptions[0]

    def sink(self, name: str = "") -> Sink:
        """Return a target that no other clock's tests have, for jobs to call."""
        return Sink(self.control, f"{self.id}-{name}" if name else self.id)

    def certificate(self) -> str:
        """Return a new management certificate of the subscription with its key, PEM: the classic API asks for one.

        Making the key takes a moment, and a test of the other APIs needs none.
        """
        made = self.control.call("POST", "/subscriptions", {"id": self.subscription})
        return str(made["certificate"]["pem"])

    def delete(self) -> None:
        """Forget it and everything that lives by it."""
        self.control.call("DELETE", self._path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.delete()


class TestClocks:
    """The test clocks of one emulator."""

    __test__ = False

    def __init__(self, control: Caller) -> None:
        self._control = control

    def create(
        self,
        now: datetime | str,
        *,
        subscriptions: Sequence[str] = (),
        accounts: Sequence[str] = (),
        sites: Sequence[str] = (),
        faces: Sequence[str] = (),
        rate: float = 0.0,
        expires: timedelta | str | None = None,
    ) -> TestClock:
        """Make a clock that stands at ``now``, or runs from there, and bind who has no jobs yet.

        Raises:
            ControlError: one of them has jobs, or lives by another test clock.
        """
        body: dict[str, Any] = {
            "now": text_of(now),
            "subscriptions": list(subscriptions),
            "accounts": list(accounts),
            "sites": list(sites),
            "faces": list(faces),
            "rate": rate,
        }
        if expires is not None:
            body["expires"] = text_of(expires)
        return TestClock(self._control, self._control.call("POST", "/clocks", body))

    def all(self) -> list[TestClock]:
        """Return every test clock."""
        return [TestClock(self._control, document) for document in self._control.call("GET", "/clocks")]


def own_clock(
    control: Caller, now: datetime | str, subscription: str | None = None, pem: str | None = None, **more: Any
) -> TestClock:
    """Make a clock for a subscription, by default for a new one that nobody else knows.

    ``pem`` is the management certificate that is to be good for a new one; ``more`` is said about the clock.
    """
    if subscription is None and not any(more.get(name) for name in ("accounts", "sites", "faces")):
        subscription = new_guid()
        if pem is not None:
            control.call("POST", "/subscriptions", {"id": subscription, "certificate": pem})
    return TestClocks(control).create(now, subscriptions=[] if subscription is None else [subscription], **more)
