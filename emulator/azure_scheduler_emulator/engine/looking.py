"""What falls due next, and for whom? Read from the store, by clock."""

from __future__ import annotations

from datetime import datetime

from azure_scheduler_emulator.clock import SHARED
from azure_scheduler_emulator.storage import due, jobs
from azure_scheduler_emulator.storage.store import Store


class Looking:
    """Looks, and takes nothing."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def next_due(self, clock: str = SHARED, after: datetime | None = None) -> datetime | None:
        """Return the earliest moment at which something falls due, or None; arguments as for ``next_moments``."""
        return min((moment for moment in self.next_moments(clock, after) if moment is not None), default=None)

    def next_moments(
        self, clock: str = SHARED, after: datetime | None = None
    ) -> tuple[datetime | None, datetime | None]:
        """Return the earliest occurrence of any job of a clock, and the earliest due moment of a waiting attempt.

        Of the latter only such as are due ``after`` a moment, if one is given.
        """
        with self._store.read() as tx:
            return due.earliest(tx, clock, after)

    def next_due_of(self, name: str, clock: str = SHARED) -> datetime | None:
        """Return the earliest moment at which something of a job falls due, by the job's name or identity, or None."""
        with self._store.read() as tx:
            return due.earliest_of(tx, jobs.named(tx, name, clock))

    def has_jobs(self, clock: str = SHARED) -> bool:
        """Tell whether any job lives by a clock."""
        with self._store.read() as tx:
            return jobs.any_of(tx, clock)
