"""In what do two states differ? Row by row: what came, what went, and which members changed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

State = Mapping[str, Any]
Difference = dict[str, Any]

#: Who wrote a snapshot is no part of what is in it.
_ASIDE = frozenset({"version", "schema"})
#: Members by which a row is the same row, the first of which that it has.
_KEYS = ("id", "name", "key", "thumbprint", "path")


def differences(before: State, after: State) -> list[Difference]:
    """Return what changed from one state to another: ``part``, ``what`` (added, removed, changed), ``name``, words."""
    found: list[Difference] = []
    for part in sorted({*before, *after} - _ASIDE):
        old, new = before.get(part), after.get(part)
        if isinstance(old or [], list) and isinstance(new or [], list):
            found += _rows(part, old or [], new or [])
        elif old != new:
            found.append(_changed(part, "", {part: {"before": old, "after": new}}))
    return found


def _rows(part: str, old: list[Any], new: list[Any]) -> Iterator[Difference]:
    before, after = _keyed(old), _keyed(new)
    for key in [*before, *(each for each in after if each not in before)]:
        if key not in after:
            yield _one(part, "removed", _name(before[key]))
        elif key not in before:
            yield _one(part, "added", _name(after[key]))
        elif before[key] != after[key]:
            yield _changed(part, _name(after[key]), _members(before[key], after[key]))


def _keyed(rows: list[Any]) -> dict[str, Any]:
    """Return rows by what tells them apart; equal keys are numbered."""
    keyed: dict[str, Any] = {}
    for row in rows:
        key = _key(row)
        number = 2
        while key in keyed:
            key, number = f"{_key(row)} ({number})", number + 1
        keyed[key] = row
    return keyed


def _key(row: Any) -> str:
    if isinstance(row, dict):
        for name in _KEYS:
            if name in row:
                return f"{name}={row[name]}"
    return json.dumps(row, sort_keys=True)


def _name(row: Any) -> str:
    """Return what people call a row."""
    if isinstance(row, dict):
        return str(row.get("name") or row.get("job") or row.get("id") or _key(row))
    return str(row)


def _members(before: Any, after: Any) -> dict[str, Any]:
    if not (isinstance(before, dict) and isinstance(after, dict)):
        return {"": {"before": before, "after": after}}
    return {
        name: {"before": before.get(name), "after": after.get(name)}
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    }


def _one(part: str, what: str, name: str) -> Difference:
    return {"part": part, "what": what, "name": name, "words": f"{part}: {name} {what}"}


def _changed(part: str, name: str, members: dict[str, Any]) -> Difference:
    told = "; ".join(f"{each} {_short(pair['before'])} -> {_short(pair['after'])}" for each, pair in members.items())
    words = f"{part}: {name}: {told}" if name else told
    return {"part": part, "what": "changed", "name": name, "members": members, "words": words}


def _short(value: Any, most: int = 60) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= most else f"{text[:most]}…"
