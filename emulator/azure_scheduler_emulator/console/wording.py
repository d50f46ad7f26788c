"""How does the console say moments, spans, numbers and names? In the same words on every page."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from azure_scheduler_emulator.domain.time.moment import render

#: Longest first; a span is said in two neighbours of them at the most.
_UNITS = (("d", 86400), ("h", 3600), ("min", 60), ("s", 1))
_GUID = re.compile(r"[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)
#: Control characters, and those that turn the direction of writing, which could make a line say something else.
_UNSEEN = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_SHORT = 20


def moment(value: datetime | None) -> str:
    """Return a moment to the second, in UTC: ``2026-11-25 10:45:00``."""
    return f"{value.astimezone(UTC).replace(tzinfo=None, microsecond=0)}" if value else ""


def exact(value: datetime | None) -> str:
    """Return a moment with its milliseconds, if it has any: for details only."""
    if value is None:
        return ""
    thousandths = value.microsecond // 1000
    return f"{moment(value)}.{thousandths:03}" if thousandths else moment(value)


def machine(value: datetime | None) -> str:
    """Return a moment as attributes and forms hold it."""
    return render(value) if value else ""


def day(value: datetime) -> str:
    """Return the day of the week: ``Wed``."""
    return f"{value.astimezone(UTC):%a}"


def clock_time(value: datetime) -> str:
    """Return the time of day alone."""
    return f"{value.astimezone(UTC):%H:%M:%S}"


def span(value: timedelta) -> str:
    """Return a span in the two largest units that it has: ``2 min 42 s``, ``1 d 16 h``."""
    left = int(abs(value).total_seconds())
    for number, (unit, seconds) in enumerate(_UNITS):
        if left >= seconds:
            many, rest = divmod(left, seconds)
            smaller = _UNITS[number + 1 : number + 2]
            further = "".join(f" {rest // each} {name}" for name, each in smaller if rest // each or unit == "d")
            return f"{many} {unit}{further}"
    return "0 s"


def until(value: datetime, now: datetime) -> str:
    """Return how far a moment is from now: ``in 2 min 42 s``, ``now``, ``3 h ago``."""
    distance = value - now
    if distance < timedelta():
        return f"{span(distance)} ago"
    return "now" if distance < timedelta(seconds=1) else f"in {span(distance)}"


def took(seconds: float) -> str:
    """Return how long something took: ``3 ms``, ``1.2 s``."""
    return (
        f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s" if seconds < 60 else span(_seconds(seconds))
    )


def number(value: int) -> str:
    """Return a number with its thousands apart: ``1,868``."""
    return f"{value:,}"


def many(value: int, one: str, more: str = "") -> str:
    """Return a number with its noun: ``1 job``, ``2 jobs``."""
    return f"{value:,} {one if value == 1 else more or one + 's'}"


def size(value: int) -> str:
    """Return a number of bytes: ``11 KB``, ``1.4 MB``."""
    if value < 1000:
        return many(value, "byte")
    return f"{value / 1000:.0f} KB" if value < 1_000_000 else f"{value / 1_000_000:.1f} MB"


def capital(text: str) -> str:
    """Return a text that begins a line."""
    return text[:1].upper() + text[1:]


def is_guid(text: str) -> bool:
    """Tell whether a name is an identity that a machine made."""
    return _GUID.fullmatch(text) is not None


def short(text: str) -> str:
    """Return an identity cut in its middle, a GUID and nothing else: ``cf265478…4070``."""
    return f"{text[:8]}…{text[-4:]}" if is_guid(text) or (len(text) > _SHORT and text.isalnum()) else text


def seen(text: str) -> str:
    """Return a text whose invisible characters are shown as what they are: ``⟨U+202E⟩``."""
    return _UNSEEN.sub(lambda match: f"⟨U+{ord(match[0]):04X}⟩", text.replace("\r\n", "\n"))


def line(text: str) -> str:
    """Return a text in one line, whatever white space is in it."""
    return seen(" ".join(text.split()))


def _seconds(value: float) -> timedelta:
    return timedelta(seconds=value)
