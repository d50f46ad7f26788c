"""How does .NET put values into a text? ``String.Format`` and the formats of numbers and dates that templates use."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from azure_scheduler_emulator.domain.azure.templates.errors import bad_call
from azure_scheduler_emulator.domain.azure.templates.limits import check_characters
from azure_scheduler_emulator.domain.azure.templates.values import is_integer, text

_HOLE = re.compile(r"\{\{|\}\}|\{(?P<index>\d{1,6})\s*(?:,\s*(?P<width>-?\d{1,6}))?\s*(?::(?P<format>[^{}]*))?\}|[{}]")
_NUMBER = re.compile(r"(?P<letter>[dDnNxXfFpPgGeE])(?P<digits>\d{0,2})")
_DATE = re.compile(
    r"yyyyy*|yy|y|MMMM|MMM|MM|M|dddd|ddd|dd|d|HH|H|hh|h|mm|m|ss|s|f{1,7}|F{1,7}|tt|t|zzz|zz|z|K|'[^']*'|\\.|.",
    re.DOTALL,
)
_STANDARD = {
    "d": "MM/dd/yyyy",
    "D": "dddd, dd MMMM yyyy",
    "t": "HH:mm",
    "T": "HH:mm:ss",
    "f": "dddd, dd MMMM yyyy HH:mm",
    "F": "dddd, dd MMMM yyyy HH:mm:ss",
    "g": "MM/dd/yyyy HH:mm",
    "G": "MM/dd/yyyy HH:mm:ss",
    "m": "MMMM dd",
    "M": "MMMM dd",
    "y": "yyyy MMMM",
    "Y": "yyyy MMMM",
    "o": "yyyy-MM-ddTHH:mm:ss.fffffffK",
    "O": "yyyy-MM-ddTHH:mm:ss.fffffffK",
    "r": "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
    "R": "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
    "s": "yyyy-MM-ddTHH:mm:ss",
    "u": "yyyy-MM-dd HH:mm:ssZ",
}
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def composite(name: str, pattern: str, values: Sequence[Any]) -> str:
    """Return ``pattern`` with each hole ``{index,width:format}`` filled.

    Raises:
        TemplateError: a hole is malformed, or there is no value for it.
    """
    parts: list[str] = []
    end = size = 0
    for hole in _HOLE.finditer(pattern):
        parts += (pattern[end : hole.start()], _fill(name, hole, values))
        end = hole.end()
        size += len(parts[-2]) + len(parts[-1])
        check_characters(size)
    return "".join([*parts, pattern[end:]])


def _fill(name: str, hole: re.Match[str], values: Sequence[Any]) -> str:
    if hole[0] in ("{{", "}}"):
        return hole[0][0]
    if hole["index"] is None:
        raise bad_call(name, "the format string is not valid.")
    index = int(hole["index"])
    if index >= len(values):
        raise bad_call(
            name, f"the index '{index}' of the format string must be less than the number of arguments '{len(values)}'."
        )
    value, spec = values[index], hole["format"]
    shown = formatted(value, spec) if spec else text(value)
    width = int(hole["width"] or 0)
    check_characters(abs(width))
    return shown.ljust(-width) if width < 0 else shown.rjust(width)


def formatted(value: Any, spec: str) -> str:
    """Return an integer by one of .NET's standard formats; anything else as it reads."""
    match = _NUMBER.fullmatch(spec)
    if not is_integer(value) or match is None:
        return text(value)
    letter, digits = match["letter"], int(match["digits"] or -1)
    places = 2 if digits < 0 else digits
    sign, size = ("-", -value) if value < 0 else ("", value)
    if letter in "dD":
        return sign + str(size).zfill(digits)
    if letter in "xX":
        shown = format(value % 2**64, letter)
        return shown.zfill(digits)
    if letter in "nN":
        return f"{value:,.{places}f}"
    if letter in "fF":
        return f"{value:.{places}f}"
    if letter in "pP":
        return f"{value * 100:,.{places}f} %"
    return text(value)


def date_text(moment: datetime, pattern: str) -> str:
    """Return a moment in UTC by a standard or custom format of .NET's, in the invariant culture."""
    at = moment.astimezone(UTC)
    return "".join(_date_part(at, part) for part in _DATE.findall(_STANDARD.get(pattern, pattern)))


def _date_part(at: datetime, part: str) -> str:
    if part[0] in "'\\":
        return part.strip("'") if part[0] == "'" else part[1:]
    hour = at.hour % 12 or 12
    # A part: its number, which is filled up to as many digits as it has letters.
    numbers = {"M": at.month, "d": at.day, "H": at.hour, "h": hour, "m": at.minute, "s": at.second}
    if part[0] == "y":
        return str(at.year % 100).zfill(len(part)) if len(part) < 3 else str(at.year).zfill(len(part))
    if part[0] in "Md" and len(part) > 2:
        whole = _MONTHS[at.month - 1] if part[0] == "M" else _DAYS[at.weekday()]
        return whole if len(part) == 4 else whole[:3]
    if part[0] in numbers:
        return str(numbers[part[0]]).zfill(len(part))
    if part[0] in "fF":
        shown = f"{at.microsecond:06}0"[: len(part)]
        return shown if part[0] == "f" else shown.rstrip("0")
    if part[0] == "t":
        return ("AM" if at.hour < 12 else "PM")[: len(part)]
    offsets = {"K": "Z", "z": "+0", "zz": "+00", "zzz": "+00:00"}
    return offsets.get(part, part)
