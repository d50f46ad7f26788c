"""Bicep: objects and arrays by lines, strings in single quotes (documentation of its data types)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ESCAPES = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


@dataclass(frozen=True)
class Expression:
    """What stands without quotes: a parameter, a call."""

    text: str


def value(given: Any, depth: int = 0) -> str:
    """Return plain values as Bicep writes them."""
    inside, end = "  " * (depth + 1), "  " * depth
    if isinstance(given, Expression):
        return given.text
    if isinstance(given, Mapping):
        lines = [f"{inside}{_key(key)}: {value(item, depth + 1)}" for key, item in given.items()]
        return "\n".join(["{", *lines, f"{end}}}"]) if lines else "{}"
    if isinstance(given, list | tuple):
        lines = [f"{inside}{value(item, depth + 1)}" for item in given]
        return "\n".join(["[", *lines, f"{end}]"]) if lines else "[]"
    if isinstance(given, str):
        return string(given)
    return "null" if given is None else str(given).lower()


def string(text: str) -> str:
    """Return a text in quotes."""
    quoted = "".join(
        _ESCAPES.get(letter) or (letter if letter >= " " else f"\\u{{{ord(letter):x}}}") for letter in text
    )
    return "'" + quoted.replace("${", "\\${") + "'"


def _key(name: str) -> str:
    return name if _NAME.fullmatch(name) else string(name)
