"""How does a person say when a job fires?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from azure_scheduler_emulator.domain.recurrence.calendar_grid import MINUTES_PER_HOUR
from azure_scheduler_emulator.domain.recurrence.recurrence import (
    EVERY_HOUR,
    Frequency,
    MonthlyOccurrence,
    Recurrence,
    Schedule,
    WeekDay,
    completed,
    times_of_day,
)
from azure_scheduler_emulator.domain.time.english import MONTH_NAMES, PLACES, capital, folded, listed, ordinal
from azure_scheduler_emulator.domain.time.moment import render

#: More times of day than this are told as minutes and hours.
MOST_TIMES = 6


def describe(recurrence: Recurrence, anchor: datetime) -> str:
    """Return one English sentence, without a full stop, that says when ``recurrence`` fires.

    Three or more in a row are told by the first and the last: "Monday to Friday", "the hours 9 to 17".

    Hours, minutes and days that the schedule leaves out are those of ``anchor``. All times are UTC. Seconds of the
    anchor show in times of day ("at 05:00:07 UTC"), not in lists of minutes.
    """
    schedule = completed(recurrence, anchor)
    parts = [f"{_pace(recurrence)}{_occasions(recurrence.frequency, schedule, anchor.astimezone(UTC).second)}"]
    if schedule.months and recurrence.frequency is Frequency.MONTH:
        parts.append(f"only in {listed(_months(schedule.months))}")
    if recurrence.count:
        parts.append("once" if recurrence.count == 1 else f"{recurrence.count} times")
    if recurrence.end_time is not None:
        parts.append(f"until {render(recurrence.end_time)}")
    return capital(", ".join(parts))


def _pace(recurrence: Recurrence) -> str:
    unit = recurrence.frequency.value
    return f"every {unit}" if recurrence.interval == 1 else f"every {recurrence.interval} {unit}s"


def _occasions(frequency: Frequency, schedule: Schedule, second: int) -> str:
    """Return which of the units fire, and when in them, with the punctuation that leads to it."""
    match frequency:
        case Frequency.MINUTE:
            return _narrowed_minutes(schedule)
        case Frequency.HOUR:
            only = f", only in {_hours(schedule.hours)}" if schedule.hours else ""
            return f" at {_minutes(schedule.minutes)}{only}"
        case Frequency.DAY:
            return f" {_times(schedule, second)}"
        case Frequency.WEEK:
            return f" on {listed(_week_days(schedule.week_days))} {_times(schedule, second)}"
        case Frequency.MONTH:
            return f" on {listed(_days_of_month(schedule))} {_times(schedule, second)}"
        case Frequency.YEAR:
            days = f"{listed(_days_of_month(schedule))} of {listed(_months(schedule.months))}"
            return f" on {days} {_times(schedule, second)}"


def _narrowed_minutes(schedule: Schedule) -> str:
    if schedule.hours and schedule.minutes:
        return f", only at {_minutes(schedule.minutes)} of {_hours(schedule.hours)}"
    if schedule.hours:
        return f", only in {_hours(schedule.hours)}"
    return f", only at {_minutes(schedule.minutes)}" if schedule.minutes else ""


def _times(schedule: Schedule, second: int) -> str:
    """Return the times of day: one by one while they are few."""
    times = times_of_day(schedule.hours, schedule.minutes)
    if len(times) > MOST_TIMES:
        return f"at {_minutes(schedule.minutes)} of {_hours(schedule.hours)}"
    seconds = f":{second:02}" if second else ""
    clock = (f"{hour:02}:{minute:02}{seconds}" for hour, minute in (divmod(time, MINUTES_PER_HOUR) for time in times))
    return f"at {listed(clock)} UTC"


def _minutes(minutes: Iterable[int]) -> str:
    distinct = sorted(set(minutes))
    return f"minute{'s' if len(distinct) > 1 else ''} {listed(folded(distinct, str))}"


def _hours(hours: Iterable[int]) -> str:
    distinct = tuple(sorted(set(hours)))
    if distinct == EVERY_HOUR:
        return "every hour"
    return f"the hour{'s' if len(distinct) > 1 else ''} {listed(folded(distinct, str))} UTC"


def _days_of_month(schedule: Schedule) -> list[str]:
    """Return the days of the month, those counted from its end after the others."""
    days = sorted(set(schedule.month_days))
    named = [f"the {part}" for part in folded((day for day in days if day > 0), ordinal)]
    named += [_from_end(day) for day in days if day < 0]
    return named + [_occurrence(each) for each in dict.fromkeys(schedule.monthly_occurrences)]


def _months(months: Iterable[int]) -> list[str]:
    return folded(sorted(set(months)), lambda month: MONTH_NAMES[month - 1])


def _week_days(days: Iterable[WeekDay]) -> list[str]:
    names = [day.capitalize() for day in WeekDay]
    chosen = set(days)
    return folded((number for number, day in enumerate(WeekDay) if day in chosen), names.__getitem__)


def _from_end(day: int) -> str:
    return "the last day" if day == -1 else f"the {ordinal(-day)} to last day"


def _occurrence(occurrence: MonthlyOccurrence) -> str:
    day, number = occurrence.day.capitalize(), occurrence.occurrence
    if number is None:
        return f"every {day}"
    if number > 0:
        return f"the {PLACES[number - 1]} {day}"
    return f"the last {day}" if number == -1 else f"the {PLACES[-number - 1]} to last {day}"
