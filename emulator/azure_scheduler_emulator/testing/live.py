"""An emulator inside a test process: on free ports, with a clock of its own, gone with the test.

Everything is asked over HTTP, as a test in any other language would, and nothing here needs pytest.
"""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.domain.azure.subscription import DEFAULT_SUBSCRIPTION
from azure_scheduler_emulator.testing.collections import Collections
from azure_scheduler_emulator.testing.control import Clock, Control, Faults, Sink
from azure_scheduler_emulator.testing.jobs import Jobs
from azure_scheduler_emulator.testing.snapshots import Snapshots

if TYPE_CHECKING:
    from datetime import datetime

    import requests

    from azure_scheduler_emulator.testing.clocks import TestClock

#: Where the clock of a test stands unless it says otherwise: a Wednesday in the service's days.
START = "2015-07-01T00:00:00Z"
#: What the Seed Scheduler's staff user is known by in tests.
SEED_TOKEN = "0123456789abcdef0123456789abcdef01234567"  # noqa: S105 - public on purpose


def settings_for_tests(**given: Any) -> Settings:
    """Return settings for a test: free ports, a clock that stands still, certificates shared by the whole process."""
    usual: dict[str, Any] = {"https_port": 0, "http_port": 0, "clock": START, "seed_token": SEED_TOKEN}
    if "certs" not in given:
        usual["certs"] = _certs()
    return replace(Settings(), **{**usual, **given})


class LiveEmulator:
    """A running emulator. A context manager; ``start`` and ``stop`` do the same by hand."""

    def __init__(self, settings: Settings | None = None, **given: Any) -> None:
        """Take whole settings, or single ones by name (``pace="recorded"``) over those of a test."""
        self.settings = settings or settings_for_tests(**given)
        self._stack = ExitStack()
        self._sinks = 0
        #: The subscription that is there from the start, for which the certificate is good.
        self.subscription = DEFAULT_SUBSCRIPTION

    def start(self) -> Self:
        """Listen and fire; return when both ports answer."""
        from azure_scheduler_emulator.assembly import running

        self._emulator, listeners = self._stack.enter_context(running(self.settings))
        self.https_url, self.http_url = listeners.https_url, listeners.http_url
        self.control = Control(f"{self.http_url}/_emulator", token=self._emulator.services.settings.control_token)
        self.clock = Clock(self.control)
        self.faults = Faults(self.control)
        self.jobs = Jobs(self.control)
        self.collections = Collections(self.control)
        self.snapshots = Snapshots(self.control)
        return self

    def stop(self) -> None:
        """Stop; what was kept in a temporary database is gone."""
        if hasattr(self, "control"):
            self.control.close()
        self._stack.close()

    @property
    def host(self) -> str:
        """Return host and port of the TLS listener, as SDK clients want it."""
        return self.https_url.removeprefix("https://")

    @property
    def ca_file(self) -> str:
        """Return the path of the authority to trust, PEM."""
        return str(Path(self.settings.certs) / "ca.pem")

    @property
    def certificate_file(self) -> str:
        """Return the path of the management certificate with its key, PEM."""
        return str(Path(self.settings.certs) / "management.pem")

    def session(self) -> requests.Session:
        """Return a session of requests that trusts the emulator and shows the management certificate."""
        import requests

        session = requests.Session()
        session.trust_env = False
        session.verify, session.cert = self.ca_file, self.certificate_file
        self._stack.callback(session.close)
        return session

    def test_clock(self, now: datetime | str = START, *, subscription: str | None = None, **more: Any) -> TestClock:
        """Return a clock of its own for a subscription, by default for a new one, in which the certificate is good too.

        ``more`` is said about the clock: ``accounts``, ``sites``, ``faces``, ``rate``, ``expires``.
        """
        from azure_scheduler_emulator.testing.clocks import own_clock

        pem = Path(self.certificate_file).read_text(encoding="ascii")
        return own_clock(self.control, now, subscription, pem, **more)

    def sink(self, name: str = "") -> Sink:
        """Return a target inside the emulator for jobs to call; a name is made unless one is given."""
        self._sinks += not name
        return Sink(self.control, name or f"target-{self._sinks}")

    def executions(self, **wanted: Any) -> list[dict[str, Any]]:
        """Return the calls that jobs made; with ``count`` and ``timeout`` wait for them.

        Raises:
            Unmet: too few came in time; its text tells the nearest misses.
        """
        return self.control.verify("/executions", wanted)

    def requests(self, **wanted: Any) -> list[dict[str, Any]]:
        """Return the requests that the emulated APIs got; with ``count`` and ``timeout`` wait for them.

        Raises:
            Unmet: too few came in time; its text tells the nearest misses.
        """
        return self.control.verify("/requests", wanted)

    def state(self) -> dict[str, Any]:
        """Return everything that is stored as one document."""
        return dict(self.control.call("GET", "/state"))

    def restore(self, state: dict[str, Any]) -> None:
        """Put back what ``state`` returned."""
        self.control.call("PUT", "/state", state)

    def reset(self) -> None:
        """Forget everything but settings and certificates."""
        self.control.call("POST", "/reset")

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


@cache
def _certs() -> str:
    """Return the certificate folder that the emulators of one process share: making keys takes a moment."""
    folder = tempfile.TemporaryDirectory(prefix="scheduler-certs-")
    _KEPT.append(folder)
    return folder.name


#: Folders that go with the process.
_KEPT: list[tempfile.TemporaryDirectory[str]] = []
