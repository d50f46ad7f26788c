"""Functions of texts."""

from __future__ import annotations

import re
from typing import Any

from azure_scheduler_emulator.domain.azure.templates.errors import bad_call
from azure_scheduler_emulator.domain.azure.templates.functions.family import Family, array, number, string, strings
from azure_scheduler_emulator.domain.azure.templates.functions.formats import composite
from azure_scheduler_emulator.domain.azure.templates.limits import check_characters
from azure_scheduler_emulator.domain.azure.templates.values import kind, text

FAMILY = Family()
#: Published: ``padLeft`` makes no longer text.
WIDEST = 16


@FAMILY.add("concat", 1, any_number=True)
def concat(name: str, *values: Any) -> Any:
    """Join texts, or arrays."""
    if isinstance(values[0], list):
        return [item for value in values for item in array(name, value)]
    if any(isinstance(value, list | dict) for value in values):
        wrong = next(kind(value) for value in values if isinstance(value, list | dict))
        raise bad_call(name, f"all arguments must be strings and numbers, or all of them arrays; one is '{wrong}'.")
    return "".join(text(value) for value in values)


@FAMILY.add("format", 1, any_number=True)
def format_text(name: str, pattern: Any, *values: Any) -> str:
    """Put values into the holes of a text."""
    return composite(name, string(name, pattern), values)


@FAMILY.add("toLower", 1)
def to_lower(name: str, value: Any) -> str:
    """Return a text in lower case."""
    return string(name, value).lower()


@FAMILY.add("toUpper", 1)
def to_upper(name: str, value: Any) -> str:
    """Return a text in upper case."""
    return string(name, value).upper()


@FAMILY.add("trim", 1)
def trim(name: str, value: Any) -> str:
    """Return a text without blanks around it."""
    return string(name, value).strip()


@FAMILY.add("replace", 3)
def replace(name: str, value: Any, old: Any, new: Any) -> str:
    """Replace every occurrence of a text."""
    whole, old, new = strings(name, (value, old, new))
    if not old:
        raise bad_call(name, "the text to be replaced must not be empty.")
    check_characters(len(whole) + whole.count(old) * len(new))
    return whole.replace(old, new)


@FAMILY.add("split", 2)
def split(name: str, value: Any, delimiters: Any) -> list[str]:
    """Take a text apart at a delimiter, or at any of several."""
    marks = [delimiters] if isinstance(delimiters, str) else strings(name, array(name, delimiters))
    # The longest first, as one of them may begin another; .NET ignores empty ones.
    marks = sorted(filter(None, marks), key=len, reverse=True)
    if not marks:
        return [string(name, value)]
    return re.split("|".join(re.escape(mark) for mark in marks), string(name, value))


@FAMILY.add("join", 2)
def join(name: str, values: Any, delimiter: Any) -> str:
    """Join the elements of an array, with a delimiter between them."""
    parts, mark = [text(value) for value in array(name, values)], string(name, delimiter)
    check_characters(sum(len(part) for part in parts) + len(mark) * len(parts))
    return mark.join(parts)


@FAMILY.add("substring", 2, 3)
def substring(name: str, value: Any, start: Any, length: Any = None) -> str:
    """Return a part of a text."""
    whole, begin = string(name, value), number(name, start)
    size = len(whole) - begin if length is None else number(name, length)
    if begin < 0 or size < 0 or begin + size > len(whole):
        raise bad_call(
            name,
            f"the index and length parameters must refer to a location within the string. The index parameter: "
            f"'{begin}', the length parameter: '{size}', the length of the string parameter: '{len(whole)}'.",
        )
    return whole[begin : begin + size]


@FAMILY.add("padLeft", 2, 3)
def pad_left(name: str, value: Any, width: Any, filler: Any = " ") -> str:
    """Fill a text, or a number, up on its left."""
    size, mark = number(name, width), string(name, filler)
    if not 0 <= size <= WIDEST or len(mark) != 1:
        raise bad_call(name, f"the total length must not exceed '{WIDEST}', and the padding is one character.")
    return text(value).rjust(size, mark)


@FAMILY.add("startsWith", 2)
def starts_with(name: str, value: Any, part: Any) -> bool:
    """Tell how a text begins, whatever its casing."""
    whole, start = strings(name, (value, part))
    return whole.lower().startswith(start.lower())


@FAMILY.add("endsWith", 2)
def ends_with(name: str, value: Any, part: Any) -> bool:
    """Tell how a text ends, whatever its casing."""
    whole, end = strings(name, (value, part))
    return whole.lower().endswith(end.lower())


@FAMILY.add("string", 1)
def to_text(_name: str, value: Any) -> str:
    """Return any value as a text."""
    return text(value)


@FAMILY.add("indexOf", 2)
def index_of(name: str, where: Any, what: Any) -> int:
    """Return where a text, whatever its casing, or an element is first found; -1 for nowhere."""
    if isinstance(where, list):
        return where.index(what) if what in where else -1
    whole, part = strings(name, (where, what))
    return whole.lower().find(part.lower())


@FAMILY.add("lastIndexOf", 2)
def last_index_of(name: str, where: Any, what: Any) -> int:
    """Return where a text, whatever its casing, or an element is last found; -1 for nowhere."""
    if isinstance(where, list):
        return len(where) - 1 - where[::-1].index(what) if what in where else -1
    whole, part = strings(name, (where, what))
    return whole.lower().rfind(part.lower())
