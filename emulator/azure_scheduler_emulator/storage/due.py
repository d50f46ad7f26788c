"""When does the next thing fall due?"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from azure_scheduler_emulator.storage.codec import optional_moment
from azure_scheduler_emulator.storage.store import Transaction
from azure_scheduler_emulator.storage.tables import attempts, jobs

#: Both in one statement: virtual time asks before each of its steps.
_EARLIEST = select(
    select(func.min(jobs.c.next_due)).where(jobs.c.next_due.is_not(None)).scalar_subquery().label("occurrence"),
    select(func.min(attempts.c.due_at)).where(attempts.c.owner.is_(None)).scalar_subquery().label("waiting"),
)


def earliest(tx: Transaction) -> tuple[datetime | None, datetime | None]:
    """Return the earliest occurrence of any job, and the earliest due moment of the waiting attempts."""
    row = tx.first(_EARLIEST)
    assert row is not None, "a query of aggregates has one row"
    return optional_moment(row.occurrence), optional_moment(row.waiting)
