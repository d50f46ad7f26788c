"""What became of attempts that another process makes: read from what it has stored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from azure_scheduler_emulator.domain.jobs.history import Finished, FireOrder
from azure_scheduler_emulator.storage import attempts, history
from azure_scheduler_emulator.storage.store import Store

#: Jobs that are looked up at once.
_MANY = 500
#: How far the clocks of two machines may be apart.
_SKEW = timedelta(minutes=1)


class Followed:
    """Follows the orders that this process has handed to others."""

    def __init__(self, store: Store, note: Callable[[Sequence[Finished]], None]) -> None:
        """``note`` remembers what is settled."""
        self._store = store
        self._note = note

    def still_open(self, orders: Sequence[FireOrder]) -> list[FireOrder]:
        """Return those orders that somebody holds and has not settled."""
        with self._store.read() as tx:
            keys = {item.key for item in attempts.claimed(tx, [order.attempt for order in orders])}
        return [order for order in orders if order.attempt.key in keys]

    def note_settled(self, orders: Sequence[FireOrder]) -> None:
        """Have remembered what came of those orders that are settled; one whose job is gone left nothing."""
        wanted = {order.attempt.key: order for order in orders}
        if not wanted:
            return
        ids = sorted({order.attempt.job_id for order in orders})
        began = min(order.attempt.due_at for order in orders) - _SKEW
        with self._store.read() as tx:
            chunks = [ids[start : start + _MANY] for start in range(0, len(ids), _MANY)]
            entries = [entry for chunk in chunks for entry in history.since(tx, chunk, began)]
        settled = (entry for entry in entries if entry.attempt.key in wanted)
        self._note([Finished(order=wanted[entry.attempt.key], outcome=entry.outcome) for entry in settled])
