"""Who makes the attempts in real time? Whoever does is asked how much it can take, and is given no more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from azure_scheduler_emulator.domain.jobs.history import FireOrder
from azure_scheduler_emulator.engine.room import Room
from azure_scheduler_emulator.storage.attempts import Lease


class Dispatcher(Protocol):
    """Has attempts made: by threads of this process (``Crew``), or by workers at a broker (``remote.dispatch``)."""

    @property
    def running(self) -> int:
        """Return how many calls are under way."""

    @property
    def queued(self) -> int:
        """Return how many calls are claimed and have not started."""

    def start(self) -> None:
        """Begin."""

    def lease(self) -> Lease | None:
        """Return for whom attempts are to be claimed, and until when; None for the process itself."""

    def room(self) -> Room:
        """Return what may be claimed now: no more than can start soon."""

    def left_behind(self, room: Room) -> None:
        """Be told for whom there was no room."""

    def take(self, orders: Sequence[FireOrder], /) -> None:
        """Have attempts made as soon as it is their turn."""

    def settled(self) -> None:
        """Be told that another process may have settled some of them."""

    def stop(self) -> None:
        """Start nothing more; do not wait for what runs."""


#: Makes a dispatcher, of what performs one order and has its outcome stored, and of what is called when there is room
#: again for what was left behind.
MakeDispatcher = Callable[[Callable[[FireOrder], None], Callable[[], None]], Dispatcher]
