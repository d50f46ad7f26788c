"""What is under way? Asynchronous operations that clients poll, and attempts that wait or are being made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from azure_scheduler_emulator.clock import Clocks
from azure_scheduler_emulator.domain.azure.operation import Operation, OperationStatus
from azure_scheduler_emulator.domain.jobs.history import Attempt
from azure_scheduler_emulator.domain.jobs.job import Job
from azure_scheduler_emulator.journal import Exchange, Journal, Numbered
from azure_scheduler_emulator.storage import jobs, open_attempts, operations
from azure_scheduler_emulator.storage.store import Store

#: Entries that one answer holds at most.
MOST = 1000


@dataclass(frozen=True, kw_only=True)
class Tracked:
    """An operation."""

    operation: Operation
    status: OperationStatus
    #: The request that began it, while the journal remembers it.
    request: Numbered[Exchange] | None


@dataclass(frozen=True, kw_only=True)
class Open:
    """An attempt that waits or is being made."""

    attempt: Attempt
    job: Job
    #: Who makes it; empty while it waits.
    owner: str
    #: Until when its owner has said to be alive, by the machine's time.
    lease_until: datetime | None


class Doings:
    """Looks at what is under way."""

    def __init__(self, store: Store, clocks: Clocks, requests: Journal[Exchange]) -> None:
        self._store = store
        self._clocks = clocks
        self._requests = requests

    def operations(
        self, *, subscription: str = "", status: OperationStatus | None = None, top: int = 100
    ) -> list[Tracked]:
        """Return operations, the newest first, perhaps those that stand in one way."""
        with self._store.read() as tx:
            found = operations.newest(tx, subscription.lower(), MOST)
        begun = {each.entry.id: each for each in self._requests.numbered() if each.entry.id}
        tracked = [Tracked(operation=each, status=self._status(each), request=begun.get(each.id)) for each in found]
        return [each for each in tracked if status in (None, each.status)][:top]

    def attempts(self, *, running: bool | None = None, job_id: str = "", top: int = 100) -> list[Open]:
        """Return attempts, the longest due first: that run, that wait, or both; of one job if it is named."""
        with self._store.read() as tx:
            found = open_attempts.page(tx, running=running, job_id=job_id, most=min(top, MOST))
            known = jobs.peek(tx, list({each.attempt.job_id for each in found}))
        return [
            Open(attempt=each.attempt, job=known[each.attempt.job_id], owner=each.owner, lease_until=each.lease_until)
            for each in found
            if each.attempt.job_id in known
        ]

    def _status(self, operation: Operation) -> OperationStatus:
        return operation.status((self._clocks.get(operation.clock) or self._clocks.shared).now())
