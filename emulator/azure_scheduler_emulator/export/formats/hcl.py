"""HCL, as Terraform reads it: blocks, attributes, strings in double quotes (HCL native syntax specification)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Expression:
    """What stands without quotes: a variable, a call."""

    text: str


@dataclass(frozen=True)
class Block:
    """A block with its labels and what is in it: attributes, and blocks by their type."""

    labels: tuple[str, ...]
    body: Mapping[str, Any]


def dump(blocks: list[tuple[str, Block]]) -> str:
    """Return a document of blocks with their types."""
    return "\n".join("\n".join(_block(kind, block, 0)) + "\n" for kind, block in blocks)


def string(text: str) -> str:
    """Return a text in quotes, with what begins a template in it taken literally."""
    return json.dumps(text, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{").replace("\x7f", "\\u007f")


def _block(kind: str, block: Block, depth: int) -> Iterator[str]:
    blanks = "  " * depth
    yield " ".join([f"{blanks}{kind}", *(string(label) for label in block.labels), "{"])
    for name, item in block.body.items():
        if isinstance(item, Block):
            yield from _block(name, item, depth + 1)
        else:
            yield f"{blanks}  {name} = {_value(item, depth + 1)}"
    yield f"{blanks}}}"


def _value(item: Any, depth: int) -> str:
    if isinstance(item, Expression):
        return item.text
    if isinstance(item, Mapping):
        inside = "  " * (depth + 1)
        lines = [f"{inside}{string(key)} = {_value(value, depth + 1)}" for key, value in item.items()]
        return "\n".join(["{", *lines, "  " * depth + "}"])
    if isinstance(item, list):
        return f"[{', '.join(_value(value, depth) for value in item)}]"
    return string(item) if isinstance(item, str) else json.dumps(item)
