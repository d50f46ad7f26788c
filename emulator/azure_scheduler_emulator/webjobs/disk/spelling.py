"""How does the service spell what it writes into logs, status files and answers? As .NET does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from azure_scheduler_emulator.domain.time import duration, moment

#: What .NET's serializer makes of a moment that was never set (contract of the Kudu face, section 3).
NEVER = "0001-01-01T00:00:00"


def date(value: datetime | None) -> str:
    """Spell a moment as answers do; None is the default date, which has no zone."""
    return NEVER if value is None else moment.render(value)


def span(value: timedelta) -> str:
    """Spell a span, at least zero, as a TimeSpan: no fraction, or seven digits of it."""
    return duration.timespan(max(value, timedelta()))


def log_time(value: datetime) -> str:
    """Spell a moment as the lines of the logs do: ``09/04/2026 13:33:18``."""
    return f"{value.astimezone(UTC):%m/%d/%Y %H:%M:%S}"


def us_time(value: datetime) -> str:
    """Spell a moment as the scheduler's warnings do: ``3/31/2026 1:00:00 PM``."""
    value = value.astimezone(UTC)
    half = "AM" if value.hour < 12 else "PM"
    return f"{value.month}/{value.day}/{value.year} {value.hour % 12 or 12}:{value:%M:%S} {half}"


def run_id(value: datetime) -> str:
    """Return the identity of a run that starts at ``value``: 18 digits, down to 100 microseconds."""
    value = value.astimezone(UTC)
    return f"{value:%Y%m%d%H%M%S}{value.microsecond // 100:04}"
