"""Which attempts wait for their moment, and which are being made by whom?

The primary key (job, occurrence, action, attempt) is the claim's guard: the same try cannot be claimed twice.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, select, tuple_, update

from azure_scheduler_emulator.domain.jobs.history import ActionName, Attempt
from azure_scheduler_emulator.storage.codec import UNREADABLE, from_micros, optional_moment, to_micros
from azure_scheduler_emulator.storage.hot import hot
from azure_scheduler_emulator.storage.store import Transaction
from azure_scheduler_emulator.storage.tables import attempts


@dataclass(frozen=True)
class Lease:
    """Who holds claimed attempts, and until when (machine time)."""

    owner: str
    until: datetime


class Waiting(NamedTuple):
    """An attempt that waits, of which no more is read than whom it is for: there may be many."""

    job_id: str
    action: ActionName
    row: Row[Any]


_ACTIONS = {name.value: name for name in ActionName}
_KEY = (
    (attempts.c.job_id == bindparam("job"))
    & (attempts.c.occurrence == bindparam("number"))
    & (attempts.c.action == bindparam("kind"))
    & (attempts.c.attempt == bindparam("try"))
)
_WAITING = hot(
    select(attempts)
    .where(
        attempts.c.clock == bindparam("timeline"),
        attempts.c.owner.is_(None),
        attempts.c.due_at <= bindparam("now"),
    )
    .order_by(attempts.c.due_at, attempts.c.job_id, attempts.c.occurrence)
    .limit(bindparam("most"))
)
_NEXT_DUE = hot(
    select(func.min(attempts.c.due_at)).where(attempts.c.job_id == bindparam("job"), attempts.c.owner.is_(None))
)
_INSERT = hot(attempts.insert(), attempts.c.keys())
_CLAIM = hot(update(attempts).where(_KEY).values(owner=bindparam("holder"), lease_until=bindparam("until")))
_FINISH = hot(attempts.delete().where(_KEY, attempts.c.owner == bindparam("holder")))
_PRIMARY = tuple_(attempts.c.job_id, attempts.c.occurrence, attempts.c.action, attempts.c.attempt)
#: The holder of attempts that nobody can make, until the next start.
_PARK = update(attempts).where(_KEY).values(owner="unreadable")
_WHAT = "an attempt that waits"
T = TypeVar("T")
#: Parameters that one statement may have, by four for each attempt.
_CHUNK = 500


def add_claimed(tx: Transaction, claimed: Iterable[Attempt], lease: Lease) -> None:
    """Insert attempts that ``lease.owner`` performs now."""
    rows = [{**_columns(item), "owner": lease.owner, "lease_until": to_micros(lease.until)} for item in claimed]
    if rows:
        tx.run(_INSERT, rows)


def add_waiting(tx: Transaction, successors: Iterable[Attempt]) -> None:
    """Insert attempts that wait for their due moment."""
    successors = list(successors)
    add_behind(tx, successors)
    for item in successors:
        tx.falls_due(item.due_at, item.clock)


def add_behind(tx: Transaction, late: Sequence[Attempt]) -> None:
    """Insert attempts that are due and wait for others to end: who inserts them knows, and nobody else is told."""
    if late:
        tx.run(_INSERT, [{**_columns(item), "owner": None, "lease_until": None} for item in late])


def claim_waiting(tx: Transaction, now: datetime, most: int, lease: Lease, clock: str) -> list[Attempt]:
    """Claim and return up to ``most`` waiting attempts of a clock that are due, the longest due first."""
    statement = _WAITING.locked(skip=True) if tx.shared else _WAITING
    found = _known(tx, tx.all(statement, {"timeline": clock, "now": to_micros(now), "most": most}), as_attempt)
    _claim(tx, found, lease)
    return found


def claim(tx: Transaction, wanted: Sequence[Waiting], lease: Lease) -> list[Attempt]:
    """Claim attempts that wait as this transaction has seen, and return them; not those that others claim meanwhile."""
    found = _known(tx, [item.row for item in wanted], as_attempt)
    if tx.shared:
        free = attempts.c.owner.is_(None)
        found = [item for chunk in _chunks(found) for item in _those(tx, chunk, free)]
    _claim(tx, found, lease)
    return found


def waiting(tx: Transaction, now: datetime, most: int, clock: str) -> list[Waiting]:
    """Return up to ``most`` waiting attempts of a clock that are due, the longest due first; none is claimed."""
    rows = tx.all(_WAITING, {"timeline": clock, "now": to_micros(now), "most": most})
    return _known(tx, rows, _waiting)


def held(tx: Transaction, claimed: Sequence[Attempt], owner: str) -> list[Attempt]:
    """Return those attempts that ``owner`` still holds."""
    return [item for chunk in _chunks(claimed) for item in _those(tx, chunk, attempts.c.owner == owner)]


def claimed(tx: Transaction, wanted: Sequence[Attempt]) -> list[Attempt]:
    """Return those attempts that anybody holds."""
    return [item for chunk in _chunks(wanted) for item in _those(tx, chunk, attempts.c.owner.is_not(None))]


def take_over(tx: Transaction, key: tuple[str, int, str, int], holder: str, lease: Lease) -> Attempt | None:
    """Claim and return the attempt of a key that ``holder`` holds; None if it holds it no more."""
    values = dict(zip(("job", "number", "kind", "try"), key, strict=True))
    statement = select(attempts).where(_KEY, attempts.c.owner == holder)
    row = tx.first(statement.with_for_update(skip_locked=True) if tx.shared else statement, values)
    if row is None:
        return None
    _claim(tx, [as_attempt(row)], lease)
    return as_attempt(row)


def finish(tx: Transaction, finished: Sequence[Attempt], owner: str) -> int:
    """Delete attempts that ``owner`` held and that are settled; return how many of them there still were."""
    return tx.run(_FINISH, [{**_key(item), "holder": owner} for item in finished]) if finished else 0


def next_due(tx: Transaction, job_id: str) -> datetime | None:
    """Return the earliest due moment of a job's waiting attempts, or None."""
    return optional_moment(tx.scalar(_NEXT_DUE, {"job": job_id}))


def everyone(tx: Transaction) -> list[Attempt]:
    """Return every attempt that waits or is being made, the longest due first."""
    return read(tx, select(attempts).order_by(attempts.c.due_at, attempts.c.job_id))


def check_everyone(tx: Transaction) -> None:
    """Read every attempt; raises one of UNREADABLE if one cannot be read."""
    for row in tx.stream(select(attempts)):
        as_attempt(row)


def read(tx: Transaction, statement: Select[Any]) -> list[Attempt]:
    """Return the attempts that a query of whole rows finds."""
    return tx.readable(_WHAT, tx.all(statement), as_attempt)


def count(tx: Transaction) -> int:
    """Return how many attempts wait or are being made."""
    value: int = tx.scalar(select(func.count()).select_from(attempts))
    return value


def drop_waiting(tx: Transaction, job_id: str) -> int:
    """Delete the waiting attempts of a job; return how many there were."""
    return tx.run(attempts.delete().where(attempts.c.job_id == job_id, attempts.c.owner.is_(None)))


def renew(tx: Transaction, lease: Lease) -> int:
    """Extend the claims of ``lease.owner``; return how many it holds."""
    statement = update(attempts).where(attempts.c.owner == lease.owner).values(lease_until=to_micros(lease.until))
    return tx.run(statement)


def release(tx: Transaction, *, expired_at: datetime | None = None, owner: str | None = None) -> int:
    """Make claimed attempts wait again: those whose lease ended before ``expired_at``, those of an owner, or all.

    They stay due, so that the next ring claims them.
    """
    statement = update(attempts).where(attempts.c.owner.is_not(None)).values(owner=None, lease_until=None)
    if expired_at is not None:
        statement = statement.where(attempts.c.lease_until < to_micros(expired_at))
    if owner is not None:
        statement = statement.where(attempts.c.owner == owner)
    return tx.run(statement)


def release_others(tx: Transaction, owner: str, known: Collection[str]) -> int:
    """Make wait again what ``owner`` has claimed and does not know of; return how many attempts that were."""
    claimed = read(tx, select(attempts).where(attempts.c.owner == owner))
    lost = [item for item in claimed if item.key not in known]
    if lost:
        tx.run(update(attempts).where(_KEY).values(owner=None, lease_until=None), [_key(item) for item in lost])
    return len(lost)


def _claim(tx: Transaction, found: Sequence[Attempt], lease: Lease) -> None:
    if found:
        tx.run(_CLAIM, [{**_key(item), "holder": lease.owner, "until": to_micros(lease.until)} for item in found])


def _those(tx: Transaction, items: Sequence[Attempt], condition: ColumnElement[bool]) -> list[Attempt]:
    statement = select(attempts).where(_PRIMARY.in_([tuple(_key(item).values()) for item in items]), condition)
    rows = tx.all(statement.with_for_update(skip_locked=True) if tx.shared else statement)
    return tx.readable(_WHAT, rows, as_attempt)


def _known(tx: Transaction, rows: Sequence[Row[Any]], read: Callable[[Row[Any]], T]) -> list[T]:
    """Return what ``read`` makes of attempts that wait. One that cannot be read waits no more: it would for ever."""
    found = []
    for row in rows:
        try:
            found.append(read(row))
        except UNREADABLE as error:
            tx.skip(_WHAT, error)
            key = {"job": row.job_id, "number": row.occurrence, "kind": row.action, "try": row.attempt}
            tx.run(_PARK, key)
    return found


def _waiting(row: Row[Any]) -> Waiting:
    return Waiting(row.job_id, _ACTIONS[row.action], row)


def _chunks(items: Sequence[Attempt]) -> Iterator[Sequence[Attempt]]:
    return (items[start : start + _CHUNK] for start in range(0, len(items), _CHUNK))


def _key(item: Attempt) -> dict[str, Any]:
    return {"job": item.job_id, "number": item.occurrence, "kind": item.action.value, "try": item.attempt}


def _columns(item: Attempt) -> dict[str, Any]:
    return {
        "job_id": item.job_id,
        "occurrence": item.occurrence,
        "action": item.action.value,
        "attempt": item.attempt,
        "clock": item.clock,
        "expected_at": to_micros(item.expected_at),
        "due_at": to_micros(item.due_at),
    }


def as_attempt(row: Any) -> Attempt:
    """Return the attempt of a row."""
    return Attempt(
        job_id=row.job_id,
        occurrence=row.occurrence,
        action=ActionName(row.action),
        attempt=row.attempt,
        expected_at=from_micros(row.expected_at),
        due_at=from_micros(row.due_at),
        clock=row.clock,
    )
