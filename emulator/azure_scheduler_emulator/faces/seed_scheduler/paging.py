"""Which part of a list does a cursor name?

A cursor is the base64 of ``o=<offset>&r=1&p=<position>``, each part only when it has something to say: from the
position on (backwards with ``r``), leave out so many (contract, section 6). Lists are newest first. The document's
``count`` is there too (decision 16).
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode

from flask import request

from azure_scheduler_emulator.faces.seed_scheduler.errors import ApiError

T = TypeVar("T")
#: What a list is ordered by: a number, or a moment as text of one form.
Position = Callable[[T], Any]


def page(
    items: Sequence[T], position: Position[T], parse: Callable[[str], Any], size: int, write: Callable[[T], Any]
) -> dict[str, Any]:
    """Return the page of ``items`` that the request asks for.

    ``items`` are ordered by falling ``position``; ``parse`` reads a position from a cursor and raises ValueError.

    Raises:
        ApiError: 404, when the cursor is none.
    """
    positions = [position(item) for item in items]
    start, end = _bounds(positions, parse, size, request.args.get("cursor", ""))
    return {
        "count": len(items),
        "next": _link(positions, end) if end < len(items) else None,
        "previous": _link_back(positions, start) if start > 0 else None,
        "results": [write(item) for item in items[start:end]],
    }


def _bounds(positions: list[Any], parse: Callable[[str], Any], size: int, cursor: str) -> tuple[int, int]:
    """Return where the page starts and where it ends."""
    if not cursor:
        return 0, min(size, len(positions))
    try:
        parts = dict(parse_qsl(base64.b64decode(cursor.encode("ascii"), validate=True).decode("ascii")))
        offset = min(max(int(parts.get("o", "0")), 0), len(positions))
        mark = parse(parts["p"]) if "p" in parts else None
    except (ValueError, binascii.Error, TypeError):
        raise ApiError(404, {"detail": "Invalid cursor"}) from None
    if "r" in parts:
        newer = len(positions) if mark is None else sum(entry > mark for entry in positions)
        end = max(newer - offset, 0)
        return max(end - size, 0), end
    start = offset if mark is None else sum(entry >= mark for entry in positions) + offset
    start = min(start, len(positions))
    return start, min(start + size, len(positions))


def _link(positions: list[Any], start: int) -> str:
    """Return the address of the page that begins at ``start``: after the last position that differs from its own."""
    first = positions.index(positions[start])
    parts: dict[str, Any] = {"o": start - first} if start > first else {}
    if first > 0:
        parts["p"] = positions[first - 1]
    return _address(parts)


def _link_back(positions: list[Any], end: int) -> str:
    """Return the address of the page that ends before ``end``."""
    alike = sum(entry == positions[end - 1] for entry in positions)
    beyond = positions.index(positions[end - 1]) + alike
    parts: dict[str, Any] = {"o": beyond - end} if beyond > end else {}
    parts["r"] = 1
    if beyond < len(positions):
        parts["p"] = positions[beyond]
    return _address(parts)


def _address(parts: dict[str, Any]) -> str:
    """Return the present address with another cursor; its query sorted, as the framework does."""
    cursor = base64.b64encode(urlencode(parts).encode()).decode("ascii")
    query = {**request.args.to_dict(flat=False), "cursor": [cursor]}
    pairs = [(name, value) for name in sorted(query) for value in query[name]]
    path = request.environ["emulator.path"]
    return f"{request.host_url.rstrip('/')}{path}?{urlencode(pairs)}"
