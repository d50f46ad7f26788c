"""Which moment does ``when`` name? Any date with a time that ISO 8601 knows, in its extended or its basic format."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_DAY = r"\d{4}-\d\d-\d\d|\d{8}|\d{4}-W\d\d-[1-7]|\d{4}W\d\d[1-7]"
_ORDINAL = r"(?P<year>\d{4})-?(?P<number>\d{3})"
_TIME = r"\d\d(?::\d\d(?::\d\d(?:[.,]\d+)?)?|\d\d(?:\d\d(?:[.,]\d+)?)?)?"
_ZONE = r"Z|[+-]\d\d(?::?\d\d)?"
_MOMENT = re.compile(rf"(?:(?P<day>{_DAY})|{_ORDINAL})T(?P<time>{_TIME})(?P<zone>{_ZONE})?", re.IGNORECASE)
_START = re.compile(rf"(?:{_DAY}|\d{{4}}-?\d{{3}})T\d\d", re.IGNORECASE)
_END_OF_DAY = re.compile(r"24(?::?00(?::?00(?:[.,]0+)?)?)?")
#: The first and the last moment that there are in UTC.
_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def begins(text: str) -> bool:
    """Tell whether ``text`` begins as a date with a time does, and so is no cron expression."""
    return _START.match(text) is not None


def read(text: str) -> datetime:
    """Return the moment in UTC; without a zone it is UTC. What is beyond the last that there is in UTC is that.

    Raises:
        ValueError: it is no such date, or has no time.
    """
    match = _MOMENT.fullmatch(text)
    if match is None:
        raise ValueError(text)
    time, later = match["time"], timedelta()
    if _END_OF_DAY.fullmatch(time):
        time, later = "00", timedelta(days=1)
    zone = (match["zone"] or "Z").upper()
    try:
        return (datetime.fromisoformat(f"{_day(match)}T{time}{zone}") + later).astimezone(UTC)
    except OverflowError:
        return _LAST if text.startswith("9") else _FIRST


def _day(match: re.Match[str]) -> str:
    if match["day"]:
        return match["day"].upper()
    first = datetime(int(match["year"]), 1, 1, tzinfo=UTC)
    day = first + timedelta(days=int(match["number"]) - 1)
    if day.year != first.year:
        raise ValueError(match["number"])
    return f"{day:%Y-%m-%d}" if day.year >= 1000 else day.date().isoformat()
