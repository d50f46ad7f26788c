"""What else did .NET read as a moment or as a span of time?

The service read its documents with Json.NET, which leaves a text that it does not know to ``DateTime.Parse`` and
``TimeSpan.Parse`` under the invariant culture. Beside ISO 8601 these take the dates of HTTP, month before day with
slashes, Json.NET the dates of the older serializers, and a number alone as a span of that many days.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.time import duration, moment

#: ``6/1/2018``, ``06/01/2018 10:00:00``, ``6/1/2018 10:00 PM``.
_SLASHES = re.compile(
    r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})"
    r"(?:\s+(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?(?:\s*(?P<half>[AP]M))?)?",
    re.IGNORECASE | re.ASCII,
)
#: ``7`` (days), ``0:0:30``, ``1:2``, ``1.2:3``; where the seconds are given, a colon may set the days off: ``1:2:3:4``.
_TIMESPAN = re.compile(
    r"(?P<sign>-?)(?:(?P<lone_days>\d+)|(?:(?P<days>\d+)(?:\.|:(?=\d+:\d+:)))?"
    r"(?P<hours>\d{1,2}):(?P<minutes>[0-5]?\d)(?::(?P<seconds>[0-5]?\d(?:\.\d{1,7})?))?)",
    re.ASCII,
)
#: ``/Date(1527847200000)/``: milliseconds since 1970 in UTC; an offset behind them tells only where they were written.
_SERIALIZED = re.compile(r"/Date\((-?\d{1,15})(?:[+-]\d{4})?\)/", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def canonical(text: str) -> str:
    """Return the moment that ``text`` names as the service echoes it: in UTC with ``Z``.

    Raises:
        InvalidError: the text is no date and time.
    """
    try:
        return moment.canonical(text)
    except InvalidError:
        found = _serialized(text.strip()) or _with_slashes(text.strip()) or _of_http(text.strip())
        if found is None:
            raise
        return moment.render(found)


def span(text: str) -> timedelta:
    """Return the span that ``text`` names: in ISO 8601, or in any of the forms of ``TimeSpan.Parse``.

    Raises:
        InvalidError: the text is neither.
    """
    match = _TIMESPAN.fullmatch(text.strip())
    if match is None:
        return _iso(text)
    clock = ":".join(f"{match[part] or 0:0>2}" for part in ("hours", "minutes"))
    return duration.parse(f"{match['sign']}{match['days'] or match['lone_days'] or 0}.{clock}:{_seconds(match)}")


def _iso(text: str) -> timedelta:
    if "p" not in text.lower():
        raise InvalidError(f"The value '{text}' is not a valid duration.")
    return duration.parse(text)


def _seconds(match: re.Match[str]) -> str:
    whole, point, fraction = (match["seconds"] or "0").partition(".")
    return f"{whole:0>2}{point}{fraction}"


def _serialized(text: str) -> datetime | None:
    match = _SERIALIZED.fullmatch(text)
    try:
        return _EPOCH + timedelta(milliseconds=int(match[1])) if match else None
    except OverflowError:
        return None


def _with_slashes(text: str) -> datetime | None:
    match = _SLASHES.fullmatch(text)
    if match is None:
        return None
    hour = int(match["hour"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match["half"].upper() == "PM" else 0)
    date = int(match["year"]), int(match["month"]), int(match["day"])
    try:
        return datetime(*date, hour, int(match["minute"] or 0), int(match["second"] or 0), tzinfo=UTC)
    except ValueError:
        return None


def _of_http(text: str) -> datetime | None:
    """Read ``Fri, 01 Jun 2018 10:00:00 GMT``."""
    if not text.upper().endswith("GMT"):
        return None
    try:
        return parsedate_to_datetime(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
