"""What moment does a person mean who writes ``2026-11-30 03:00``, ``PT90M``, ``+2 d`` or ``mon 03:00``?

Everything is UTC. What names no day is the next such moment after now.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.time.calendar_span import CalendarSpan
from azure_scheduler_emulator.domain.time.moment import parse

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_TIME = r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?"
_OF_DAY = re.compile(rf"(?:(?P<day>[a-z]+)\s*)?(?:{_TIME})?", re.IGNORECASE)
_DATE = re.compile(rf"(?P<date>\d{{4}}-\d\d-\d\d)(?:[ T]+{_TIME})?", re.IGNORECASE)
_STEP = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z]+)", re.IGNORECASE)
_STEPS = re.compile(r"\+\s*(?:\d+(?:\.\d+)?\s*[a-z]+\s*)+", re.IGNORECASE)
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_WORDS = {"sec": "s", "second": "s", "min": "m", "minute": "m", "hour": "h", "hr": "h", "day": "d", "week": "w"}
_HELP = "Write it as 2026-11-30 03:00, as a span like PT90M or +2 d, or as mon 03:00 (UTC)."


def read(text: str, now: datetime) -> datetime:
    """Return the moment that a text means at the time ``now``.

    Raises:
        InvalidError: it means none.
    """
    text = " ".join(text.split())
    try:
        found = _span(text, now) or _date(text) or _time_of_day(text, now) or parse(text)
    except (InvalidError, ValueError, OverflowError):
        raise InvalidError(f"'{text[:100]}' is no moment. {_HELP}") from None
    return found


def _span(text: str, now: datetime) -> datetime | None:
    if text[:1] in ("P", "p"):
        return CalendarSpan.parse(text).after(now)
    if not _STEPS.fullmatch(text):
        return None
    return now + timedelta(seconds=sum(float(many) * _unit(unit.lower()) for many, unit in _STEP.findall(text)))


def _unit(word: str) -> int:
    """Raises ValueError for a word that is no unit of time."""
    letter = word if word in _UNITS else _WORDS.get(word.removesuffix("s"))
    if letter is None:
        raise ValueError(word)
    return _UNITS[letter]


def _date(text: str) -> datetime | None:
    match = _DATE.fullmatch(text.removesuffix("Z").removesuffix(" UTC"))
    if match is None:
        return None
    return datetime.fromisoformat(match["date"]).replace(tzinfo=UTC) + _since_midnight(match)


def _time_of_day(text: str, now: datetime) -> datetime | None:
    match = _OF_DAY.fullmatch(text)
    if match is None or not text:
        return None
    found = now.replace(hour=0, minute=0, second=0, microsecond=0) + _since_midnight(match)
    if not match["day"]:
        return found if found > now else found + timedelta(days=1)
    found += timedelta(days=(_weekday(match["day"].lower()) - found.weekday()) % 7)
    return found if found > now else found + timedelta(days=7)


def _weekday(word: str) -> int:
    """Raises ValueError for a word that is no day of the week."""
    if len(word) >= 2:
        for number, name in enumerate(_DAYS):
            if name.startswith(word):
                return number
    raise ValueError(word)


def _since_midnight(match: re.Match[str]) -> timedelta:
    """Raises ValueError for a time that no day has."""
    hour, minute, second = (int(match[part] or 0) for part in ("hour", "minute", "second"))
    if hour > 23 or minute > 59 or second > 59:
        raise ValueError(match[0])
    return timedelta(hours=hour, minutes=minute, seconds=second)
