"""When does a job of the Azure Scheduler fire?

The definition of a recurrence, and ``next_fire`` and ``first_fire``, which read it as a grid of firing times. The grid
starts at the anchor: the start time, or the first execution of a job without one. Past grid points are dropped, never
made up for (contract of the Resource Manager face, section 5; of the classic API, section 11.2).

What no source says, or two sources say differently, and is decided here:

- A month that lacks the anchor's day is skipped, as the documented monthDay is: no clamping to the month's last day.
  A year is twelve months: one that began on 29 February recurs in leap years.
- Seconds and their fraction are those of the anchor in every firing time, as its hour and minute are where the
  schedule is silent.
- Minutes without hours mean every hour of the days that fire, for days, weeks and months. So say the documented
  examples, against the sentence that hours default to those of the first execution.
- The hours of an hour recurrence, and the hours and minutes of a minute recurrence, narrow the grid: it steps from the
  anchor as without them, and only the listed ones fire. The minutes of an hour recurrence widen it, as for a day.
- Every n hours, days, weeks or months counts from the one that contains the anchor; a week starts on Monday.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from azure_scheduler_emulator.domain.recurrence.calendar_grid import (
    HOURS_PER_DAY,
    MINUTES_PER_DAY,
    MINUTES_PER_HOUR,
    Cycle,
    Grid,
    Units,
    every,
)
from azure_scheduler_emulator.domain.recurrence.calendar_months import ALL_MONTHS, MONTHS_PER_YEAR, Months, month_of
from azure_scheduler_emulator.domain.time.month import DAYS_PER_WEEK

EVERY_HOUR = tuple(range(HOURS_PER_DAY))

_EPOCH = datetime(1, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)


class Frequency(StrEnum):
    """The unit of a recurrence."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    #: On the classic API alone: its library and cmdlets list it, the Resource Manager libraries do not.
    YEAR = "year"


class WeekDay(StrEnum):
    """A day of the week, in calendar order (Monday first)."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


_WEEK = tuple(WeekDay)
#: What is counted in months, of which a year has twelve.
_BY_MONTHS = (Frequency.MONTH, Frequency.YEAR)


@dataclass(frozen=True, kw_only=True)
class MonthlyOccurrence:
    """The n-th given day of a month: the first Monday, the last Friday (-1); None means every one."""

    day: WeekDay
    occurrence: int | None = None


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """The finer grid inside a recurrence. An empty part is taken from the first execution."""

    #: 0..59.
    minutes: tuple[int, ...] = ()
    #: 0..23.
    hours: tuple[int, ...] = ()
    #: Accepted with weeks only.
    week_days: tuple[WeekDay, ...] = ()
    #: 1..12, accepted with months only.
    months: tuple[int, ...] = ()
    #: 1..31 from the start of the month, -1..-31 from its end. Accepted with months only.
    month_days: tuple[int, ...] = ()
    #: Days besides the month_days. Accepted with months only.
    monthly_occurrences: tuple[MonthlyOccurrence, ...] = ()
    #: Names of the parts that the client gave, but empty: they count as given where the frequency forbids them.
    empty: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Recurrence:
    """A repeated occurrence: every ``interval`` units of ``frequency``, perhaps on a finer schedule."""

    frequency: Frequency
    interval: int = 1
    #: How many occurrences there are in all; None for no end, and so is the 0 that Go clients send for it.
    count: int | None = None
    #: No occurrence is later than this moment (UTC).
    end_time: datetime | None = None
    schedule: Schedule | None = None


def next_fire(recurrence: Recurrence, anchor: datetime, after: datetime) -> datetime | None:
    """Return the first firing time later than ``after`` and not before ``anchor``, in UTC.

    Return None when there is none: past the end time (which itself still counts), or a schedule that never comes true.
    The count is the caller's business, as are the limits (``recurrence_rules.check``). Both moments are aware.
    """
    if after < anchor:
        return _at_or_after(recurrence, anchor, anchor)
    try:
        return _at_or_after(recurrence, anchor, after + datetime.resolution)
    except OverflowError:
        return None


def first_fire(recurrence: Recurrence, anchor: datetime, now: datetime) -> datetime | None:
    """Return the first firing time of a recurrence that is given at ``now``, in UTC, or None when there is none.

    An anchor that is not past may be it; after a past anchor, only what is later than ``now`` counts.
    """
    if anchor >= now:
        return _at_or_after(recurrence, anchor, anchor)
    return next_fire(recurrence, anchor, now)


def completed(recurrence: Recurrence, anchor: datetime) -> Schedule:
    """Return the schedule with what it leaves out taken from ``anchor``, as far as the frequency has a use for it."""
    schedule = _once(recurrence.schedule or Schedule())
    if recurrence.frequency is Frequency.MINUTE:
        return schedule
    moment = anchor.astimezone(UTC)
    hours, week_days, month_days = schedule.hours, schedule.week_days, schedule.month_days
    if not hours and recurrence.frequency is not Frequency.HOUR:
        hours = EVERY_HOUR if schedule.minutes else (moment.hour,)
    if not week_days and recurrence.frequency is Frequency.WEEK:
        week_days = (_WEEK[moment.weekday()],)
    if not month_days and not schedule.monthly_occurrences and recurrence.frequency in _BY_MONTHS:
        month_days = (moment.day,)
    return Schedule(
        minutes=schedule.minutes or (moment.minute,),
        hours=hours,
        week_days=week_days,
        months=(moment.month,) if recurrence.frequency is Frequency.YEAR else schedule.months,
        month_days=month_days,
        monthly_occurrences=schedule.monthly_occurrences,
    )


def _once(schedule: Schedule) -> Schedule:
    """Return the schedule with each value once: then its ranges bound the grid, however long the lists are."""
    parts = ("minutes", "hours", "week_days", "months", "month_days", "monthly_occurrences")
    return replace(schedule, **{name: tuple(dict.fromkeys(getattr(schedule, name))) for name in parts})


@lru_cache(1024)
def grid_of(recurrence: Recurrence, anchor: datetime) -> Grid:
    """Return the whole minutes at which ``recurrence`` fires; the seconds of ``anchor`` are to be added."""
    schedule, interval = completed(recurrence, anchor), recurrence.interval
    start = (anchor - _EPOCH) // _MINUTE
    match recurrence.frequency:
        case Frequency.MINUTE:
            return Grid(unit=1, inner=(0,), units=_minutes(start, interval, schedule))
        case Frequency.HOUR:
            inner, hours = tuple(sorted(set(schedule.minutes))), _hours(start // MINUTES_PER_HOUR, interval, schedule)
            return Grid(unit=MINUTES_PER_HOUR, inner=inner, units=hours)
        case Frequency.DAY:
            days: Units = every(start // MINUTES_PER_DAY, interval)
        case Frequency.WEEK:
            days = _weeks(start // MINUTES_PER_DAY, interval, schedule)
        case Frequency.MONTH:
            days = _months(start // MINUTES_PER_DAY, interval, schedule)
        case Frequency.YEAR:
            days = _months(start // MINUTES_PER_DAY, interval * MONTHS_PER_YEAR, schedule)
    return Grid(unit=MINUTES_PER_DAY, inner=times_of_day(schedule.hours, schedule.minutes), units=days)


def times_of_day(hours: Iterable[int], minutes: Iterable[int]) -> tuple[int, ...]:
    """Return each of ``minutes`` in each of ``hours`` as minutes since midnight, ascending."""
    return tuple(sorted({hour * MINUTES_PER_HOUR + minute for hour in hours for minute in minutes}))


def _at_or_after(recurrence: Recurrence, anchor: datetime, moment: datetime) -> datetime | None:
    """Return the first firing time that is ``moment`` or later; ``moment`` is not before ``anchor``."""
    seconds = timedelta(seconds=anchor.second, microseconds=anchor.microsecond)
    # Rounded up to a whole minute, by rounding its negative down.
    wanted = -((_EPOCH - (moment - seconds)) // _MINUTE)
    minute = grid_of(recurrence, anchor).at_or_after(wanted)
    if minute is None:
        return None
    try:
        found = _EPOCH + minute * _MINUTE + seconds
    except OverflowError:
        # After the year 9999.
        return None
    return None if recurrence.end_time is not None and found > recurrence.end_time else found


def _minutes(start: int, interval: int, schedule: Schedule) -> Cycle:
    """Return the minutes of a minute recurrence: every n-th, as far as the schedule lists its minute and hour."""
    if schedule.hours:
        times = set(times_of_day(schedule.hours, schedule.minutes or range(MINUTES_PER_HOUR)))
        return every(start, interval, modulo=MINUTES_PER_DAY, allowed=times)
    if schedule.minutes:
        return every(start, interval, modulo=MINUTES_PER_HOUR, allowed=schedule.minutes)
    return every(start, interval)


def _hours(start: int, interval: int, schedule: Schedule) -> Cycle:
    """Return the hours of an hour recurrence: every n-th, as far as the schedule lists it."""
    if schedule.hours:
        return every(start, interval, modulo=HOURS_PER_DAY, allowed=schedule.hours)
    return every(start, interval)


def _weeks(start: int, interval: int, schedule: Schedule) -> Cycle:
    """Return the days of a week recurrence: the listed ones of every n-th week."""
    monday = start - start % DAYS_PER_WEEK
    weekdays = {_WEEK.index(day) for day in schedule.week_days}
    return Cycle(origin=monday, length=interval * DAYS_PER_WEEK, offsets=tuple(sorted(weekdays)))


def _months(start: int, interval: int, schedule: Schedule) -> Months:
    """Return the days of a month recurrence: the listed ones of every n-th month, as far as that is listed."""
    return Months(
        origin=month_of(start),
        interval=interval,
        months=schedule.months or ALL_MONTHS,
        days=schedule.month_days,
        weekdays=tuple((_WEEK.index(each.day), each.occurrence) for each in schedule.monthly_occurrences),
    )
