"""What is thrown away, and when?

Sources: contract of the classic API, sections 10 and 11.1: history is kept for 60 days and up to 1000 entries a job,
completed and faulted jobs for 60 days. Operation records are ours to bound: a day is longer than any client polls.
"""

from __future__ import annotations

from datetime import timedelta

from azure_scheduler_emulator.runtime import Runtime
from azure_scheduler_emulator.storage import history, jobs, operations
from azure_scheduler_emulator.storage.store import Store

HISTORY_AGE = timedelta(days=60)
HISTORY_ENTRIES = 1000
FINISHED_JOB_AGE = timedelta(days=60)
OPERATION_AGE = timedelta(days=1)


def enforce(store: Store, runtime: Runtime) -> None:
    """Delete what is too old or too much, by the emulator's clock."""
    now = runtime.clock.now()
    with store.begin() as tx:
        jobs.delete_finished_before(tx, now - FINISHED_JOB_AGE)
        history.delete_before(tx, now - HISTORY_AGE)
        history.trim(tx, HISTORY_ENTRIES)
        operations.delete_before(tx, now - OPERATION_AGE)
