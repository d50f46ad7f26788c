"""What is thrown away, and when?

Sources: contract of the classic API, sections 10 and 11.1: history is kept for 60 days and up to 1000 entries a job,
completed and faulted jobs for 60 days. Operation records are ours to bound: a day is longer than any client polls.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from azure_scheduler_emulator.clock import Clock
from azure_scheduler_emulator.domain.time.moment import EARLIEST
from azure_scheduler_emulator.storage import history, jobs, operations
from azure_scheduler_emulator.storage.store import Store

HISTORY_AGE = timedelta(days=60)
HISTORY_ENTRIES = 1000
FINISHED_JOB_AGE = timedelta(days=60)
OPERATION_AGE = timedelta(days=1)


def enforce(store: Store, clock: Clock) -> None:
    """Delete what is too old or too much of all that lives by a clock."""
    now = clock.now()
    with store.begin() as tx:
        jobs.delete_finished_before(tx, before(now, FINISHED_JOB_AGE), clock.id)
        history.delete_before(tx, before(now, HISTORY_AGE), clock.id)
        history.trim(tx, HISTORY_ENTRIES, clock.id)
        operations.delete_before(tx, before(now, OPERATION_AGE), clock.id)


def before(now: datetime, age: timedelta) -> datetime:
    """Return the moment that lies ``age`` back, or the first one that there is."""
    return now - age if now - EARLIEST > age else EARLIEST
