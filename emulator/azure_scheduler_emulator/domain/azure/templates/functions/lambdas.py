"""Functions that call a lambda for each element."""

from __future__ import annotations

from functools import cmp_to_key
from typing import Any

from azure_scheduler_emulator.domain.azure.templates.errors import bad_call, misplaced_function
from azure_scheduler_emulator.domain.azure.templates.functions.family import (
    Family,
    Frame,
    array,
    mapping,
    string,
    truth,
)
from azure_scheduler_emulator.domain.azure.templates.syntax import Call, Literal, Node
from azure_scheduler_emulator.domain.azure.templates.values import text

FAMILY = Family()


class _Lambda:
    """A lambda: the names of its variables, and what it returns."""

    def __init__(self, frame: Frame, caller: str, node: Node, most: int) -> None:
        if not isinstance(node, Call) or node.name.lower() != "lambda":
            raise bad_call(caller, "a lambda expression is expected.")
        names = [
            part.value for part in node.arguments[:-1] if isinstance(part, Literal) and isinstance(part.value, str)
        ]
        if not 1 <= len(names) == len(node.arguments) - 1 <= most:
            raise bad_call(caller, f"a lambda expression with at most '{most}' variable(s) is expected.")
        self._frame, self._names, self._body = frame, names, node.arguments[-1]

    def __call__(self, *values: Any) -> Any:
        """Return its value for an element; a second variable stands for the element's index."""
        return self._frame.bound(self._names, values).evaluate(self._body)


@FAMILY.add_framed("lambda", 1, any_number=True, lazy=True)
def lone_lambda(_frame: Frame, name: str, *_parts: Node) -> Any:
    """Refuse a lambda that nothing takes."""
    raise misplaced_function(name)


@FAMILY.add_framed("lambdaVariables", 1)
def lambda_variables(frame: Frame, name: str, variable: Any) -> Any:
    """Return the value of a lambda's variable."""
    return frame.lambda_variable(string(name, variable))


@FAMILY.add_framed("map", 2, lazy=True)
def mapped(frame: Frame, name: str, values: Node, change: Node) -> list[Any]:
    """Return what the lambda makes of each element."""
    apply = _Lambda(frame, name, change, 2)
    return [apply(value, index) for index, value in enumerate(array(name, frame.evaluate(values)))]


@FAMILY.add_framed("filter", 2, lazy=True)
def filtered(frame: Frame, name: str, values: Node, condition: Node) -> list[Any]:
    """Return the elements for which the lambda holds."""
    holds = _Lambda(frame, name, condition, 2)
    found = array(name, frame.evaluate(values))
    return [value for index, value in enumerate(found) if truth(name, holds(value, index))]


@FAMILY.add_framed("reduce", 3, lazy=True)
def reduced(frame: Frame, name: str, values: Node, start: Node, join: Node) -> Any:
    """Return what the lambda makes of all elements, one after the other."""
    apply, result = _Lambda(frame, name, join, 3), frame.evaluate(start)
    for index, value in enumerate(array(name, frame.evaluate(values))):
        result = apply(result, value, index)
    return result


@FAMILY.add_framed("sort", 2, lazy=True)
def sorted_by(frame: Frame, name: str, values: Node, before: Node) -> list[Any]:
    """Return the elements in the order that the lambda says: whether one comes before another."""
    comes_first = _Lambda(frame, name, before, 2)

    def compare(left: Any, right: Any) -> int:
        if truth(name, comes_first(left, right)):
            return -1
        return 1 if truth(name, comes_first(right, left)) else 0

    return sorted(array(name, frame.evaluate(values)), key=cmp_to_key(compare))


@FAMILY.add_framed("toObject", 2, 3, lazy=True)
def to_object(frame: Frame, name: str, values: Node, key: Node, value: Node | None = None) -> dict[str, Any]:
    """Return an object with a member for each element."""
    name_of = _Lambda(frame, name, key, 1)
    value_of = _Lambda(frame, name, value, 1) if value is not None else None
    found = array(name, frame.evaluate(values))
    return {text(name_of(item)): value_of(item) if value_of else item for item in found}


@FAMILY.add_framed("groupBy", 2, lazy=True)
def group_by(frame: Frame, name: str, values: Node, key: Node) -> dict[str, list[Any]]:
    """Return an object with the elements of each key."""
    name_of = _Lambda(frame, name, key, 2)
    groups: dict[str, list[Any]] = {}
    for index, item in enumerate(array(name, frame.evaluate(values))):
        groups.setdefault(text(name_of(item, index)), []).append(item)
    return groups


@FAMILY.add_framed("mapValues", 2, lazy=True)
def map_values(frame: Frame, name: str, value: Node, change: Node) -> dict[str, Any]:
    """Return an object with what the lambda makes of each member."""
    apply = _Lambda(frame, name, change, 1)
    return {key: apply(item) for key, item in mapping(name, frame.evaluate(value)).items()}
