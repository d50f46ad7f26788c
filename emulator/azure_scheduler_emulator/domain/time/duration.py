"""How are spans of time written? ISO 8601 (classic clients, the control API) and .NET's TimeSpan (the ARM service)."""

from __future__ import annotations

import re
from datetime import timedelta

from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.time.english import listed

_ISO = re.compile(
    r"^(-)?P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?"
    r"(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$",
    re.IGNORECASE,
)
_TIMESPAN = re.compile(r"^(-)?(?:(\d+)\.)?(\d{1,2}):(\d\d)(?::(\d\d(?:\.\d{1,7})?))?$")
#: A year and a month, as .NET's XmlConvert counts them in a span.
_DAYS_PER_YEAR, _DAYS_PER_MONTH = 365, 30


def parse(text: str) -> timedelta:
    """Return the span that ``text`` names, as ``PT1M30S`` or as ``[d.]hh:mm[:ss]``.

    Raises:
        InvalidError: the text is neither.
    """
    match = _ISO.match(text.strip())
    if match:
        sign, years, months, weeks, days, hours, minutes, seconds = match.groups()
        whole_days = (
            int(years or 0) * _DAYS_PER_YEAR + int(months or 0) * _DAYS_PER_MONTH + int(weeks or 0) * 7 + int(days or 0)
        )
    else:
        match = _TIMESPAN.match(text.strip())
        if not match:
            raise InvalidError(f"The value '{text}' is not a valid duration.")
        sign, days, hours, minutes, seconds = match.groups()
        whole_days = int(days or 0)
    try:
        span = timedelta(days=whole_days, hours=int(hours or 0), minutes=int(minutes or 0), seconds=float(seconds or 0))
    except OverflowError as error:
        raise InvalidError(f"The value '{text}' is not a valid duration.") from error
    return -span if sign else span


def iso(span: timedelta) -> str:
    """Spell a span that is not negative in ISO 8601: ``PT30S``, ``PT1M30S``, ``P1DT2H``."""
    hours, rest = divmod(span.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    fraction = f".{span.microseconds:06}".rstrip("0") if span.microseconds else ""
    clock = "".join(
        part
        for part, shown in (
            (f"{hours}H", hours),
            (f"{minutes}M", minutes),
            (f"{seconds}{fraction}S", seconds or fraction),
        )
        if shown
    )
    days = f"{span.days}D" if span.days else ""
    return f"P{days}{'T' + clock if clock else ''}" if days or clock else "PT0S"


#: Units from the largest on, in microseconds.
_UNITS = (("day", 86_400_000_000), ("hour", 3_600_000_000), ("minute", 60_000_000), ("second", 1_000_000))
#: How many of a unit a person can still make sense of: 90 minutes and 48 hours, but 2 days and 1 minute.
_MOST = 100


def words(span: timedelta) -> str:
    """Say a span that is not negative: ``90 minutes``, ``1 day``, ``2 hours and 1 second``, ``0.5 seconds``."""
    whole = span // timedelta(microseconds=1)
    for unit, size in _UNITS:
        if whole and whole % size == 0 and (whole // size <= _MOST or unit == "day"):
            return _counted(whole // size, unit)
    parts = []
    for unit, size in _UNITS[:-1]:
        number, whole = divmod(whole, size)
        if number:
            parts.append(_counted(number, unit))
    if whole or not parts:
        seconds, fraction = divmod(whole, 1_000_000)
        shown = f"{seconds}.{fraction:06}".rstrip("0") if fraction else str(seconds)
        parts.append(f"{shown} second{'' if shown == '1' else 's'}")
    return listed(parts)


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"


def timespan(span: timedelta) -> str:
    """Spell a span that is not negative as .NET does: ``00:01:30``, ``1.02:00:00``."""
    hours, rest = divmod(span.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    days = f"{span.days}." if span.days else ""
    fraction = f".{span.microseconds * 10:07}" if span.microseconds else ""
    return f"{days}{hours:02}:{minutes:02}:{seconds:02}{fraction}"
