"""What does this process do about what others on the same database tell it?"""

from __future__ import annotations

from azure_scheduler_emulator.clock import SHARED
from azure_scheduler_emulator.engine.alarm import Alarm
from azure_scheduler_emulator.storage.notices import CLOCK, SETTLED, when
from azure_scheduler_emulator.storage.store import Store


class Hearing:
    """Listens for as long as it runs; where there can be no other process it does nothing."""

    def __init__(self, store: Store, alarm: Alarm) -> None:
        self._alarm = alarm
        self._notices = store.listen(self._hear)

    def start(self) -> None:
        """Begin to listen."""
        if self._notices:
            self._notices.start()

    def stop(self, grace: float) -> None:
        """Hear nothing more."""
        if self._notices:
            self._notices.stop(grace)

    def _hear(self, told: frozenset[str]) -> None:
        if not told or SETTLED in told:
            self._alarm.settled()
        if not told or CLOCK in told:
            self._alarm.look()
        elif due := when(told):
            self._alarm.rearm(SHARED, due)
