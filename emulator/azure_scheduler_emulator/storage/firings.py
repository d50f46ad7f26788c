"""What became of each occurrence of a job? Its tries together, from the history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Subquery, case, exists, func, select

from azure_scheduler_emulator.domain.jobs.history import ActionName, HistoryEntry
from azure_scheduler_emulator.storage.codec import load
from azure_scheduler_emulator.storage.store import Transaction
from azure_scheduler_emulator.storage.tables import attempts, history


class FiringStatus(StrEnum):
    """How an occurrence stands."""

    COMPLETED = "completed"
    #: Given up after all retries.
    FAILED = "failed"
    #: Something of it waits or is being made.
    OPEN = "open"


@dataclass(frozen=True, kw_only=True)
class Firing:
    """An occurrence with what has been tried."""

    occurrence: int
    status: FiringStatus
    #: In the order in which they were made.
    tries: Sequence[HistoryEntry]


def page(tx: Transaction, job_id: str, *, status: str = "", skip: int = 0, top: int = 50) -> list[Firing]:
    """Return occurrences of a job that have been tried, newest first, perhaps those that stand in one way."""
    found = _firings(job_id)
    statement = select(found.c.occurrence, found.c.stands).order_by(found.c.newest.desc())
    if status:
        statement = statement.where(found.c.stands == status)
    rows = tx.all(statement.offset(skip).limit(top))
    tries = _tries(tx, job_id, [row.occurrence for row in rows])
    return [
        Firing(occurrence=row.occurrence, status=FiringStatus(row.stands), tries=tries.get(row.occurrence, ()))
        for row in rows
    ]


def count(tx: Transaction, job_id: str) -> dict[str, int]:
    """Return how many occurrences there are that stand in each way."""
    found = _firings(job_id)
    return {
        row.stands: row.number
        for row in tx.all(select(found.c.stands, func.count().label("number")).group_by(found.c.stands))
    }


def _firings(job_id: str) -> Subquery:
    """Return a query of one row for each occurrence: how it stands, and its newest try."""
    main = (history.c.action == ActionName.MAIN.value) & (history.c.status == "completed")
    waits = exists().where(attempts.c.job_id == job_id, attempts.c.occurrence == history.c.occurrence)
    stands = case(
        (func.max(case((main, 1), else_=0)) == 1, FiringStatus.COMPLETED.value),
        (waits, FiringStatus.OPEN.value),
        else_=FiringStatus.FAILED.value,
    )
    statement = select(history.c.occurrence, func.max(history.c.id).label("newest"), stands.label("stands"))
    return statement.where(history.c.job_id == job_id).group_by(history.c.occurrence).subquery()


def _tries(tx: Transaction, job_id: str, occurrences: Sequence[int]) -> dict[int, list[HistoryEntry]]:
    statement = select(history.c.document, history.c.occurrence).order_by(history.c.id)
    rows = tx.all(statement.where(history.c.job_id == job_id, history.c.occurrence.in_(occurrences)))
    found: dict[int, list[HistoryEntry]] = {}
    for entry in tx.readable(f"an entry of the history of the job {job_id}", rows, _entry):
        found.setdefault(entry.attempt.occurrence, []).append(entry)
    return found


def _entry(row: Any) -> HistoryEntry:
    return load(HistoryEntry, row.document)
