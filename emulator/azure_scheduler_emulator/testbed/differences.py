"""In what do two snapshots differ? Row by row, member by member."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from azure_scheduler_emulator.storage import snapshot

Row = Mapping[str, Any]
#: Rows of one part that are told at most; what is beyond is counted.
MOST = 1000


@dataclass(frozen=True, kw_only=True)
class Changed:
    """A row that is in both."""

    #: What the row is known by.
    key: Mapping[str, Any]
    #: What people call it; empty where it has no name.
    name: str
    #: Before and after, by the path of the member (``definition.action.uri``); None where there is none.
    members: Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True, kw_only=True)
class PartDifference:
    """In what one part of the snapshots differs."""

    added: Sequence[Row] = ()
    removed: Sequence[Row] = ()
    changed: Sequence[Changed] = ()
    #: How many of each there are, told or not.
    counts: Mapping[str, int] = field(default_factory=dict)


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, PartDifference]:
    """Return the parts that differ, in the order of a snapshot."""
    keys: dict[str, tuple[str, ...]] = {"faults": ("id",), "sinks": ("name",), **snapshot.keys()}
    found = {"clock": _part([before.get("clock", {})], [after.get("clock", {})], ())}
    for name, key in keys.items():
        found[name] = _part(before.get(name, ()), after.get(name, ()), key)
    return {name: part for name, part in found.items() if any(part.counts.values())}


def _part(before: Sequence[Row], after: Sequence[Row], key: tuple[str, ...]) -> PartDifference:
    if not key:
        return _whole(before, after)
    old, new = ({_key(row, key): row for row in rows} for rows in (before, after))
    added = [row for each, row in new.items() if each not in old]
    removed = [row for each, row in old.items() if each not in new]
    pairs = [(old[each], row) for each, row in new.items() if each in old and old[each] != row]
    changed = [
        Changed(
            key={name: row.get(name) for name in key},
            name=str(row.get("name", "")),
            members=_members(was, row),
        )
        for was, row in pairs[:MOST]
    ]
    return _told(added, removed, changed, len(pairs))


def _whole(before: Sequence[Row], after: Sequence[Row]) -> PartDifference:
    """Compare rows that are known by nothing: what is the same is the same row."""
    old, new = (Counter(json.dumps(row, sort_keys=True) for row in rows) for rows in (before, after))
    added, removed = ([json.loads(text) for text in part.elements()] for part in (new - old, old - new))
    return _told(added, removed, [], 0)


def _told(added: Sequence[Row], removed: Sequence[Row], changed: Sequence[Changed], number: int) -> PartDifference:
    counts = {"added": len(added), "removed": len(removed), "changed": number}
    return PartDifference(added=added[:MOST], removed=removed[:MOST], changed=changed, counts=counts)


def _key(row: Row, key: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(json.dumps(row.get(name)) for name in key)


def _members(before: Row, after: Row) -> dict[str, tuple[Any, Any]]:
    old, new = dict(_flat(before)), dict(_flat(after))
    names = dict.fromkeys((*old, *new))
    differing = ((name, (old.get(name), new.get(name))) for name in names if old.get(name) != new.get(name))
    return dict(islice(differing, MOST))


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping) and value:
        for name, part in value.items():
            yield from _flat(part, f"{path}.{name}" if path else str(name))
    else:
        yield path, value
