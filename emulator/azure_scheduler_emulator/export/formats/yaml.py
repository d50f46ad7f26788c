"""YAML: blocks of members and items, strings in double quotes as JSON writes them, which YAML reads alike.

A script of several lines becomes a literal block, so that people can read it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

#: What needs no quotes and means nothing else: no number, no boolean of YAML 1.1.
_PLAIN = re.compile(r"(?!(?:y|n|yes|no|on|off|true|false|null|nan|inf)$)[A-Za-z][A-Za-z0-9_./-]*", re.IGNORECASE)
_UNFIT = re.compile(r"[^\x20-\x7e\xa0-\ud7ff\n]")


def dump(value: Any) -> str:
    """Return a mapping or a list as a document."""
    return "\n".join(_block(value, 0)) + "\n"


def _block(value: Any, depth: int) -> Iterator[str]:
    blanks = "  " * depth
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _entry(f"{blanks}{_scalar(key)}:", item, depth)
    else:
        for item in value:
            if isinstance(item, Mapping | list) and item:
                first, *rest = _block(item, depth + 1)
                yield f"{blanks}- {first.lstrip()}"
                yield from rest
            else:
                yield from _entry(f"{blanks}-", item, depth)


def _entry(head: str, item: Any, depth: int) -> Iterator[str]:
    if isinstance(item, Mapping | list) and item:
        yield head
        yield from _block(item, depth + 1)
    elif isinstance(item, str) and "\n" in item and _literal(item):
        yield f"{head} |"
        yield from ("  " * (depth + 1) + line if line else "" for line in item.removesuffix("\n").split("\n"))
    else:
        yield f"{head} {_scalar(item)}"


def _literal(text: str) -> bool:
    """Tell whether a literal block holds the text as it is: it ends in one line break and begins with no blank."""
    ends = text.endswith("\n") and not text.endswith("\n\n")
    return ends and not text[:1].isspace() and not _UNFIT.search(text)


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        return value if _PLAIN.fullmatch(value) else json.dumps(value)
    return json.dumps(value)
