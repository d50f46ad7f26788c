"""What does the database know about itself?"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select

from azure_scheduler_emulator.domain.time.moment import parse, render
from azure_scheduler_emulator.storage import notices
from azure_scheduler_emulator.storage.codec import from_micros, to_micros
from azure_scheduler_emulator.storage.hot import hot
from azure_scheduler_emulator.storage.store import Transaction
from azure_scheduler_emulator.storage.tables import facts

#: Where a virtual clock stands; empty while time is the system's.
CLOCK = "virtual_clock"

_GET = hot(select(facts.c.value).where(facts.c.name == bindparam("key")))
_SET = hot(facts.update().where(facts.c.name == bindparam("key")), ("key", "value"))


def get(tx: Transaction, name: str) -> str | None:
    """Return the fact called ``name``, or None."""
    value: str | None = tx.scalar(_GET, {"key": name})
    return value


def put(tx: Transaction, name: str, value: str) -> None:
    """Set the fact called ``name``."""
    if not tx.run(_SET, {"key": name, "value": value}):
        tx.run(facts.insert(), {"name": name, "value": value})


def last_seen(tx: Transaction) -> datetime | None:
    """Return until when the engine is known to have fired what was due; None for a new database."""
    value = get(tx, "last_seen")
    known = tx.readable("until when the engine was there", [] if value is None else [value], _moment)
    return known[0] if known else None


def see(tx: Transaction, now: datetime) -> None:
    """Note that the engine was there at ``now``."""
    put(tx, "last_seen", str(to_micros(now)))


def put_clock(tx: Transaction, moment: datetime | None, rate: float = 0.0) -> None:
    """Note where a virtual clock stands, and how fast it goes from there; None for the system's time."""
    tx.notices.add(notices.CLOCK)
    put(tx, CLOCK, "" if moment is None else f"{render(moment)} {rate!r}" if rate else render(moment))


def read_clock(text: str) -> tuple[datetime, float]:
    """Return what ``put_clock`` has noted of a virtual clock."""
    moment, _, rate = text.partition(" ")
    return parse(moment), float(rate or 0)


def _moment(text: str) -> datetime:
    return from_micros(int(text))
