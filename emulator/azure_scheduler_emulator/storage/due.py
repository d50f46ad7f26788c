"""When does the next thing fall due?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, func, select

from azure_scheduler_emulator.storage import attempts, jobs, tables
from azure_scheduler_emulator.storage.codec import optional_moment, to_micros
from azure_scheduler_emulator.storage.hot import hot
from azure_scheduler_emulator.storage.store import Transaction

_OCCURRENCE = (
    select(func.min(tables.jobs.c.next_due))
    .where(tables.jobs.c.clock == bindparam("timeline"), tables.jobs.c.next_due.is_not(None))
    .scalar_subquery()
    .label("occurrence")
)
_WAITING = select(func.min(tables.attempts.c.due_at)).where(
    tables.attempts.c.clock == bindparam("timeline"), tables.attempts.c.owner.is_(None)
)
#: Both in one statement: virtual time asks before each of its steps.
_EARLIEST = hot(select(_OCCURRENCE, _WAITING.scalar_subquery().label("waiting")))
#: The same for who has looked at all that is due by a moment: what still waits from before is not news.
_LATER = hot(
    select(
        _OCCURRENCE, _WAITING.where(tables.attempts.c.due_at > bindparam("moment")).scalar_subquery().label("waiting")
    )
)


def earliest(tx: Transaction, clock: str, after: datetime | None = None) -> tuple[datetime | None, datetime | None]:
    """Return the earliest occurrence of any job of a clock, and the earliest due moment of its attempts that wait.

    Of those only such that are due ``after`` a moment, if one is given.
    """
    if after is None:
        row = tx.first(_EARLIEST, {"timeline": clock})
    else:
        row = tx.first(_LATER, {"timeline": clock, "moment": to_micros(after)})
    assert row is not None, "a query of aggregates has one row"
    return optional_moment(row.occurrence), optional_moment(row.waiting)


def earliest_of(tx: Transaction, job_ids: Iterable[str]) -> datetime | None:
    """Return the earliest moment at which something of some jobs falls due, or None."""
    both = (moment for id in job_ids for moment in (jobs.next_due(tx, id), attempts.next_due(tx, id)))
    return min((moment for moment in both if moment is not None), default=None)
