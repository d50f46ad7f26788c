"""Which recurrences of Logic Apps fire when a trigger does?

Sources: the Recurrence trigger in the reference of the workflow definition language (frequency, interval, startTime,
schedule with hours, minutes and weekDays for days and weeks), "Run once at last day of the month" in the documentation
of recurring tasks (monthDays, negative ones too), RecurrenceSchedule in the REST reference (monthlyOccurrences,
endTime), and the limits of an interval. What is missing beside the Scheduler's are the months, and a schedule for hours
and minutes: for both, several recurrences can do the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from math import lcm

from azure_scheduler_emulator.domain.jobs.trigger import (
    AnyOf,
    CronTrigger,
    IntervalTrigger,
    Once,
    Recurring,
    Trigger,
)
from azure_scheduler_emulator.domain.recurrence.calendar_grid import Cycle
from azure_scheduler_emulator.domain.recurrence.calendar_months import MONTHS_PER_YEAR, Months, month_of
from azure_scheduler_emulator.domain.recurrence.recurrence import (
    Frequency,
    Recurrence,
    Schedule,
    WeekDay,
    completed,
    grid_of,
    next_fire,
)
from azure_scheduler_emulator.export.errors import RefusalError
from azure_scheduler_emulator.export.job import Timing
from azure_scheduler_emulator.export.repeats import Repeat, Unit
from azure_scheduler_emulator.export.rules.cron import CronRule
from azure_scheduler_emulator.export.rules.crons import Powers, cron_rules
from azure_scheduler_emulator.export.rules.patterns import NEVER

#: The largest interval of each unit (limits of the schedule triggers).
LARGEST = {
    Unit.SECOND: 9_999_999,
    Unit.MINUTE: 72_000,
    Unit.HOUR: 12_000,
    Unit.DAY: 500,
    Unit.WEEK: 71,
    Unit.MONTH: 16,
}
_WEEK = tuple(WeekDay)
_SECOND = timedelta(seconds=1)
#: From a grid's unit of so many minutes to that of a recurrence.
_SIMPLE = {1: Unit.MINUTE, 60: Unit.HOUR, 1440: Unit.DAY}


def repeats(timing: Timing) -> list[Repeat]:
    """Return recurrences that together should fire when a job does.

    Raises:
        RefusalError: there are none.
    """
    found = [replace(repeat, end=timing.last) for repeat in _of(timing.trigger, timing.anchor, timing)]
    for repeat in found:
        if repeat.interval > LARGEST[repeat.unit]:
            most = LARGEST[repeat.unit]
            raise RefusalError(f"every {repeat.interval} {repeat.unit.lower()}s is more than the {most} that it allows")
    return found


def _of(trigger: Trigger, anchor: datetime, timing: Timing) -> list[Repeat]:
    assert timing.first is not None
    if isinstance(trigger, Once):
        return [Repeat(unit=Unit.DAY, interval=1, start=timing.first, end=timing.first)]
    if isinstance(trigger, Recurring):
        return list(_recurrence(trigger.recurrence, anchor, timing.since))
    if isinstance(trigger, IntervalTrigger):
        seconds, rest = divmod(trigger.every, _SECOND)
        if rest:
            raise RefusalError("it counts in parts of a second")
        unit, interval = (Unit.MINUTE, seconds // 60) if seconds % 60 == 0 else (Unit.SECOND, seconds)
        return [Repeat(unit=unit, interval=interval, start=timing.first)]
    if isinstance(trigger, CronTrigger):
        return [_of_cron(rule, timing.first) for rule in cron_rules(trigger, anchor, Powers(nth=True, last=True))]
    assert isinstance(trigger, AnyOf)
    parts = [(part, part.first(anchor, timing.since)) for part in trigger.triggers]
    return [
        repeat
        for part, first in parts
        if first is not None
        for repeat in _of(part, anchor, replace(timing, trigger=part, first=first))
    ]


def _recurrence(recurrence: Recurrence, anchor: datetime, since: datetime) -> Iterator[Repeat]:
    schedule, grid = completed(recurrence, anchor), grid_of(recurrence, anchor)
    start = _start(recurrence, anchor, since)
    if isinstance(grid.units, Months):
        yield from _months(recurrence, schedule, grid.units, anchor, since)
        return
    assert isinstance(grid.units, Cycle)
    cycle, interval = grid.units, recurrence.interval
    if recurrence.frequency in (Frequency.DAY, Frequency.WEEK):
        days = tuple(_WEEK.index(day) for day in schedule.week_days)
        unit = Unit.WEEK if recurrence.frequency is Frequency.WEEK else Unit.DAY
        base = Repeat(unit=unit, interval=interval, start=start, week_days=tuple(sorted(days)))
        yield from _timed(base, schedule)
    elif cycle.offsets == (0,) and len(grid.inner) == 1:
        yield Repeat(unit=_SIMPLE[grid.unit], interval=cycle.length, start=start)
    else:
        # A schedule inside hours or minutes: times of days and weeks if it is that, or else as many recurrences as
        # there are places in one turn of the grid.
        places = len(cycle.offsets) * len(grid.inner)
        by_days = _by_days(recurrence, anchor, start)
        if by_days and len(by_days) < places:
            yield from by_days
            return
        for offset in cycle.offsets:
            for minute in grid.inner:
                single = _place(anchor, (cycle.origin + offset) * grid.unit + minute, cycle, grid.unit, since)
                yield Repeat(unit=_SIMPLE[grid.unit], interval=cycle.length, start=single)


def _by_days(recurrence: Recurrence, anchor: datetime, start: datetime) -> list[Repeat]:
    """Return repeats of days and weeks with times of the day; none if it takes others."""
    try:
        rules = cron_rules(Recurring(recurrence=recurrence, start=anchor), anchor, Powers())
    except RefusalError:
        return []
    return [_of_cron(rule, start) for rule in rules]


def _place(anchor: datetime, minute: int, cycle: Cycle, unit: int, since: datetime) -> datetime:
    """Return the first moment from now on of one place in the turns of a grid."""
    beginning = datetime(1, 1, 1, tzinfo=anchor.tzinfo)
    seconds = timedelta(seconds=anchor.second, microseconds=anchor.microsecond)
    moment, turn = beginning + timedelta(minutes=minute) + seconds, timedelta(minutes=cycle.length * unit)
    earliest = max(anchor, since)
    turns = -((moment - earliest) // turn) if moment < earliest else 0
    return moment + turns * turn


def _start(recurrence: Recurrence, anchor: datetime, since: datetime) -> datetime:
    first = next_fire(replace(recurrence, end_time=None), anchor, since - timedelta.resolution)
    if first is None:
        raise RefusalError(NEVER)
    return first


def _timed(base: Repeat, schedule: Schedule) -> Iterator[Repeat]:
    """Yield a repeat with the times of day of a schedule: each of its minutes in each of its hours."""
    yield replace(base, hours=tuple(sorted(schedule.hours)), minutes=tuple(sorted(schedule.minutes)))


def _months(
    recurrence: Recurrence, schedule: Schedule, grid: Months, anchor: datetime, since: datetime
) -> Iterator[Repeat]:
    """Yield one repeat for all months of the grid, or one for each of the months that the schedule lists."""
    base = Repeat(
        unit=Unit.MONTH,
        interval=grid.interval,
        start=anchor,
        month_days=tuple(sorted(grid.days)),
        occurrences=grid.weekdays,
    )
    turn = lcm(grid.interval, MONTHS_PER_YEAR)
    every = range(grid.origin, grid.origin + turn, grid.interval)
    held = [month for month in every if month % MONTHS_PER_YEAR + 1 in grid.months]
    if len(held) == len(every):
        start = _start(recurrence, anchor, since)
        yield from _timed(replace(base, start=start), schedule)
        return
    for month in held:
        number = month % MONTHS_PER_YEAR + 1
        alone = replace(recurrence, schedule=replace(recurrence.schedule or Schedule(), months=(number,)))
        first = next_fire(replace(alone, end_time=None), anchor, since - timedelta.resolution)
        # Of the months with that number, the ones that belong to this place in the turns of the grid.
        while first is not None and (month_of(first.toordinal() - 1) - month) % turn:
            first = next_fire(replace(alone, end_time=None), anchor, first)
        if first is not None:
            yield from _timed(replace(base, interval=turn, start=first), schedule)


def _of_cron(rule: CronRule, first: datetime) -> Repeat:
    """Return a repeat for a rule of cron, whose days are all days, weekdays, or days of every month."""
    if rule.zone != "UTC":
        raise RefusalError(f"it follows the clock of {rule.zone}, which has no name in UTC")
    days = rule.days
    if days.months or days.years or days.both:
        raise RefusalError("its cron expression names months or years, and a recurrence knows neither")
    repeat = Repeat(unit=Unit.DAY, interval=1, start=first, hours=rule.hours, minutes=rule.minutes)
    if days.week_days:
        return replace(repeat, unit=Unit.WEEK, week_days=tuple(sorted((day - 1) % 7 for day in days.week_days)))
    if days.nth:
        return replace(repeat, unit=Unit.MONTH, occurrences=(((days.nth[0] - 1) % 7, days.nth[1]),))
    if days.last or days.month_days:
        return replace(repeat, unit=Unit.MONTH, month_days=(-1,) if days.last else days.month_days or ())
    return repeat
