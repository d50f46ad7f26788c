"""What time is it for the emulator? Its clock follows the machine's or stands where a test has put it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

from azure_scheduler_emulator.machine import wall


class Clock(Protocol):
    """Tells the emulator's time (aware, UTC)."""

    @property
    def virtual(self) -> bool:
        """Whether the time stands still unless a test moves it."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""


class SystemClock:
    """The machine's own time."""

    virtual = False

    def now(self) -> datetime:
        """Return the machine's time in UTC."""
        return wall()


class VirtualClock:
    """A time that stands still until it is set."""

    virtual = True

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        """Return the moment last set."""
        return self._now

    def set(self, moment: datetime) -> None:
        """Move the clock, in either direction."""
        self._now = moment.astimezone(UTC)


class SwitchableClock:
    """The clock that the parts of a running emulator share: system time until a test makes it virtual."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock: Clock = clock or SystemClock()
        self._lock = threading.Lock()
        #: Called after each move, for those who watch.
        self.moved: Callable[[], None] = _nobody_cares

    @property
    def virtual(self) -> bool:
        """Whether the time stands still unless a test moves it."""
        return self._clock.virtual

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return self._clock.now()

    def set(self, moment: datetime) -> None:
        """Make the clock virtual, if it is not, and set it to ``moment``."""
        with self._lock:
            if isinstance(self._clock, VirtualClock):
                self._clock.set(moment)
            else:
                self._clock = VirtualClock(moment.astimezone(UTC))
        self.moved()

    def follow_system(self) -> None:
        """Go back to the machine's time."""
        with self._lock:
            self._clock = SystemClock()
        self.moved()


def _nobody_cares() -> None:
    """Hear that a clock has moved, and do nothing."""
