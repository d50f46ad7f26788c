"""How does the service spell a moment in time?

.NET's DateTime counts in ticks of 100 ns, so its JSON has up to seven fractional digits; trailing zeros are trimmed and
whole seconds have no fraction at all (recorded in every job answer). Python's datetime has six digits. A client
compares what it sent with what it gets back, so the seventh digit of a start or end time is kept beside the datetime,
as text.

ISO 8601 is read in its extended and its basic form (``20180601T100000Z``). As .NET does, ``24:00`` is the midnight that
ends the day, and what an offset carries beyond the first or the last moment of the calendar is that moment.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from azure_scheduler_emulator.domain.errors import InvalidError

_ISO = re.compile(
    r"\s*(?P<year>\d{4})(?P<dash>-?)(?P<month>\d\d)(?P=dash)(?P<day>\d\d)"
    r"(?:[T ](?P<hour>\d\d)(?P<colon>:?)(?P<minute>\d\d)(?:(?P=colon)(?P<second>\d\d)(?:[.,](?P<fraction>\d+))?)?)?"
    r"\s*(?P<offset>Z|[+-]\d\d(?::?\d\d)?)?\s*",
    re.IGNORECASE | re.ASCII,
)
EARLIEST, LATEST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
#: .NET knows no offset beyond these hours.
_WIDEST_OFFSET = timedelta(hours=14)


def parse(text: str) -> datetime:
    """Return the moment that an ISO 8601 ``text`` names, in UTC; without an offset it is UTC (recorded).

    Raises:
        InvalidError: the text is no date and time.
    """
    return _read(text)[0]


def canonical(text: str) -> str:
    """Return ``text`` as the service echoes it: in UTC with ``Z``, seven fractional digits at most, no trailing zeros.

    Raises:
        InvalidError: the text is no date and time.
    """
    moment, tick = _read(text)
    return _spell(moment, tick)


def render(moment: datetime) -> str:
    """Spell an aware ``moment`` as the service does: ``2015-07-01T00:30:32.104381Z``, ``2016-04-04T00:00:00Z``."""
    return _spell(moment.astimezone(UTC), "")


def render_like(moment: datetime, model: str | None) -> str:
    """Spell ``moment`` with the seventh digit of ``model``, a canonical text whose fraction the moment shares.

    Occurrences lie on the grid of the start time and so have its fraction, also the digit that a datetime cannot hold.
    """
    text = render(moment)
    if model and "." in model and "." in text:
        fraction, whole = model[model.index(".") + 1 : -1], text[text.index(".") + 1 : -1]
        if len(fraction) == 7 and whole == fraction[:6].rstrip("0"):
            return f"{text[: text.index('.')]}.{fraction}Z"
    return text


def _read(text: str) -> tuple[datetime, str]:
    match = _ISO.fullmatch(text)
    if not match:
        raise _invalid(text)
    digits = (match["fraction"] or "")[:7].ljust(7, "0")
    try:
        local = _local(match, microsecond=int(digits[:6]))
        offset = _offset(match["offset"])
    except (ValueError, OverflowError):
        raise _invalid(text) from None
    try:
        return (local - offset).replace(tzinfo=UTC), digits[6].rstrip("0")
    except OverflowError:
        return (LATEST, "9") if offset < timedelta() else (EARLIEST, "")


def _local(match: re.Match[str], *, microsecond: int) -> datetime:
    """Return the moment without its offset; raises ValueError or OverflowError for one that is none."""
    year, month, day = int(match["year"]), int(match["month"]), int(match["day"])
    hour, minute, second = int(match["hour"] or 0), int(match["minute"] or 0), int(match["second"] or 0)
    ends_day = (hour, minute, second, microsecond) == (24, 0, 0, 0)
    moment = datetime(year, month, day, 0 if ends_day else hour, minute, second, microsecond)  # noqa: DTZ001 - local
    return moment + timedelta(days=1) if ends_day else moment


def _offset(text: str | None) -> timedelta:
    """Return the distance from UTC; raises ValueError for one that no place on earth has."""
    if not text or text in "Zz":
        return timedelta()
    minutes = int(text[3:].lstrip(":") or 0)
    distance = timedelta(hours=int(text[1:3]), minutes=minutes)
    if minutes > 59 or distance > _WIDEST_OFFSET:
        raise ValueError(text)
    return -distance if text[0] == "-" else distance


def _invalid(text: str) -> InvalidError:
    return InvalidError(f"The value '{text}' is not a valid date and time.")


def _spell(moment: datetime, tick: str) -> str:
    fraction = f"{moment.microsecond:06}{tick}".rstrip("0")
    whole = (
        f"{moment:%Y-%m-%dT%H:%M:%S}" if moment.year >= 1000 else moment.replace(microsecond=0, tzinfo=None).isoformat()
    )
    return f"{whole}.{fraction}Z" if fraction else f"{whole}Z"
