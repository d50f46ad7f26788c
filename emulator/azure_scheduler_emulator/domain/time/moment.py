"""How does the service spell a moment in time?

.NET's DateTime counts in ticks of 100 ns, so its JSON has up to seven fractional digits; trailing zeros are trimmed and
whole seconds have no fraction at all (recorded in every job answer). Python's datetime has six digits. A client
compares what it sent with what it gets back, so the seventh digit of a start or end time is kept beside the datetime,
as text.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from azure_scheduler_emulator.domain.errors import InvalidError

_ISO = re.compile(
    r"^\s*(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d\d:?\d\d)?\s*$",
    re.IGNORECASE,
)


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
    match = _ISO.match(text)
    if not match:
        raise InvalidError(f"The value '{text}' is not a valid date and time.")
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    digits = (fraction or "").ljust(7, "0")
    try:
        moment = datetime(  # noqa: DTZ001 - the offset is taken off below
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), int(digits[:6])
        )
        moment = (moment - _offset(offset)).replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise InvalidError(f"The value '{text}' is not a valid date and time.") from error
    return moment, digits[6].rstrip("0")


def _offset(text: str | None) -> timedelta:
    if not text or text in "Zz":
        return timedelta()
    distance = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return -distance if text[0] == "-" else distance


def _spell(moment: datetime, tick: str) -> str:
    fraction = f"{moment.microsecond:06}{tick}".rstrip("0")
    whole = (
        f"{moment:%Y-%m-%dT%H:%M:%S}" if moment.year >= 1000 else moment.replace(microsecond=0, tzinfo=None).isoformat()
    )
    return f"{whole}.{fraction}Z" if fraction else f"{whole}Z"
