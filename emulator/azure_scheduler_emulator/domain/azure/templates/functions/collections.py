"""Functions of arrays, most of which take texts and objects too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from azure_scheduler_emulator.domain.azure.templates.errors import bad_call
from azure_scheduler_emulator.domain.azure.templates.functions.family import Family, array, mapping, number, string
from azure_scheduler_emulator.domain.azure.templates.values import equal, key_of, kind, text

FAMILY = Family()


@FAMILY.add("length", 1)
def length(name: str, value: Any) -> int:
    """Return how many elements, members or characters there are."""
    return len(_sized(name, value))


@FAMILY.add("empty", 1)
def empty(name: str, value: Any) -> bool:
    """Tell whether there is nothing; null is nothing."""
    return value is None or not _sized(name, value)


@FAMILY.add("contains", 2)
def contains(name: str, where: Any, what: Any) -> bool:
    """Tell whether an array holds an element, an object a member of any casing, a text a part in its casing."""
    if isinstance(where, list):
        return any(equal(item, what) for item in where)
    if isinstance(where, dict):
        return key_of(where, text(what)) is not None
    return text(what) in string(name, where)


@FAMILY.add("first", 1)
def first(name: str, value: Any) -> Any:
    """Return the first element or character; of nothing, null or an empty text."""
    found = _row(name, value)
    return found[0] if found else _nothing(value)


@FAMILY.add("last", 1)
def last(name: str, value: Any) -> Any:
    """Return the last element or character; of nothing, null or an empty text."""
    found = _row(name, value)
    return found[-1] if found else _nothing(value)


@FAMILY.add("skip", 2)
def skip(name: str, value: Any, count: Any) -> Any:
    """Return what follows the first elements or characters."""
    return _row(name, value)[max(0, number(name, count)) :]


@FAMILY.add("take", 2)
def take(name: str, value: Any, count: Any) -> Any:
    """Return the first elements or characters."""
    return _row(name, value)[: max(0, number(name, count))]


@FAMILY.add("createArray", 0, any_number=True)
def create_array(_name: str, *values: Any) -> list[Any]:
    """Return an array of its arguments."""
    return list(values)


@FAMILY.add("array", 1)
def to_array(_name: str, value: Any) -> list[Any]:
    """Return an array as it is, and anything else in one."""
    return value if isinstance(value, list) else [value]


@FAMILY.add("flatten", 1)
def flatten(name: str, values: Any) -> list[Any]:
    """Return the elements of an array's arrays."""
    return [item for value in array(name, values) for item in array(name, value)]


@FAMILY.add("union", 1, any_number=True)
def union(name: str, *values: Any) -> Any:
    """Return all elements once, or all members; members of objects in both are united, else the last one counts."""
    if isinstance(values[0], dict):
        united: dict[str, Any] = {}
        for value in values:
            united = _united(united, mapping(name, value))
        return united
    found = _Distinct()
    for value in values:
        found.add_all(array(name, value))
    return found.items


@FAMILY.add("intersection", 2, any_number=True)
def intersection(name: str, *values: Any) -> Any:
    """Return the elements, or the equal members, that are in all."""
    if isinstance(values[0], dict):
        common = dict(values[0])
        for value in values[1:]:
            other = mapping(name, value)
            common = {key: item for key, item in common.items() if key in other and equal(item, other[key])}
        return common
    shared = _Distinct()
    shared.add_all(array(name, values[0]))
    for value in values[1:]:
        others = _Distinct()
        others.add_all(array(name, value))
        shared = shared.common(others)
    return shared.items


class _Distinct:
    """Elements, each once, found by what they read as."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str], Any] = {}

    @property
    def items(self) -> list[Any]:
        return list(self._seen.values())

    def add_all(self, values: Sequence[Any]) -> None:
        for value in values:
            self._seen.setdefault((kind(value), text(value)), value)

    def common(self, other: _Distinct) -> _Distinct:
        both = _Distinct()
        both._seen = {key: value for key, value in self._seen.items() if key in other._seen}
        return both


def _united(left: dict[str, Any], right: dict[str, Any]) -> dict[str, Any]:
    """Unite two objects without recursion in Python: documents may be deep."""
    result = dict(left)
    waiting = [(result, right)]
    while waiting:
        target, source = waiting.pop()
        for key, value in source.items():
            known = key_of(target, key) or key
            old = target.get(known)
            if isinstance(old, dict) and isinstance(value, dict):
                target[known] = dict(old)
                waiting.append((target[known], value))
            else:
                target[known] = value
    return result


def _sized(name: str, value: Any) -> Any:
    if not isinstance(value, str | list | dict):
        raise bad_call(name, f"an array, an object or a string is expected, not '{kind(value)}'.")
    return value


def _row(name: str, value: Any) -> Any:
    if not isinstance(value, str | list):
        raise bad_call(name, f"an array or a string is expected, not '{kind(value)}'.")
    return value


def _nothing(value: Any) -> Any:
    return "" if isinstance(value, str) else None
