"""Functions of objects."""

from __future__ import annotations

import json
import math
from typing import Any

from azure_scheduler_emulator.domain.azure.templates.errors import bad_call
from azure_scheduler_emulator.domain.azure.templates.functions.family import Family, array, mapping, string
from azure_scheduler_emulator.domain.azure.templates.limits import DOCUMENT_DEPTH
from azure_scheduler_emulator.domain.azure.templates.values import is_integer, member

FAMILY = Family()


@FAMILY.add("createObject", 0, any_number=True)
def create_object(name: str, *pairs: Any) -> dict[str, Any]:
    """Return an object of keys and values in turns."""
    if len(pairs) % 2:
        raise bad_call(name, "function expects an even number of parameters.")
    return {string(name, key): value for key, value in zip(pairs[::2], pairs[1::2], strict=True)}


@FAMILY.add("json", 1)
def from_json(name: str, value: Any) -> Any:
    """Return the value that a text spells in JSON."""
    return parse_json(name, string(name, value))


@FAMILY.add("null", 0)
def null(_name: str) -> None:
    """Return null."""


@FAMILY.add("items", 1)
def items(name: str, value: Any) -> list[dict[str, Any]]:
    """Return the members of an object by name, each with its key and value."""
    found = mapping(name, value)
    return [{"key": key, "value": found[key]} for key in sorted(found)]


@FAMILY.add("objectKeys", 1)
def object_keys(name: str, value: Any) -> list[str]:
    """Return the names of an object's members, in order."""
    return sorted(mapping(name, value))


@FAMILY.add("shallowMerge", 1)
def shallow_merge(name: str, values: Any) -> dict[str, Any]:
    """Return the members of all objects of an array; the last one counts."""
    merged: dict[str, Any] = {}
    for value in array(name, values):
        merged |= mapping(name, value)
    return merged


@FAMILY.add("tryGet", 2, any_number=True)
def try_get(name: str, value: Any, *path: Any) -> Any:
    """Return what a path of members and indexes leads to, or null where it ends early."""
    for step in path:
        if isinstance(value, dict) and isinstance(step, str):
            value = member(value, step)
        elif isinstance(value, list) and is_integer(step):
            value = value[step] if 0 <= step < len(value) else None
        elif value is not None:
            raise bad_call(name, "the path must consist of names of members and of indexes.")
    return value


def parse_json(name: str, text: str) -> Any:
    """Return the value that a text spells in JSON.

    Raises:
        TemplateError: it spells none, or one that is too deep.
    """
    try:
        value = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise bad_call(name, "the argument is not a valid JSON value.") from None
    _check(name, value)
    return value


def _check(name: str, value: Any) -> None:
    level, depth = [value], 0
    while level:
        depth += 1
        if depth > DOCUMENT_DEPTH or any(isinstance(item, float) and not math.isfinite(item) for item in level):
            raise bad_call(name, "the argument is not a valid JSON value.")
        level = [
            child
            for item in level
            if isinstance(item, dict | list)
            for child in (item.values() if isinstance(item, dict) else item)
        ]


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")
