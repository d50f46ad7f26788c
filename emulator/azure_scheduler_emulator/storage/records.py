"""Where do the faces keep their own documents: users, tokens, settings, whatever is no job?

One table for all of them. A record has a kind (``seed_scheduler.user``), a key that is unique in its kind, an optional
second key for look-ups (a token), a position that grows in the order of creation, and a JSON document.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, select, update

from azure_scheduler_emulator.storage.hot import hot
from azure_scheduler_emulator.storage.store import Transaction
from azure_scheduler_emulator.storage.tables import records


@dataclass(frozen=True)
class Record:
    """A document that a face keeps."""

    key: str
    document: dict[str, Any]
    #: Running number in the order of creation, over all kinds.
    position: int


_THIS = (records.c.kind == bindparam("sort")) & (records.c.key == bindparam("name"))
_LOOKED_UP = (records.c.kind == bindparam("sort")) & (records.c.lookup == bindparam("value"))
_GET = hot(select(records).where(_THIS))
_LOOKUP = hot(select(records).where(_LOOKED_UP).order_by(records.c.position))
_NEWEST = hot(select(func.max(records.c.position)))
_INSERT = hot(records.insert(), records.c.keys())
_CHANGE = hot(update(records).where(_THIS), ("sort", "name", "document", "lookup"))
_DELETE = hot(records.delete().where(_THIS))
_DELETE_LOOKED_UP = hot(records.delete().where(_LOOKED_UP))


def find(tx: Transaction, kind: str, key: str) -> Record | None:
    """Return the record of that key, or None."""
    row = tx.first(_GET, {"sort": kind, "name": key})
    return tx.one(f"the record {key} of {kind}", row, _record) if row else None


def look_up(tx: Transaction, kind: str, value: str) -> list[Record]:
    """Return the records whose second key is ``value``, in the order of creation."""
    return tx.readable(f"a record of {kind}", tx.all(_LOOKUP, {"sort": kind, "value": value}), _record)


def everything(tx: Transaction, kind: str) -> list[Record]:
    """Return every record of a kind in the order of creation."""
    statement = select(records).where(records.c.kind == kind).order_by(records.c.position)
    return tx.readable(f"a record of {kind}", tx.all(statement), _record)


def put(tx: Transaction, kind: str, key: str, document: dict[str, Any], lookup: str | None = None) -> None:
    """Insert a record, or update the one of that key, which keeps its position."""
    text = json.dumps(document, separators=(",", ":"))
    if not tx.run(_CHANGE, {"sort": kind, "name": key, "document": text, "lookup": lookup}):
        newest = tx.scalar(_NEWEST) or 0
        row = {"kind": kind, "key": key, "lookup": lookup, "position": newest + 1, "document": text}
        tx.run(_INSERT, row)


def next_number(tx: Transaction, kind: str) -> int:
    """Return 1, 2, 3 and so on, for each kind: a number that no record had before, deleted ones included."""
    statement = _GET.locked() if tx.shared else _GET
    row = tx.first(statement, {"sort": "number", "name": kind})
    known = tx.readable(f"the number of {kind}", [row] if row else [], lambda row: int(_record(row).document["last"]))
    # No number of any kind is larger than the position of what it was given to.
    last = known[0] if known else (tx.scalar(_NEWEST) or 0) if row else 0
    number = last + 1
    put(tx, "number", kind, {"last": number})
    return number


def delete(tx: Transaction, kind: str, key: str) -> bool:
    """Delete a record; tell whether there was one."""
    return bool(tx.run(_DELETE, {"sort": kind, "name": key}))


def delete_looked_up(tx: Transaction, kind: str, value: str) -> int:
    """Delete the records whose second key is ``value``; return how many there were."""
    return tx.run(_DELETE_LOOKED_UP, {"sort": kind, "value": value})


def delete_below(tx: Transaction, kinds: str, path: str) -> None:
    """Delete the records of every kind that begins with ``kinds`` whose keys are paths below ``path``."""
    inside = records.c.key.startswith(f"{path}/", autoescape=True)
    tx.run(records.delete().where(records.c.kind.startswith(kinds, autoescape=True), inside))


def _record(row: Any) -> Record:
    return Record(row.key, json.loads(row.document), row.position)
