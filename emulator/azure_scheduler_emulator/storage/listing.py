"""Which jobs does a list show? The database finds, counts and orders them: what is not shown is not read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select

from azure_scheduler_emulator.domain.jobs.job import JobState
from azure_scheduler_emulator.storage.codec import optional_moment
from azure_scheduler_emulator.storage.store import Transaction
from azure_scheduler_emulator.storage.tables import attempts, collections, history, jobs

#: Later than any moment: what is not due comes last.
NEVER = 2**62
#: States that are none of a job's own, but a matter of what it does.
RETRYING, FAILED, RUNNING = "retrying", "failed", "running"
STATES = (*(state.value for state in JobState), RETRYING, FAILED, RUNNING)
#: The API of both faces of Azure.
AZURE = "azure"

_shown = case(
    (and_(jobs.c.suspended, jobs.c.state == JobState.ENABLED.value), JobState.DISABLED.value), else_=jobs.c.state
)
#: What a list can be ordered by: the expression, and whether the greatest comes first.
ORDERS: dict[str, tuple[ColumnElement[Any], bool]] = {
    "next": (func.coalesce(jobs.c.next_due, NEVER), False),
    "name": (jobs.c.name_key, False),
    "last": (func.coalesce(jobs.c.last_execution, 0), True),
    "failures": (jobs.c.failures, True),
    "executions": (jobs.c.executions, True),
    "created": (jobs.c.created_at, True),
}
_COLUMNS = (
    *(jobs.c.id, jobs.c.name, jobs.c.api, jobs.c.collection_id, jobs.c.suspended, jobs.c.target, jobs.c.words),
    *(jobs.c.next_due, jobs.c.last_execution, jobs.c.executions, jobs.c.failures, jobs.c.faults, jobs.c.created_at),
    jobs.c.clock,
    _shown.label("shown"),
)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which jobs; what is empty is not asked for."""

    #: Part of the name, the target or the words, or an identity.
    text: str = ""
    #: Name of a face, or "azure" for both of Azure's.
    api: str = ""
    #: One of ``STATES``.
    state: str = ""
    #: GUID of a subscription, or the name of a sibling API.
    subscription: str = ""
    #: Name of a collection, or its identity.
    collection: str = ""
    #: Name of a face whose jobs are left out.
    but: str = ""


@dataclass(frozen=True)
class Edge:
    """Where a page ends: what its last job is ordered by, and which it is."""

    value: int | str
    id: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """What a list shows of a job."""

    id: str
    name: str
    api: str
    collection_id: str
    #: As clients see it: a job in a stopped collection is disabled.
    state: JobState
    #: Whether that is its collection's doing.
    suspended: bool
    target: str
    words: str
    #: Identity of the test clock it lives by; empty for the shared clock.
    clock: str
    next_due: datetime | None
    last_execution: datetime | None
    executions: int
    failures: int
    faults: int
    created_at: datetime
    edge: Edge


@dataclass(frozen=True, kw_only=True)
class Doings:
    """What a job is up to."""

    #: How its newest try ended; empty if there was none.
    last_status: str = ""
    #: Tries that are being made.
    running: int = 0
    #: When the next retry or error action is due, if one waits.
    retry_at: datetime | None = None


#: What is left out of a list where it cannot be read.
_WHAT = "a job in a list"


def page(tx: Transaction, wanted: Wanted, order: str, top: int, after: Edge | None = None, skip: int = 0) -> list[Row]:
    """Return up to ``top`` jobs of a list; ``order`` is one of ``ORDERS``, the other way round after a minus."""
    by, falling = _order(order)
    statement = _where(select(*_COLUMNS, by.label("edge")), wanted)
    if after is not None:
        beyond = by < after.value if falling else by > after.value
        statement = statement.where(or_(beyond, and_(by == after.value, jobs.c.id > after.id)))
    statement = statement.order_by(by.desc() if falling else by, jobs.c.id).limit(top)
    return tx.readable(_WHAT, tx.all(statement.offset(skip) if skip else statement), _row)


def count(tx: Transaction, wanted: Wanted) -> dict[tuple[str, str], int]:
    """Return how many jobs there are, by their API and the state that they show."""
    statement = select(jobs.c.api, _shown.label("shown"), func.count().label("number"))
    found = tx.all(_where(statement, wanted).group_by(jobs.c.api, _shown))
    return {(row.api, row.shown): row.number for row in found}


def ids(tx: Transaction, wanted: Wanted, most: int) -> list[str]:
    """Return the identities of up to ``most`` jobs."""
    return [row.id for row in tx.all(_where(select(jobs.c.id), wanted).order_by(jobs.c.id).limit(most))]


def of(tx: Transaction, found: Sequence[str]) -> list[Row]:
    """Return those of the jobs that there are, by when they are due next."""
    by = ORDERS["next"][0]
    rows = tx.all(select(*_COLUMNS, by.label("edge")).where(jobs.c.id.in_(found)).order_by(by))
    return tx.readable(_WHAT, rows, _row)


def doings(tx: Transaction, found: Sequence[str]) -> dict[str, Doings]:
    """Return what jobs are up to; what is not in it rests and has never run."""
    newest = select(func.max(history.c.id)).where(history.c.job_id.in_(found)).group_by(history.c.job_id)
    ended = tx.all(select(history.c.job_id, history.c.status).where(history.c.id.in_(newest)))
    last = {row.job_id: row.status for row in ended}
    open_ = dict(tx.readable("an attempt that waits", tx.all(_open(found)), _up_to))
    rests = Doings()
    return {key: replace(open_.get(key, rests), last_status=last.get(key, "")) for key in {*last, *open_}}


def in_collections(tx: Transaction) -> dict[str, dict[str, int]]:
    """Return how many jobs each collection has that has any, by the state that they show."""
    found: dict[str, dict[str, int]] = {}
    statement = select(jobs.c.collection_id, _shown.label("shown"), func.count().label("number"))
    for row in tx.all(statement.group_by(jobs.c.collection_id, _shown)):
        found.setdefault(row.collection_id, {})[row.shown] = row.number
    return found


def _open(found: Sequence[str]) -> Select[Any]:
    waits = case((and_(attempts.c.owner.is_(None), _again()), attempts.c.due_at))
    running = func.count(attempts.c.owner).label("running")
    statement = select(attempts.c.job_id, running, func.min(waits).label("retry"))
    return statement.where(attempts.c.job_id.in_(found)).group_by(attempts.c.job_id)


def _up_to(row: Any) -> tuple[str, Doings]:
    return row.job_id, Doings(running=row.running, retry_at=optional_moment(row.retry))


def _again() -> ColumnElement[bool]:
    """Tell of an attempt whether it is no first try."""
    return or_(attempts.c.attempt > 0, attempts.c.action != "MainAction")


def _order(text: str) -> tuple[ColumnElement[Any], bool]:
    by, falling = ORDERS[text.removeprefix("-")]
    return by, falling != text.startswith("-")


def _where(statement: Select[Any], wanted: Wanted) -> Select[Any]:
    conditions = [*_text(wanted.text), *_place(wanted), *_state(wanted.state)]
    if wanted.but:
        conditions.append(jobs.c.api != wanted.but)
    if wanted.api == AZURE:
        conditions.append(jobs.c.api.like("azure%"))
    elif wanted.api:
        conditions.append(jobs.c.api == wanted.api)
    return statement.where(*conditions)


def _text(text: str) -> list[ColumnElement[bool]]:
    if not text:
        return []
    plain, folded = text.lower(), text.casefold()
    columns = (func.lower(jobs.c.target), func.lower(jobs.c.words))
    parts = [jobs.c.name_key.contains(folded, autoescape=True)]
    parts += [column.contains(plain, autoescape=True) for column in columns]
    return [or_(*parts, jobs.c.id == plain)]


def _place(wanted: Wanted) -> list[ColumnElement[bool]]:
    if not wanted.subscription and not wanted.collection:
        return []
    inside = select(collections.c.id)
    if wanted.subscription:
        inside = inside.where(collections.c.subscription == wanted.subscription.lower())
    if wanted.collection:
        named = collections.c.name_key == wanted.collection.casefold()
        inside = inside.where(or_(named, collections.c.id == wanted.collection))
    return [jobs.c.collection_id.in_(inside)]


def _state(state: str) -> list[ColumnElement[bool]]:
    if not state:
        return []
    if state == FAILED:
        newest = select(history.c.status).where(history.c.job_id == jobs.c.id).order_by(history.c.id.desc()).limit(1)
        return [newest.scalar_subquery() == "failed"]
    own = attempts.c.job_id == jobs.c.id
    if state == RETRYING:
        return [exists().where(own, attempts.c.owner.is_(None), _again())]
    if state == RUNNING:
        return [exists().where(own, attempts.c.owner.is_not(None))]
    return [_shown.in_((state,))]


def _row(row: Any) -> Row:
    created = optional_moment(row.created_at)
    assert created is not None, "the column is never null"
    return Row(
        id=row.id,
        name=row.name,
        api=row.api,
        collection_id=row.collection_id,
        state=JobState(row.shown),
        suspended=bool(row.suspended),
        target=row.target,
        words=row.words,
        clock=row.clock,
        next_due=optional_moment(row.next_due),
        last_execution=optional_moment(row.last_execution),
        executions=row.executions,
        failures=row.failures,
        faults=row.faults,
        created_at=created,
        edge=Edge(row.edge, row.id),
    )
