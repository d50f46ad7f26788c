"""Which states are kept by name, and in what does one differ from now?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from azure_scheduler_emulator import masking
from azure_scheduler_emulator.console import wording
from azure_scheduler_emulator.domain.time.moment import parse
from azure_scheduler_emulator.masking import MASK
from azure_scheduler_emulator.testbed.differences import Changed, PartDifference
from azure_scheduler_emulator.testbed.testbed import Testbed

#: Rows of one part that are told.
MOST = 20


@dataclass(frozen=True, kw_only=True)
class SnapshotRow:
    """A snapshot."""

    name: str
    at: datetime
    says: str
    size: str


@dataclass(frozen=True, kw_only=True)
class PartView:
    """In what one part differs."""

    title: str
    says: str
    rows: Sequence[tuple[str, str, str]]
    more: int


def snapshots(testbed: Testbed) -> list[SnapshotRow]:
    """Return what is kept, by name."""
    return [
        SnapshotRow(
            name=each.name,
            at=parse(each.now),
            says=f"{wording.many(each.jobs, 'job')}, {'virtual' if each.mode == 'virtual' else 'system'} time",
            size=wording.size(each.size),
        )
        for each in testbed.shelf.all()
    ]


def compare(testbed: Testbed, name: str) -> list[PartView]:
    """Return in what everything as it is now differs from a snapshot, secrets masked.

    Raises:
        NotFoundError: there is none of that name.
    """
    return [_part(title, each) for title, each in testbed.shelf.compare(name).items()]


def _part(title: str, found: PartDifference) -> PartView:
    rows = [("now also", _called(row), "") for row in found.added]
    rows += [("now gone", _called(row), "") for row in found.removed]
    rows += [("changed", _named(each), _members(each)) for each in found.changed]
    counts = ", ".join(f"{number:,} {word}" for word, number in found.counts.items() if number)
    return PartView(
        title=wording.capital(title.replace("_", " ")),
        says=counts,
        rows=[(what, wording.seen(name)[:200], wording.seen(members)[:1000]) for what, name, members in rows[:MOST]],
        more=max(0, sum(found.counts.values()) - MOST),
    )


def _called(row: Any) -> str:
    return str(row.get("name") or row.get("id") or next(iter(row.values()), ""))


def _named(changed: Changed) -> str:
    return changed.name or ", ".join(map(str, changed.key.values()))


def _members(changed: Changed) -> str:
    return "; ".join(
        f"{path}: {_shown(path, before)} → {_shown(path, after)}" for path, (before, after) in changed.members.items()
    )


def _shown(path: str, value: Any) -> str:
    if value is None:
        return "nothing"
    if masking.is_secret(path.rpartition(".")[2]):
        return MASK
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return masking.text(text)[:120]
