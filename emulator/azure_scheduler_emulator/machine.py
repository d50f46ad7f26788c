"""The machine's own time, whatever the emulator's clocks say. The only module that reads it."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime


def monotonic() -> float:
    """Return seconds from an arbitrary start that never run backwards: for deadlines, whatever the clock says."""
    return time.monotonic()


def wall() -> datetime:
    """Return the machine's time in UTC even while the emulator's clock is virtual: for leases and certificates."""
    return datetime.now(UTC)


def pause(seconds: float) -> None:
    """Wait that many seconds of the machine's time: for delays that somebody asked for, never to wait for something."""
    threading.Event().wait(seconds)
