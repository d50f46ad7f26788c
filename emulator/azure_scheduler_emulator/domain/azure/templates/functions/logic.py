"""Functions of truth, and comparisons."""

from __future__ import annotations

from typing import Any

from azure_scheduler_emulator.domain.azure.templates.errors import bad_call
from azure_scheduler_emulator.domain.azure.templates.functions.family import Family, Frame, truth
from azure_scheduler_emulator.domain.azure.templates.syntax import Node
from azure_scheduler_emulator.domain.azure.templates.values import equal, is_integer, kind

FAMILY = Family()


@FAMILY.add_framed("if", 3, lazy=True)
def choose(frame: Frame, name: str, condition: Node, then: Node, otherwise: Node) -> Any:
    """Return one of two values; the other is not evaluated."""
    return frame.evaluate(then if truth(name, frame.evaluate(condition)) else otherwise)


@FAMILY.add_framed("and", 2, any_number=True, lazy=True)
def both(frame: Frame, name: str, *conditions: Node) -> bool:
    """Tell whether every condition holds."""
    return all(truth(name, frame.evaluate(condition)) for condition in conditions)


@FAMILY.add_framed("or", 2, any_number=True, lazy=True)
def either(frame: Frame, name: str, *conditions: Node) -> bool:
    """Tell whether a condition holds."""
    return any(truth(name, frame.evaluate(condition)) for condition in conditions)


@FAMILY.add("not", 1)
def negate(name: str, condition: Any) -> bool:
    """Tell whether a condition does not hold."""
    return not truth(name, condition)


@FAMILY.add("true", 0)
def yes(_name: str) -> bool:
    """Return true."""
    return True


@FAMILY.add("false", 0)
def no(_name: str) -> bool:
    """Return false."""
    return False


@FAMILY.add("bool", 1)
def to_bool(name: str, value: Any) -> bool:
    """Return a truth value, which a text or a number may spell."""
    if isinstance(value, bool):
        return value
    if is_integer(value):
        return bool(value)
    if isinstance(value, str) and value.strip().lower() in ("true", "false", "1", "0"):
        return value.strip().lower() in ("true", "1")
    raise bad_call(name, f"the value of the type '{kind(value)}' cannot be converted to a boolean.")


@FAMILY.add("equals", 2)
def equals(_name: str, left: Any, right: Any) -> bool:
    """Tell whether two values are equal."""
    return equal(left, right)


@FAMILY.add("less", 2)
def less(name: str, left: Any, right: Any) -> bool:
    """Tell whether one integer, or text, comes before another."""
    one, other = _ordered(name, left, right)
    return bool(one < other)


@FAMILY.add("lessOrEquals", 2)
def less_or_equals(name: str, left: Any, right: Any) -> bool:
    """Tell whether one integer, or text, does not come after another."""
    one, other = _ordered(name, left, right)
    return bool(one <= other)


@FAMILY.add("greater", 2)
def greater(name: str, left: Any, right: Any) -> bool:
    """Tell whether one integer, or text, comes after another."""
    one, other = _ordered(name, left, right)
    return bool(one > other)


@FAMILY.add("greaterOrEquals", 2)
def greater_or_equals(name: str, left: Any, right: Any) -> bool:
    """Tell whether one integer, or text, does not come before another."""
    one, other = _ordered(name, left, right)
    return bool(one >= other)


@FAMILY.add("coalesce", 1, any_number=True)
def coalesce(_name: str, *values: Any) -> Any:
    """Return the first value that is not null."""
    return next((value for value in values if value is not None), None)


def _ordered(name: str, left: Any, right: Any) -> tuple[Any, Any]:
    same = (isinstance(left, str) and isinstance(right, str)) or (is_integer(left) and is_integer(right))
    if not same:
        raise bad_call(name, f"two integers or two strings are expected, not '{kind(left)}' and '{kind(right)}'.")
    return left, right
