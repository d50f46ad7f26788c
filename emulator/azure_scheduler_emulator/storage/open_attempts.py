"""Which attempts wait or are being made, and by whom?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from azure_scheduler_emulator.domain.jobs.history import Attempt
from azure_scheduler_emulator.storage.attempts import as_attempt
from azure_scheduler_emulator.storage.codec import optional_moment
from azure_scheduler_emulator.storage.store import Transaction
from azure_scheduler_emulator.storage.tables import attempts


@dataclass(frozen=True, kw_only=True)
class OpenAttempt:
    """An attempt with who makes it."""

    attempt: Attempt
    #: Empty while it waits.
    owner: str
    #: Until when the owner has said to be alive, by the machine's time.
    lease_until: datetime | None


def page(tx: Transaction, *, running: bool | None, job_id: str, most: int) -> list[OpenAttempt]:
    """Return up to ``most`` attempts, the longest due first: that run, that wait, or both; of one job if named."""
    statement = select(attempts).order_by(attempts.c.due_at, attempts.c.job_id, attempts.c.occurrence).limit(most)
    if running is not None:
        statement = statement.where(attempts.c.owner.is_not(None) if running else attempts.c.owner.is_(None))
    if job_id:
        statement = statement.where(attempts.c.job_id == job_id)
    return tx.readable("an attempt", tx.all(statement), _open)


def _open(row: Any) -> OpenAttempt:
    return OpenAttempt(attempt=as_attempt(row), owner=row.owner or "", lease_until=optional_moment(row.lease_until))
