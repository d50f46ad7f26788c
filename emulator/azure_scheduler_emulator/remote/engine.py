"""The engine of a worker: it claims only what was handed to it, and tells who handed it over when that is settled."""

from __future__ import annotations

from collections.abc import Sequence

from azure_scheduler_emulator.domain.jobs.history import Finished, FireOrder
from azure_scheduler_emulator.engine.engine import Engine
from azure_scheduler_emulator.remote.broker import HOLDER, Key
from azure_scheduler_emulator.storage import attempts
from azure_scheduler_emulator.storage.notices import SETTLED
from azure_scheduler_emulator.storage.store import Transaction


class WorkerEngine(Engine):
    """Makes attempts that others have claimed for the queue."""

    def take_over(self, key: Key) -> FireOrder | None:
        """Claim the attempt of a key, and return what is to be done; None if the queue holds it no more."""
        with self._store.begin() as tx:
            taken = attempts.take_over(tx, key, HOLDER, self._lease())
            orders = self.orders(tx, {}, [taken] if taken else [])
        return next(iter(self._hold(orders)), None)

    def renew(self) -> None:
        """Keep what is claimed."""
        with self._store.begin() as tx:
            attempts.renew(tx, self._lease())

    def _apply(self, tx: Transaction, finished: Sequence[Finished]) -> None:
        super()._apply(tx, finished)
        tx.notices.add(SETTLED)
