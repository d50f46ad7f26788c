"""Where is the history of the jobs kept?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, select

from azure_scheduler_emulator.domain.jobs.history import HistoryEntry
from azure_scheduler_emulator.storage.codec import dump, load, to_micros
from azure_scheduler_emulator.storage.hot import hot
from azure_scheduler_emulator.storage.store import Transaction
from azure_scheduler_emulator.storage.tables import history, jobs

#: The number is the database's.
_INSERT = hot(history.insert(), [column.name for column in history.columns if column.name != "id"])


def add(tx: Transaction, entries: Iterable[HistoryEntry]) -> None:
    """Append finished attempts."""
    rows = [
        {
            "job_id": entry.attempt.job_id,
            "status": entry.status.value,
            "job_state": entry.job_state,
            "started_at": to_micros(entry.outcome.started_at),
            "document": dump(entry),
            "occurrence": entry.attempt.occurrence,
            "action": entry.attempt.action.value,
        }
        for entry in entries
    ]
    if rows:
        tx.run(_INSERT, rows)


def of_job(
    tx: Transaction,
    job_id: str,
    *,
    status: str | None = None,
    job_state: str | None = None,
    skip: int = 0,
    top: int | None = None,
) -> list[HistoryEntry]:
    """Return the entries of a job, newest first, only those with the given status or state."""
    statement = select(history.c.document).where(history.c.job_id == job_id).order_by(history.c.id.desc())
    if status is not None:
        statement = statement.where(history.c.status == status)
    if job_state is not None:
        statement = statement.where(history.c.job_state == job_state)
    if top is not None:
        statement = statement.limit(top)
    rows = tx.all(statement.offset(skip) if skip else statement)
    return tx.readable(f"an entry of the history of the job {job_id}", rows, _entry)


def since(tx: Transaction, job_ids: Sequence[str], moment: datetime) -> list[HistoryEntry]:
    """Return the entries of several jobs whose attempts started at ``moment`` or later."""
    statement = select(history.c.document).where(
        history.c.job_id.in_(job_ids), history.c.started_at >= to_micros(moment)
    )
    return [load(HistoryEntry, row.document) for row in tx.all(statement)]


def delete_before(tx: Transaction, moment: datetime, clock: str) -> int:
    """Delete the entries of attempts that started before ``moment``, by the clock of their jobs; return how many."""
    lives = exists().where(jobs.c.id == history.c.job_id, jobs.c.clock == clock)
    return tx.run(history.delete().where(history.c.started_at < to_micros(moment), lives))


def trim(tx: Transaction, most: int, clock: str) -> int:
    """Keep the newest ``most`` entries of each job of a clock; return how many were deleted."""
    crowded = (
        select(history.c.job_id)
        .join(jobs)
        .where(jobs.c.clock == clock)
        .group_by(history.c.job_id)
        .having(func.count() > most)
    )
    deleted = 0
    for row in tx.all(crowded):
        newest: Any = select(history.c.id).where(history.c.job_id == row.job_id)
        edge = tx.scalar(newest.order_by(history.c.id.desc()).offset(most).limit(1))
        deleted += tx.run(history.delete().where(history.c.job_id == row.job_id, history.c.id <= edge))
    return deleted


def _entry(row: Any) -> HistoryEntry:
    return load(HistoryEntry, row.document)
