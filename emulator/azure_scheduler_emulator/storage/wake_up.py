"""Who is told that something is stored which falls due? Whoever waits for it: one bell, rung after each such commit.

Made before everything else, so that what stores and what waits need not know each other.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime


class WakeUp:
    """A bell with one listener; nobody hears it before there is one."""

    def __init__(self) -> None:
        self._listener: Callable[[str, datetime | None], None] = lambda _clock, _due: None

    def listen(self, listener: Callable[[str, datetime | None], None]) -> None:
        """Have ``listener`` told the earliest due moment of each clock in each commit that stored one."""
        self._listener = listener

    def ring(self, clock: str, due: datetime | None = None) -> None:
        """Tell the listener; called when the transaction is committed and no lock is held.

        None says that something else changed what is due now: time itself, or everything that is stored.
        """
        self._listener(clock, due)
