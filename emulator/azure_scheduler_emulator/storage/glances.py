"""What does a person see first? The few rows that a page shows, each by an index, however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import case, func, select

from azure_scheduler_emulator.domain.jobs.history import Attempt
from azure_scheduler_emulator.storage import attempts as attempts_of
from azure_scheduler_emulator.storage.codec import from_micros, optional_moment, to_micros
from azure_scheduler_emulator.storage.store import Transaction
from azure_scheduler_emulator.storage.tables import attempts, cloud_services, collections, history, jobs

#: Microseconds of a day.
_DAY = 86_400_000_000


def next_jobs(tx: Transaction, most: int, clock: str | None = None) -> list[str]:
    """Return the identities of the jobs that fire next, in that order; of those of one clock if it is named."""
    statement = select(jobs.c.id).where(jobs.c.next_due.is_not(None)).order_by(jobs.c.next_due, jobs.c.id)
    if clock is not None:
        statement = statement.where(jobs.c.clock == clock)
    return [row.id for row in tx.all(statement.limit(most))]


def firing(tx: Transaction) -> int:
    """Return how many jobs will fire."""
    value: int = tx.scalar(select(func.count()).select_from(jobs).where(jobs.c.next_due.is_not(None)))
    return value


def idle_jobs(tx: Transaction, most: int) -> list[str]:
    """Return the identities of jobs that will not fire as things are, those in an unfinished state first."""
    statement = select(jobs.c.id).where(jobs.c.next_due.is_(None))
    return [row.id for row in tx.all(statement.order_by(jobs.c.finished_at, jobs.c.name_key).limit(most))]


def suspended(tx: Transaction) -> int:
    """Return how many enabled jobs do not fire because their collection is stopped."""
    chosen = select(func.count()).select_from(jobs).where(jobs.c.suspended, jobs.c.state == "enabled")
    value: int = tx.scalar(chosen)
    return value


def waiting(tx: Transaction, most: int, clock: str | None = None) -> list[Attempt]:
    """Return the attempts that wait, the earliest first; those of one clock if it is named."""
    chosen = select(attempts).where(attempts.c.owner.is_(None))
    if clock is not None:
        chosen = chosen.where(attempts.c.clock == clock)
    return attempts_of.read(tx, chosen.order_by(attempts.c.due_at, attempts.c.job_id).limit(most))


def running(tx: Transaction, most: int) -> list[Attempt]:
    """Return the attempts that are being made, the oldest first."""
    chosen = select(attempts).where(attempts.c.owner.is_not(None))
    return attempts_of.read(tx, chosen.order_by(attempts.c.due_at, attempts.c.job_id).limit(most))


def count_attempts(tx: Transaction) -> tuple[int, int, datetime | None]:
    """Return how many attempts wait, how many are being made, and when the first of those that wait is due."""
    held = select(func.count()).select_from(attempts).where(attempts.c.owner.is_not(None))
    free = select(func.count().label("number"), func.min(attempts.c.due_at).label("due"))
    row = tx.first(free.where(attempts.c.owner.is_(None)))
    number, due = (row.number, row.due) if row else (0, None)
    return number, tx.scalar(held), optional_moment(due)


def busiest(tx: Transaction, known: Sequence[str], most: int) -> list[str]:
    """Return up to ``most`` jobs: those of ``known`` that exist, in their order, then the ones that fire next."""
    rows = tx.all(select(jobs.c.id).where(jobs.c.id.in_(list(known)))) if known else ()
    there = {row.id for row in rows}
    found = [identity for identity in known if identity in there][:most]
    for source in (next_jobs, idle_jobs):
        if len(found) < most:
            found += [identity for identity in source(tx, most) if identity not in found][: most - len(found)]
    return found


def owners(tx: Transaction) -> list[tuple[str, str, int]]:
    """Return how many jobs there are by subscription and group: for a sibling API these are its name and an owner."""
    joined = cloud_services.join(collections).join(jobs)
    statement = select(cloud_services.c.subscription, cloud_services.c.name_key, func.count(jobs.c.id).label("number"))
    grouped = statement.select_from(joined).group_by(cloud_services.c.subscription, cloud_services.c.name_key)
    return [(row.subscription, row.name_key, row.number) for row in tx.all(grouped)]


def days(tx: Transaction, job_id: str, begin: datetime, end: datetime) -> list[tuple[date, int, int]]:
    """Return how many occurrences of a job were tried on each day, and how many tries failed."""
    number = (history.c.started_at // _DAY).label("number")
    failed = func.sum(case((history.c.status == "failed", 1), else_=0)).label("failed")
    firings = func.count(history.c.occurrence.distinct()).label("firings")
    inside = history.c.started_at.between(to_micros(begin), to_micros(end))
    statement = select(number, firings, failed).where(history.c.job_id == job_id, inside).group_by(number)
    return [(from_micros(row.number * _DAY).date(), row.firings, row.failed) for row in tx.all(statement)]
