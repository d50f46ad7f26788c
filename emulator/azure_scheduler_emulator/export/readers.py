"""When does a rule of a target fire? Computed by libraries that read such rules, not by the emulator's own arithmetic.

croniter reads the dialects of cron, dateutil what counts from a start. Both come with the extra ``export`` and are
imported when they are first asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.export.repeats import Repeat, Unit

_TICK = timedelta(microseconds=1)


def cron_fires(
    text: str, since: datetime, *, zone: str = "UTC", seconds: bool = False, both: bool = False
) -> Iterator[datetime]:
    """Yield when an expression fires, from ``since`` on.

    ``seconds`` tells whether its first field is that; ``both``, whether day of month and weekday both have to hold.

    Raises:
        InvalidError: croniter is not installed.
    """
    try:
        from croniter import CroniterBadDateError, croniter
    except ImportError:
        raise _missing("croniter") from None
    # It looks for the next whole second after the start that it is given.
    start = since - _TICK if not since.microsecond else since
    wall = start.astimezone(UTC if zone == "UTC" else ZoneInfo(zone))
    found = croniter(text, wall, datetime, second_at_beginning=seconds, day_or=not both)
    try:
        while True:
            yield found.get_next(datetime).astimezone(UTC)
    except (CroniterBadDateError, OverflowError, ValueError):
        # None in the next fifty years, or the calendar ends.
        return


def repeat_fires(repeat: Repeat, since: datetime) -> Iterator[datetime]:
    """Yield when a repeat fires, from ``since`` on.

    Raises:
        InvalidError: dateutil is not installed.
    """
    try:
        from dateutil import rrule
    except ImportError:
        raise _missing("python-dateutil") from None
    frequencies: dict[Unit, Literal[1, 2, 3, 4, 5, 6]] = {
        Unit.SECOND: rrule.SECONDLY,
        Unit.MINUTE: rrule.MINUTELY,
        Unit.HOUR: rrule.HOURLY,
        Unit.DAY: rrule.DAILY,
        Unit.WEEK: rrule.WEEKLY,
        Unit.MONTH: rrule.MONTHLY,
    }
    found = rrule.rruleset()
    for part in _parts(repeat):
        days = [rrule.weekday(day, occurrence) for day, occurrence in part.occurrences]
        days += [rrule.weekday(day) for day in part.week_days]
        rule = rrule.rrule(
            frequencies[part.unit],
            interval=part.interval,
            dtstart=part.start,
            until=part.end,
            wkst=rrule.MO,
            byhour=part.hours or None,
            byminute=part.minutes or None,
            byweekday=days or None,
            bymonthday=part.month_days or None,
        )
        found.rrule(rule)
    return (moment.astimezone(UTC) for moment in found if moment >= since)


def _parts(repeat: Repeat) -> list[Repeat]:
    """Return a repeat by days of the month and one by weekdays: they are a union, and RFC 5545 takes both together."""
    if repeat.month_days and repeat.occurrences:
        return [replace(repeat, occurrences=()), replace(repeat, month_days=())]
    return [repeat]


def _missing(package: str) -> InvalidError:
    return InvalidError(f"The proof of the times needs {package}: pip install 'azure-scheduler-emulator[export]'.")
