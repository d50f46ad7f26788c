"""Functions of integers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from azure_scheduler_emulator.domain.azure.templates.errors import bad_call
from azure_scheduler_emulator.domain.azure.templates.functions.family import Family, number
from azure_scheduler_emulator.domain.azure.templates.limits import RANGE
from azure_scheduler_emulator.domain.azure.templates.values import integer, is_integer, kind

FAMILY = Family()
_DIGITS = re.compile(r"\s*[+-]?\d{1,20}\s*")


@FAMILY.add("int", 1)
def to_int(name: str, value: Any) -> int:
    """Return an integer, which a text may spell."""
    if is_integer(value):
        return int(value)
    if isinstance(value, float) and value.is_integer():
        return integer(int(value))
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        return integer(int(value))
    raise bad_call(name, f"the value of the type '{kind(value)}' cannot be converted to an integer.")


@FAMILY.add("float", 1)
def to_float(name: str, value: Any) -> float:
    """Return a number with a fraction, which a text may spell."""
    try:
        if isinstance(value, int | float | str) and not isinstance(value, bool):
            found = float(value)
            if abs(found) < float("inf"):
                return found
    except (ValueError, OverflowError):
        pass
    raise bad_call(name, f"the value of the type '{kind(value)}' cannot be converted to a float.")


@FAMILY.add("add", 2)
def add(name: str, left: Any, right: Any) -> int:
    """Return a sum."""
    return integer(number(name, left) + number(name, right))


@FAMILY.add("sub", 2)
def sub(name: str, left: Any, right: Any) -> int:
    """Return a difference."""
    return integer(number(name, left) - number(name, right))


@FAMILY.add("mul", 2)
def mul(name: str, left: Any, right: Any) -> int:
    """Return a product."""
    return integer(number(name, left) * number(name, right))


@FAMILY.add("div", 2)
def div(name: str, left: Any, right: Any) -> int:
    """Return a quotient, cut off towards zero as .NET does."""
    whole, part = _division(name, left, right)
    return integer(abs(whole) // abs(part) * (1 if (whole < 0) == (part < 0) else -1))


@FAMILY.add("mod", 2)
def mod(name: str, left: Any, right: Any) -> int:
    """Return a remainder, with the sign of what is divided."""
    whole, part = _division(name, left, right)
    return abs(whole) % abs(part) * (-1 if whole < 0 else 1)


@FAMILY.add("min", 1, any_number=True)
def least(name: str, *values: Any) -> int:
    """Return the least of integers, or of an array of them."""
    return min(_numbers(name, values))


@FAMILY.add("max", 1, any_number=True)
def greatest(name: str, *values: Any) -> int:
    """Return the greatest of integers, or of an array of them."""
    return max(_numbers(name, values))


@FAMILY.add("range", 2)
def numbers_from(name: str, start: Any, count: Any) -> list[int]:
    """Return integers in a row."""
    first, size = number(name, start), number(name, count)
    if not 0 <= size <= RANGE:
        raise bad_call(name, f"the count must be between '0' and '{RANGE}', and is '{size}'.")
    integer(first + size)
    return list(range(first, first + size))


def _division(name: str, left: Any, right: Any) -> tuple[int, int]:
    whole, part = number(name, left), number(name, right)
    if part == 0:
        raise bad_call(name, "the divisor must not be zero.")
    return whole, part


def _numbers(name: str, values: Sequence[Any]) -> list[int]:
    given = values[0] if len(values) == 1 and isinstance(values[0], list) else values
    if not given:
        raise bad_call(name, "the array must not be empty.")
    return [number(name, value) for value in given]
