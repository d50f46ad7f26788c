"""How does everything that is stored become one JSON document, and the other way round?

Table by table, row by row, in an order that does not depend on chance, so that two documents can be compared: moments
in ISO 8601, documents as they are. Left out is what only the running process knows: who holds a claim (what was under
way is made again, with the same idempotency key), and numbers that the database counts by itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Boolean, Column, Integer, Table, select
from sqlalchemy.exc import SQLAlchemyError

from azure_scheduler_emulator.clock import Terms
from azure_scheduler_emulator.domain.azure.collection import CloudService, JobCollection
from azure_scheduler_emulator.domain.azure.operation import Failure
from azure_scheduler_emulator.domain.azure.subscription import Certificate, Subscription
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.jobs.history import HistoryEntry
from azure_scheduler_emulator.domain.time.moment import parse, render
from azure_scheduler_emulator.storage import attempts as attempt_rows
from azure_scheduler_emulator.storage import jobs as job_rows
from azure_scheduler_emulator.storage.codec import from_micros, from_plain, to_micros
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

TABLES: tuple[str, ...] = tuple(table.name for table in metadata.sorted_tables)


def keys() -> dict[str, tuple[str, ...]]:
    """Return by what the rows of each table are known; nothing where they have no key that is kept."""
    return {
        table.name: tuple(
            column.name for column in table.primary_key.columns if (table.name, column.name) not in _LEFT_OUT
        )
        for table in metadata.sorted_tables
    }


def take(tx: Transaction) -> dict[str, list[dict[str, Any]]]:
    """Return every row by the name of its table."""
    return {table.name: _rows(tx, table) for table in metadata.sorted_tables}


def put(tx: Transaction, parts: Mapping[str, Any], schema: int = SCHEMA_VERSION) -> None:
    """Replace everything that is stored by what ``take`` returned; a table that is missing is emptied.

    ``schema`` is the one by which it was written: rows of an older one are brought to that of today.

    Raises:
        InvalidError: a row is none of its table, or contradicts another one; the transaction must not be committed.
    """
    upgrade = _upgrade(schema)
    for table in reversed(metadata.sorted_tables):
        own = table.c.name.in_(_OWN_FACTS) if table.name == "facts" else None
        tx.run(table.delete() if own is None else table.delete().where(~own))
    for table in metadata.sorted_tables:
        try:
            rows = [_told(table, _columns(table, upgrade(table.name, row))) for row in parts.get(table.name, ())]
            if rows:
                tx.run(table.insert(), rows)
        except (SQLAlchemyError, TypeError, ValueError, KeyError, AttributeError, OverflowError) as error:
            raise InvalidError(f"'{table.name}' of the state cannot be stored: {type(error).__name__}.") from error
    _read_back(tx)


def _rows(tx: Transaction, table: Table) -> list[dict[str, Any]]:
    found = [_plain(table, row._mapping) for row in tx.all(select(table).order_by(*table.primary_key.columns))]
    return [row for row in found if table.name != "facts" or row["name"] not in _OWN_FACTS]


def _kept(table: Table) -> list[Column[Any]]:
    return [column for column in table.columns if (table.name, column.name) not in _LEFT_OUT]


def _plain(table: Table, row: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        column.name: _shown(column, row[column.name])
        for column in _kept(table)
        if row[column.name] is not None and not _is_default(column, row[column.name])
    }


def _is_default(column: Column[Any], value: Any) -> bool:
    """Tell whether a value need not be said: a document without it means the same."""
    return column.server_default is not None and value == _default(column)


def _shown(column: Column[Any], value: Any) -> Any:
    if column.name in _MOMENTS:
        return render(from_micros(value))
    if column.name in _DOCUMENTS:
        return json.loads(value)
    return bool(value) if isinstance(column.type, Boolean) else value


def _columns(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(row) - {column.name for column in _kept(table)}
    if unknown:
        raise InvalidError(f"'{table.name}' of the state has no member '{min(unknown)}'.")
    return {column.name: _stored(table, column, row.get(column.name)) for column in _kept(table)}


def _stored(table: Table, column: Column[Any], value: Any) -> Any:
    if value is None:
        if column.server_default is not None:
            return _default(column)
        if not column.nullable:
            raise InvalidError(f"'{table.name}' of the state lacks '{column.name}'.")
        return None
    if column.name in _MOMENTS:
        return to_micros(parse(value))
    if column.name in _DOCUMENTS:
        if table.name in _KINDS:
            from_plain(_KINDS[table.name], value)
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    wanted = bool if isinstance(column.type, Boolean) else int if isinstance(column.type, Integer) else str
    if type(value) is not wanted:
        raise InvalidError(f"'{column.name}' in '{table.name}' of the state is not of type {wanted.__name__}.")
    return value


def _told(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with what is made from it and therefore left out."""
    if table.name == "jobs":
        return row | told(row["definition"], row["anchor"])
    return row | told_of_try(row["document"]) if table.name == "history" else row


def _default(column: Column[Any]) -> Any:
    """Return what a row of before that column has in it."""
    text = str(getattr(column.server_default, "arg", ""))
    return int(text) if isinstance(column.type, Integer) else text


def _upgrade(schema: int) -> Callable[[str, Mapping[str, Any]], Mapping[str, Any]]:
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


def _read_back(tx: Transaction) -> None:
    """Read what the engine will read: a state that it cannot read must not be stored."""
    try:
        job_rows.check_everyone(tx)
        attempt_rows.everyone(tx)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        raise InvalidError(f"The jobs of the state cannot be read: {type(error).__name__}.") from error
