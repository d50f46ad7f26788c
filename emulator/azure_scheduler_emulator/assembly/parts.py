"""What runs, and how is it started and stopped?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from azure_scheduler_emulator.gateway.recording import Recorder
from azure_scheduler_emulator.http.turn import Turn
from azure_scheduler_emulator.once import Once
from azure_scheduler_emulator.service.services import Services
from azure_scheduler_emulator.sinks import Sinks
from azure_scheduler_emulator.testbed.registrations import Registrations

if TYPE_CHECKING:
    # Loaded when somebody asks for it, so that nobody waits for READY: what calls go out by, what tests may ask for,
    # and what runs web jobs.
    from azure_scheduler_emulator.testbed.testbed import Testbed


class Part(Protocol):
    """Something that runs."""

    def start(self) -> None:
        """Begin."""

    def stop(self, grace: float, /) -> None:
        """End within about ``grace`` seconds."""


@dataclass(frozen=True)
class Emulator:
    """Everything that runs, and its two doors."""

    services: Services
    door: Once[Testbed]
    registrations: Registrations
    sinks: Sinks
    #: Whose turn it is, of the requests.
    turn: Turn
    recorder: Recorder
    #: Started in this order. Stopped in the same one: what the first parts have under way the next ones still store.
    parts: tuple[Part, ...]

    @property
    def testbed(self) -> Testbed:
        """Return what tests may ask for."""
        return self.door()

    def start(self) -> None:
        """Take up what an earlier process left, and begin to fire."""
        for part in self.parts:
            part.start()
        if self.services.site is not None:
            from azure_scheduler_emulator.webjobs.disk import credentials

            credentials.announce(self.services.site.credentials)

    def stop(self, grace: float = 0.2) -> None:
        """Stop firing and close the database. Attempts that take longer than ``grace`` seconds are let go."""
        for part in self.parts:
            part.stop(grace)
