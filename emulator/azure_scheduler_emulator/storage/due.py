"""When does the next thing fall due?"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, func, select

from azure_scheduler_emulator.storage.codec import optional_moment, to_micros
from azure_scheduler_emulator.storage.store import Transaction
from azure_scheduler_emulator.storage.tables import attempts, jobs

#: Both in one statement: virtual time asks before each of its steps.
_EARLIEST = select(
    select(func.min(jobs.c.next_due)).where(jobs.c.next_due.is_not(None)).scalar_subquery().label("occurrence"),
    select(func.min(attempts.c.due_at)).where(attempts.c.owner.is_(None)).scalar_subquery().label("waiting"),
)
#: The same for who has looked at all that is due by a moment: what still waits from before is not news.
_LATER = select(
    select(func.min(jobs.c.next_due)).where(jobs.c.next_due.is_not(None)).scalar_subquery().label("occurrence"),
    select(func.min(attempts.c.due_at))
    .where(attempts.c.owner.is_(None), attempts.c.due_at > bindparam("moment"))
    .scalar_subquery()
    .label("waiting"),
)


def earliest(tx: Transaction, after: datetime | None = None) -> tuple[datetime | None, datetime | None]:
    """Return the earliest occurrence of any job, and the earliest due moment of the attempts that wait.

    Of those only such that are due ``after`` a moment, if one is given.
    """
    row = tx.first(_EARLIEST) if after is None else tx.first(_LATER, {"moment": to_micros(after)})
    assert row is not None, "a query of aggregates has one row"
    return optional_moment(row.occurrence), optional_moment(row.waiting)
