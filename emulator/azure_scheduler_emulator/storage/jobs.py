"""Where are the jobs kept, and which of them are due?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update

from azure_scheduler_emulator.domain.errors import ConflictError
from azure_scheduler_emulator.domain.jobs.job import Job, JobState
from azure_scheduler_emulator.news import Topic
from azure_scheduler_emulator.storage.codec import (
    UNREADABLE,
    optional_moment,
    to_micros,
)
from azure_scheduler_emulator.storage.hot import hot
from azure_scheduler_emulator.storage.job_rows import columns, job_of, progress, readable
from azure_scheduler_emulator.storage.store import Transaction
from azure_scheduler_emulator.storage.tables import jobs

_BY_NAME = hot(
    select(jobs).where(jobs.c.collection_id == bindparam("collection"), jobs.c.name_key == bindparam("name"))
)
_BY_IDS = select(jobs).where(jobs.c.id.in_(bindparam("ids", expanding=True)))
#: SQLite is asked for one after the other, which is faster there than to write a list into a statement.
_BY_ID = hot(select(jobs).where(jobs.c.id == bindparam("job")))
_DUE = hot(
    select(jobs)
    .where(jobs.c.clock == bindparam("timeline"), jobs.c.next_due <= bindparam("now"))
    .order_by(jobs.c.next_due, jobs.c.id)
    .limit(bindparam("most"))
)
_NEXT_DUE = hot(select(func.min(jobs.c.next_due)).where(jobs.c.id == bindparam("job")))
_COUNT = hot(select(func.count()).select_from(jobs).where(jobs.c.collection_id == bindparam("collection")))
_PROGRESS = hot(
    update(jobs)
    .where(jobs.c.id == bindparam("job"))
    .values(
        {
            name: bindparam(name)
            for name in (
                "state",
                "next_due",
                "occurrences",
                "open_occurrences",
                "executions",
                "failures",
                "faults",
                "last_execution",
                "finished_at",
            )
        }
    )
)
_EVERYONE = select(jobs).order_by(jobs.c.name_key, jobs.c.id)
_PARK = update(jobs).where(jobs.c.id == bindparam("job")).values(next_due=None)
_INSERT = hot(jobs.insert(), jobs.c.keys())
#: Every column but those that are written once.
_UPDATE = hot(
    update(jobs).where(jobs.c.id == bindparam("job")),
    ["job", *(column.name for column in jobs.columns if column.name not in ("id", "clock"))],
)
_DELETE = hot(jobs.delete().where(jobs.c.id == bindparam("job")))


def add(tx: Transaction, job: Job) -> None:
    """Insert a job. Its name must be free in its collection."""
    tx.run(_INSERT, {"id": job.id, "clock": job.clock, **columns(job)})
    tx.tells(Topic.JOBS, job.id)
    tx.falls_due(job.next_due, job.clock)


def save(tx: Transaction, job: Job) -> None:
    """Update every column of a job."""
    tx.run(_UPDATE, {"job": job.id, **columns(job)})
    tx.tells(Topic.JOBS, job.id)
    tx.falls_due(job.next_due, job.clock)


def save_progress(tx: Transaction, changed: Iterable[Job]) -> None:
    """Update what running a job changes, for many jobs at once."""
    changed = list(changed)
    if changed:
        tx.run(_PROGRESS, [{"job": job.id, "state": job.state.value, **progress(job)} for job in changed])
        for job in changed:
            tx.tells(Topic.JOBS, job.id)
            tx.falls_due(job.next_due, job.clock)


def find(tx: Transaction, collection_id: str, name: str) -> Job | None:
    """Return the job of that name in any casing, or None."""
    statement = _BY_NAME.locked() if tx.shared else _BY_NAME
    row = tx.first(statement, {"collection": collection_id, "name": name.casefold()})
    try:
        return job_of(row) if row else None
    except UNREADABLE as error:
        tx.skip(f"the job {name}", error)
        raise ConflictError(f"The stored job '{name}' cannot be read.") from error


def many(tx: Transaction, ids: Sequence[str]) -> dict[str, Job]:
    """Return the jobs of those identities that still exist, to be changed."""
    return _many(tx, ids, lock=tx.shared)


def peek(tx: Transaction, ids: Sequence[str]) -> dict[str, Job]:
    """Return the jobs of those identities that still exist, which are not to be changed."""
    return _many(tx, ids, lock=False)


def _many(tx: Transaction, ids: Sequence[str], *, lock: bool) -> dict[str, Job]:
    if tx.near:
        found = (tx.first(_BY_ID, {"job": each}) for each in ids)
        rows: Sequence[Any] = [row for row in found if row is not None]
    else:
        rows = tx.all(_BY_IDS.with_for_update() if lock else _BY_IDS, {"ids": ids})
    return {job.id: job for job in readable(tx, rows)}


def of_collection(
    tx: Transaction, collection_id: str, *, state: str | None = None, skip: int = 0, top: int | None = None
) -> list[Job]:
    """Return jobs of a collection by name, only those shown in ``state`` if given."""
    statement = select(jobs).where(jobs.c.collection_id == collection_id).order_by(jobs.c.name_key)
    if state == JobState.DISABLED:
        statement = statement.where(
            (jobs.c.state == state) | (jobs.c.suspended & (jobs.c.state == JobState.ENABLED.value))
        )
    elif state == JobState.ENABLED:
        statement = statement.where(jobs.c.state == state, ~jobs.c.suspended)
    elif state is not None:
        statement = statement.where(jobs.c.state == state)
    if top is not None:
        statement = statement.limit(top)
    return readable(tx, tx.all(statement.offset(skip) if skip else statement))


def count(tx: Transaction, collection_id: str) -> int:
    """Return how many jobs a collection holds, finished ones included."""
    value: int = tx.scalar(_COUNT, {"collection": collection_id})
    return value


def everyone(tx: Transaction) -> list[Job]:
    """Return every job there is, by name."""
    return readable(tx, tx.all(_EVERYONE))


def read_everyone(tx: Transaction) -> Iterator[Job]:
    """Yield every job; raises one of UNREADABLE at one that cannot be read."""
    for row in tx.stream(_EVERYONE):
        yield job_of(row)


def count_states(tx: Transaction) -> dict[str, int]:
    """Return how many jobs there are in each state that occurs."""
    rows = tx.all(select(jobs.c.state, func.count().label("number")).group_by(jobs.c.state))
    return {row.state: row.number for row in rows}


def count_due(tx: Transaction, now: datetime, clock: str) -> int:
    """Return how many jobs of a clock are due."""
    value: int = tx.scalar(
        select(func.count()).select_from(jobs).where(jobs.c.clock == clock, jobs.c.next_due <= to_micros(now))
    )
    return value


def total(tx: Transaction) -> int:
    """Return how many jobs there are in all."""
    value: int = tx.scalar(select(func.count()).select_from(jobs))
    return value


def any_of(tx: Transaction, clock: str) -> bool:
    """Tell whether any job lives by a clock."""
    return tx.first(select(jobs.c.id).where(jobs.c.clock == clock).limit(1)) is not None


def due(tx: Transaction, now: datetime, most: int, clock: str = "") -> list[Job]:
    """Return up to ``most`` jobs of a clock that are due, the longest due first; a shared database locks them."""
    statement = _DUE.locked(skip=True) if tx.shared else _DUE
    rows = tx.all(statement, {"timeline": clock, "now": to_micros(now), "most": most})
    found = readable(tx, rows)
    if len(found) < len(rows):
        # They would be due again at once, for ever.
        known = {job.id for job in found}
        tx.run(_PARK, [{"job": row.id} for row in rows if row.id not in known])
    return found


def next_due(tx: Transaction, job_id: str) -> datetime | None:
    """Return the due moment of a job, or None."""
    return optional_moment(tx.scalar(_NEXT_DUE, {"job": job_id}))


def named(tx: Transaction, name: str, clock: str | None = None) -> list[str]:
    """Return the identities of the jobs of that name in any collection, or of the job of that identity.

    Of those only that live by a clock, if one is given.
    """
    found = select(jobs.c.id).where((jobs.c.name_key == name.casefold()) | (jobs.c.id == name))
    if clock is not None:
        found = found.where(jobs.c.clock == clock)
    return [row.id for row in tx.all(found)]


def delete(tx: Transaction, job_id: str) -> None:
    """Delete a job with its attempts and its history."""
    tx.run(_DELETE, {"job": job_id})
    tx.tells(Topic.JOBS, job_id)


def delete_of_collection(tx: Transaction, collection_id: str) -> int:
    """Delete every job of a collection; return how many there were."""
    tx.tells(Topic.JOBS)
    return tx.run(jobs.delete().where(jobs.c.collection_id == collection_id))


def delete_finished_before(tx: Transaction, moment: datetime, clock: str) -> int:
    """Delete the jobs of a clock that reached a final state before ``moment``; return how many."""
    deleted = tx.run(jobs.delete().where(jobs.c.clock == clock, jobs.c.finished_at < to_micros(moment)))
    if deleted:
        tx.tells(Topic.JOBS)
    return deleted
