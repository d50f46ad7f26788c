"""Where are the test clocks kept, and where did each stand?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update

from azure_scheduler_emulator.clock import Terms
from azure_scheduler_emulator.storage.codec import dump, from_micros, load, to_micros
from azure_scheduler_emulator.storage.store import Transaction
from azure_scheduler_emulator.storage.tables import clocks

_SHOWS = update(clocks).where(clocks.c.id == bindparam("clock")).values(shows=bindparam("moment"))


@dataclass(frozen=True)
class Kept:
    """A test clock as it is stored."""

    id: str
    shows: datetime
    terms: Terms


def add(tx: Transaction, clock: Kept) -> None:
    """Insert a clock."""
    tx.run(clocks.insert(), {"id": clock.id, "shows": to_micros(clock.shows), "document": dump(clock.terms)})


def note(tx: Transaction, id: str, shows: datetime) -> None:
    """Note where a clock stands."""
    tx.run(_SHOWS, {"clock": id, "moment": to_micros(shows)})


def agree(tx: Transaction, id: str, terms: Terms) -> None:
    """Note that something else was agreed about a clock."""
    tx.run(update(clocks).where(clocks.c.id == id), {"document": dump(terms)})


def everyone(tx: Transaction) -> list[Kept]:
    """Return every clock by identity."""
    rows = tx.all(select(clocks).order_by(clocks.c.id))
    return [Kept(row.id, from_micros(row.shows), load(Terms, row.document)) for row in rows]


def delete(tx: Transaction, id: str) -> None:
    """Delete a clock."""
    tx.run(clocks.delete().where(clocks.c.id == id))
