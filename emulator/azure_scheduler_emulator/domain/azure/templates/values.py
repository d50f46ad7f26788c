"""The values of the language are those of JSON. What are they called, and how do they compare and read as text?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from azure_scheduler_emulator.domain.azure.templates.errors import TemplateError

#: 64 bits, as the service's integers.
SMALLEST, LARGEST = -(2**63), 2**63 - 1


def kind(value: Any) -> str:
    """Return what the service's errors call the type of a value."""
    if value is None:
        return "Null"
    if isinstance(value, bool):
        return "Boolean"
    names = {str: "String", int: "Integer", float: "Float", list: "Array", dict: "Object"}
    return names[type(value)]


def is_integer(value: Any) -> bool:
    """Tell whether a value is an integer, which a truth value is not."""
    return isinstance(value, int) and not isinstance(value, bool)


def integer(value: int) -> int:
    """Return a computed integer.

    Raises:
        TemplateError: it takes more than 64 bits.
    """
    if not SMALLEST <= value <= LARGEST:
        raise TemplateError("An integer of the template is too large or too small for 64 bits.")
    return value


def key_of(value: Mapping[str, Any], name: str) -> str | None:
    """Return the key of an object that ``name`` stands for: names fold case, an exact one wins."""
    if name in value:
        return name
    folded = name.lower()
    return next((key for key in value if key.lower() == folded), None)


def member(value: Any, name: str, default: Any = None) -> Any:
    """Return a member of an object by its name in any casing; the default where there is none."""
    key = key_of(value, name) if isinstance(value, dict) else None
    return default if key is None else value[key]


def text(value: Any) -> str:
    """Return how a value reads in a text: .NET's spelling of simple ones, compact JSON of the others."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "True" if value else "False"
    if value is None:
        return ""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def equal(left: Any, right: Any) -> bool:
    """Tell whether two values are equal: of one type, texts with their casing, objects whatever their order."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(equal(one, other) for one, other in zip(left, right, strict=True))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(equal(left[key], right[key]) for key in left)
    return bool(left == right)


def weight(value: Any, most: int) -> int:
    """Return about how much room a value takes; counting stops beyond ``most``."""
    total, waiting = 0, [value]
    while waiting and total <= most:
        item = waiting.pop()
        total += 1 + (len(item) // 32 if isinstance(item, str) else 0)
        if isinstance(item, dict):
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
    return total
