"""How does everything that is stored become one JSON document, and the other way round?

Table by table, row by row, in an order that does not depend on chance, so that two documents can be compared: moments
in ISO 8601, documents as they are. Left out is what only the running process knows: who holds a claim (what was under
way is made again, with the same idempotency key), and numbers that the database counts by itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from sqlalchemy import Boolean, Column, Integer, Table, select
from sqlalchemy.exc import SQLAlchemyError

from azure_scheduler_emulator.clock import Terms
from azure_scheduler_emulator.domain.azure.collection import CloudService, JobCollection
from azure_scheduler_emulator.domain.azure.operation import Failure
from azure_scheduler_emulator.domain.azure.subscription import Certificate, Subscription
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.jobs.history import HistoryEntry
from azure_scheduler_emulator.domain.jobs.job import Job
from azure_scheduler_emulator.domain.time.moment import parse, render
from azure_scheduler_emulator.storage import attempts as attempt_rows
from azure_scheduler_emulator.storage import collections as collection_rows
from azure_scheduler_emulator.storage import jobs as job_rows
from azure_scheduler_emulator.storage.codec import UNREADABLE, from_micros, from_plain, to_micros
from azure_scheduler_emulator.storage.store import OWN_FACTS, Transaction
from azure_scheduler_emulator.storage.tables import SCHEMA_VERSION, metadata
from azure_scheduler_emulator.storage.wording import told, told_of_try

_MOMENTS = frozenset(
    {
        *("anchor", "next_due", "last_execution", "created_at", "finished_at"),
        *("expected_at", "due_at", "started_at", "accepted_at", "settles_at", "shows"),
    }
)
_DOCUMENTS = frozenset({"document", "definition", "failure"})
_LEFT_OUT = frozenset(
    {
        ("attempts", "owner"),
        ("attempts", "lease_until"),
        ("history", "id"),
        ("jobs", "target"),
        ("jobs", "words"),
        ("history", "occurrence"),
        ("history", "action"),
    }
)
#: The clock has a member of its own.
_OWN_FACTS = frozenset({*OWN_FACTS, "virtual_clock"})
#: What the documents of a table have to be.
_KINDS: dict[str, type] = {
    "subscriptions": Subscription,
    "certificates": Certificate,
    "cloud_services": CloudService,
    "collections": JobCollection,
    "history": HistoryEntry,
    "operations": Failure,
    "clocks": Terms,
}

#: Columns that are in the document of the row too.
_TWICE: dict[str, tuple[str, ...]] = {
    "subscriptions": ("id",),
    "certificates": ("subscription", "thumbprint"),
    "cloud_services": ("id", "subscription"),
    "collections": ("id", "subscription", "cloud_service_id", "plan"),
}

TABLES: tuple[str, ...] = tuple(table.name for table in metadata.sorted_tables)
#: Rows that are stored together.
_BATCH = 500

#: Makes a row of today of one of a document.
Upgrade = Callable[[str, Mapping[str, Any]], Mapping[str, Any]]


def texts(tx: Transaction, name: str) -> Iterator[str]:
    """Yield the JSON text of each row of a table. A row that cannot be read is left out."""
    table = metadata.tables[name]
    columns = _kept(table)
    writers = [(f"{json.dumps(column.name)}: ", _default(column), _writer(column)) for column in columns]
    kept = select(*columns).order_by(*table.primary_key.columns)
    for row in tx.stream(kept.where(table.c.name.not_in(_OWN_FACTS)) if name == "facts" else kept):
        try:
            said = [
                head + write(value)
                for (head, default, write), value in zip(writers, row, strict=True)
                # What is left out is read as nothing, or as the default of its column.
                if value is not None and value != default
            ]
        except UNREADABLE as error:
            tx.skip(f"a row of {name}", error)
        else:
            yield f"{{{', '.join(said)}}}"


def keys() -> dict[str, tuple[str, ...]]:
    """Return by what the rows of each table are known; nothing where they have no key that is kept."""
    return {
        table.name: tuple(
            column.name for column in table.primary_key.columns if (table.name, column.name) not in _LEFT_OUT
        )
        for table in metadata.sorted_tables
    }


def clear(tx: Transaction) -> None:
    """Delete everything that ``put`` puts there."""
    for table in reversed(metadata.sorted_tables):
        own = table.c.name.in_(_OWN_FACTS) if table.name == "facts" else None
        tx.run(table.delete() if own is None else table.delete().where(~own))


def put(tx: Transaction, name: str, given: Iterable[Any], upgrade: Upgrade) -> None:
    """Store the rows of a table, of which a document has the texts of ``texts``; tables come as in TABLES.

    Raises:
        InvalidError: a row is none of its table, or contradicts another one; the transaction must not be committed.
    """
    table, number = metadata.tables[name], 0
    rows = (_columns(table, place, row, upgrade) for place, row in enumerate(given))
    while batch := list(islice(rows, _BATCH)):
        try:
            tx.run(table.insert(), batch)
        except (SQLAlchemyError, OverflowError) as error:
            reason = " ".join(str(getattr(error, "orig", None) or error).split())
            place = (
                f"{name}[{number}]" if len(batch) == 1 else f"one of {name}[{number}] to [{number + len(batch) - 1}]"
            )
            raise InvalidError(f"{place} of the state cannot be stored: {reason}.") from error
        number += len(batch)


def read_back(tx: Transaction) -> Iterator[tuple[CloudService, JobCollection, Job]]:
    """Read what the engine will read, and yield each job with what it is in.

    Raises:
        InvalidError: something cannot be read: the transaction must not be committed.
    """
    try:
        attempt_rows.check_everyone(tx)
        everyone = job_rows.read_everyone(tx)
        while some := list(islice(everyone, _BATCH)):
            places = {
                place.id: (group, place)
                for group, place in collection_rows.with_groups(tx, list({job.collection_id for job in some}))
            }
            yield from ((*places[job.collection_id], job) for job in some)
    except UNREADABLE as error:
        raise InvalidError(f"The jobs of the state cannot be read: {type(error).__name__}: {error}.") from error


def upgrade_from(schema: int) -> Upgrade:
    """Return what makes a row of an older schema one of today."""
    if schema == SCHEMA_VERSION:
        return lambda _table, row: row
    from azure_scheduler_emulator.storage import migrations

    found = (getattr(step, "upgrade_row", None) for step in migrations.between(schema, SCHEMA_VERSION))
    steps = [step for step in found if step]

    def upgrade(table: str, row: Mapping[str, Any]) -> Mapping[str, Any]:
        for step in steps:
            row = step(table, row)
        return row

    return upgrade


def _kept(table: Table) -> list[Column[Any]]:
    return [column for column in table.columns if (table.name, column.name) not in _LEFT_OUT]


def _writer(column: Column[Any]) -> Callable[[Any], str]:
    """Return what writes a value of ``column``, which is there, as JSON."""
    if column.name in _MOMENTS:
        return lambda value: f'"{render(from_micros(value))}"'
    if column.name in _DOCUMENTS:
        return _document
    return (lambda value: "true" if value else "false") if isinstance(column.type, Boolean) else json.dumps


def _document(text: str) -> str:
    """Return a text that is stored, which has to be JSON."""
    json.loads(text)
    return text


def _columns(table: Table, place: int, given: Any, upgrade: Upgrade) -> dict[str, Any]:
    try:
        row = upgrade(table.name, given)
        unknown = set(row) - {column.name for column in _kept(table)}
        if unknown:
            raise InvalidError(f"there is no '{min(unknown)}'")
        stored = {column.name: _stored(table, column, row.get(column.name)) for column in _kept(table)}
        _check_twice_said(table.name, row)
        return _told(table, stored)
    except InvalidError as error:
        raise InvalidError(f"{table.name}[{place}] of the state does not fit: {str(error).rstrip('.')}.") from error
    except UNREADABLE as error:
        raise InvalidError(
            f"{table.name}[{place}] of the state cannot be read: {type(error).__name__}: {error}."
        ) from error


def _check_twice_said(name: str, row: Mapping[str, Any]) -> None:
    """See to it that what a row says twice is the same: one is what is looked for, the other what is shown.

    Raises:
        InvalidError: it is not.
    """
    document = row.get("document") if name in _TWICE else row
    for member in _TWICE.get(name, ()):
        if str(row.get(member, "")).casefold() != str((document or {}).get(member, "")).casefold():
            raise InvalidError(f"'{member}' is another one in its document")
    if "name_key" in row and row["name_key"] != str((document or {}).get("name", "")).casefold():
        raise InvalidError("'name_key' is not the folded name")


def _told(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with what is made from it and therefore left out."""
    if table.name == "jobs":
        return row | told(row["definition"], row["anchor"])
    return row | told_of_try(row["document"]) if table.name == "history" else row


def _stored(table: Table, column: Column[Any], value: Any) -> Any:
    if value is None:
        if column.server_default is None and not column.nullable:
            raise InvalidError(f"it lacks '{column.name}'")
        return _default(column)
    if column.name in _MOMENTS:
        return to_micros(parse(value))
    if column.name in _DOCUMENTS:
        if table.name in _KINDS:
            from_plain(_KINDS[table.name], value)
        return json.dumps(value, separators=(",", ":"))
    wanted = bool if isinstance(column.type, Boolean) else int if isinstance(column.type, Integer) else str
    if type(value) is not wanted:
        raise InvalidError(f"'{column.name}' is not of type {wanted.__name__}")
    return value


def _default(column: Column[Any]) -> Any:
    """Return what a row of before that column has in it."""
    if column.server_default is None:
        return None
    text = str(getattr(column.server_default, "arg", ""))
    return int(text) if isinstance(column.type, Integer) else text
