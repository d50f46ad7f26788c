"""How are the differences of two states told on a terminal? What they are, ``testbed.differences`` finds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from azure_scheduler_emulator.domain.errors import InvalidError

State = Mapping[str, Any]

#: Characters of a value that are shown.
SHOWN = 60


def checked(state: Any, where: str) -> State:
    """Return a document if it is a snapshot: an object with lists of rows.

    Raises:
        InvalidError: it is none.
    """
    if not isinstance(state, dict):
        raise InvalidError(f"{where} is no snapshot: it holds no object.")
    for name, rows in state.items():
        if isinstance(rows, list) and not all(isinstance(row, dict) for row in rows):
            raise InvalidError(f"{where} is no snapshot: '{name}' is no list of rows.")
    if not isinstance(state.get("clock", {}), dict):
        raise InvalidError(f"{where} is no snapshot: 'clock' is no object.")
    return state


def differences(before: State, after: State) -> dict[str, Any]:
    """Return the differences of two snapshots, as ``GET /snapshots/NAME/diff`` tells them; secrets are masked."""
    # Here, because no other command needs either.
    from azure_scheduler_emulator.control.snapshots import document
    from azure_scheduler_emulator.testbed.differences import compare

    return document(compare(before, after))


def lines(found: Mapping[str, Any]) -> Iterator[str]:
    """Yield a line for each difference."""
    for part, told in found["parts"].items():
        for what in ("removed", "added"):
            for row in told[what]:
                yield f"{part}: {_name(row)} {what}"
        for row in told["changed"]:
            pairs = (f"{path} {_short(was)} -> {_short(now)}" for path, (was, now) in row["members"].items())
            yield f"{part}: {row['name'] or _name(row['key'])}: {'; '.join(pairs)}"
        more = sum(told["counts"].values()) - sum(len(told[what]) for what in ("added", "removed", "changed"))
        if more:
            yield f"{part}: {more} more"


def _name(row: Mapping[str, Any]) -> str:
    """Return what people call a row."""
    return str(row.get("name") or row.get("id") or _short(row))


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
