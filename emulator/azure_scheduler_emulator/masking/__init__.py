"""Which parts of what went over the wire are nobody's business? Secrets, before journals, logs and pages show them.

What is secret stands in one table (``names``). A text is read by its form: JSON, however lenient or cut off
(``documents``), an address, a form, a connection string (``pairs``), and anything else by what it looks like
(``prose``). The value of a member that is no secret may be a text of any form again, and so on.

Most texts have nothing in them that could be a secret, which is quickly seen. The others are read when they are shown,
not when they are kept: most of what journals keep is never looked at.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from azure_scheduler_emulator.masking import documents, pairs, prose
from azure_scheduler_emulator.masking.names import MASK, is_secret, may_hold_secrets

#: How many forms may be inside each other; what is deeper is not shown at all.
DEEPEST = 12

address = prose.address


def text(value: str) -> str:
    """Return a body, an address, a query or a message with its secrets masked."""
    return _text(value, 0)


def headers(fields: Iterable[Sequence[str]]) -> list[list[str]]:
    """Return headers as pairs with their secrets masked."""
    return [[name, MASK if is_secret(name) else text(value)] for name, value in fields]


def document(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return a JSON document with its secrets masked."""
    masked: dict[str, Any] = json.loads(text(json.dumps(value)))
    return masked


def record(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a journal keeps of a call or its answer, with the secrets masked that are in it."""
    return {name: headers(part) if name == "headers" else _part(part) for name, part in value.items()}


def _part(value: Any) -> Any:
    return text(value) if isinstance(value, str) else value


def _text(value: str, depth: int) -> str:
    if not may_hold_secrets(value):
        return value
    if depth > DEEPEST:
        return MASK

    def deeper(inner: str) -> str:
        return _text(inner, depth + 1)

    if value.lstrip("\ufeff \t\r\n")[:1] in ("{", "[", '"'):
        return documents.masked(value, deeper)
    found = pairs.masked(value, deeper)
    return prose.masked(value) if found is None else found


__all__ = ["MASK", "address", "document", "headers", "is_secret", "record", "text"]
