"""How is the work of a request tracked?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from azure_scheduler_emulator.clock import Clocks
from azure_scheduler_emulator.domain.azure.operation import Operation
from azure_scheduler_emulator.domain.errors import NotFoundError
from azure_scheduler_emulator.service.requests import Change
from azure_scheduler_emulator.storage import operations
from azure_scheduler_emulator.storage.store import Store, Transaction


class _UndoneError(Exception):
    """Ends the transaction of an operation that is to fail."""


class Operations:
    """The records of mutating requests."""

    def __init__(self, store: Store, clocks: Clocks) -> None:
        self._store = store
        self._clocks = clocks

    @contextmanager
    def tracked(self, change: Change) -> Iterator[Transaction]:
        """Yield the transaction in which a request does its work; the record of it is stored with it.

        A request that is fated to fail is checked and carried out like any other, and then undone: only its record
        remains, and shows the failure (decision 5).
        """
        try:
            with self._store.begin() as tx:
                yield tx
                if change.verdict.failure is not None:
                    raise _UndoneError
                if change.operation_id:
                    self._add(tx, change)
        except _UndoneError:
            with self._store.begin() as tx:
                self._add(tx, change)

    def poll(self, subscription: str, operation_id: str, *, in_place_of_time: bool = True) -> Operation:
        """Return the record of ``operation_id``, written with or without dashes, and count the look as a poll.

        ``in_place_of_time`` tells that under a standing clock the look counts for the time that does not pass.

        Raises:
            NotFoundError: the subscription has no such operation.
        """
        key = operation_id.replace("-", "").strip().lower()
        with self._store.read() as tx:
            found = operations.find(tx, subscription, key)
        if found is None:
            raise NotFoundError("The specified resource does not exist.")
        if found.polls_left > 0:
            with self._store.begin() as tx:
                operations.count_poll(tx, key)
        elif in_place_of_time and found.patience > 0 and self._stands_before(found):
            with self._store.begin() as tx:
                operations.count_standing_poll(tx, key)
        return found

    def _add(self, tx: Transaction, change: Change) -> None:
        operations.add(tx, replace(change.operation, clock=self._clocks.of(change.tenant).id))

    def _stands_before(self, operation: Operation) -> bool:
        """Tell whether time stands that an operation still takes."""
        clock = self._clocks.get(operation.clock)
        return clock is not None and clock.standing and operation.settles_at > clock.now()
