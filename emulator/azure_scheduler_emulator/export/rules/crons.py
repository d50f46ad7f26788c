"""Which cron rules fire when a trigger does?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from azure_scheduler_emulator.domain.cron import CronExpression
from azure_scheduler_emulator.domain.jobs.trigger import (
    AnyOf,
    CronTrigger,
    IntervalTrigger,
    Once,
    Recurring,
    Trigger,
)
from azure_scheduler_emulator.domain.recurrence.calendar_grid import MINUTES_PER_HOUR
from azure_scheduler_emulator.domain.recurrence.recurrence import Frequency, Recurrence
from azure_scheduler_emulator.export.errors import RefusalError
from azure_scheduler_emulator.export.rules.cron import CronRule, Days
from azure_scheduler_emulator.export.rules.patterns import Pattern, patterns

_MINUTE = timedelta(minutes=1)
SECONDS_PER_MINUTE = 60
#: Other names of UTC.
_UNIVERSAL = frozenset({"UTC", "Etc/UTC", "Etc/UCT", "Etc/GMT", "Etc/Universal", "Etc/Zulu", "GMT", "UCT", "Zulu"})


@dataclass(frozen=True, kw_only=True)
class Powers:
    """What a dialect of cron can say beside minutes, hours, days, months and weekdays."""

    #: A first field for seconds.
    seconds: bool = False
    #: The n-th weekday of a month, and its last one.
    nth: bool = False
    #: The last day of a month.
    last: bool = False
    #: A day of the month that has to be a certain weekday, too.
    both: bool = False
    years: bool = False
    zones: bool = True


def cron_rules(trigger: Trigger, anchor: datetime, powers: Powers) -> list[CronRule]:
    """Return rules that together should fire when the trigger does.

    Raises:
        RefusalError: none can.
    """
    if isinstance(trigger, AnyOf):
        return [rule for part in trigger.triggers for rule in cron_rules(part, anchor, powers)]
    if isinstance(trigger, CronTrigger):
        return [_of_expression(trigger, powers)]
    if isinstance(trigger, IntervalTrigger):
        return _of_interval(trigger, trigger.origin or anchor, powers)
    if isinstance(trigger, Recurring):
        return _of_recurrence(trigger.recurrence, anchor, powers)
    assert isinstance(trigger, Once)
    raise RefusalError("it is a one-time job, and a rule of cron has no year that it could end with")


def _of_recurrence(recurrence: Recurrence, anchor: datetime, powers: Powers) -> list[CronRule]:
    found = patterns(recurrence, anchor, nth=powers.nth, last=powers.last, both=powers.both)
    second = anchor.astimezone(UTC).second if powers.seconds else 0
    return [rule for pattern in found for rule in _products(pattern, second)]


def _products(pattern: Pattern, second: int) -> Iterator[CronRule]:
    """Yield rules that hold the times of a pattern: a rule fires at each of its minutes in each of its hours."""
    days, times = pattern
    by_hour: dict[int, set[int]] = {}
    for time in times:
        by_hour.setdefault(time // MINUTES_PER_HOUR, set()).add(time % MINUTES_PER_HOUR)
    together: dict[frozenset[int], list[int]] = {}
    for hour, minutes in sorted(by_hour.items()):
        together.setdefault(frozenset(minutes), []).append(hour)
    for held, hours in together.items():
        yield CronRule(minutes=tuple(sorted(held)), hours=tuple(hours), days=days, seconds=(second,))


def _of_interval(trigger: IntervalTrigger, origin: datetime, powers: Powers) -> list[CronRule]:
    whole, rest = divmod(trigger.every, _MINUTE)
    if not rest:
        return _of_recurrence(Recurrence(frequency=Frequency.MINUTE, interval=whole), origin, powers)
    seconds = trigger.every.total_seconds()
    if not powers.seconds or SECONDS_PER_MINUTE % seconds:
        raise RefusalError(f"every {seconds:g} seconds is nothing that this cron can count")
    step = int(seconds)
    return [
        CronRule(
            seconds=tuple(range(origin.second % step, SECONDS_PER_MINUTE, step)),
            minutes=tuple(range(60)),
            hours=tuple(range(24)),
        )
    ]


def _of_expression(trigger: CronTrigger, powers: Powers) -> CronRule:
    expression = trigger.expression
    if expression.seconds != (0,) and not powers.seconds:
        raise RefusalError("it names seconds, and this cron knows minutes only")
    zone = "UTC" if trigger.zone in _UNIVERSAL else trigger.zone
    if zone != "UTC" and not powers.zones:
        raise RefusalError(f"it follows the clock of {zone}, and this target knows UTC only")
    days = _days_of(expression)
    if days.both and not powers.both:
        raise RefusalError("its day of the month has to be a certain weekday, and this cron takes either for enough")
    if (days.nth and not powers.nth) or (days.last and not powers.last) or (days.years and not powers.years):
        raise RefusalError("it names a last day, an n-th weekday or a year, which this cron has no words for")
    return CronRule(
        seconds=expression.seconds,
        minutes=expression.minutes,
        hours=expression.hours,
        days=days,
        zone=zone,
    )


def _days_of(expression: CronExpression) -> Days:
    month, week = expression.month_days, expression.week_days
    days = Days(
        month_days=None if month.unrestricted else tuple(sorted(month.days)),
        months=None if len(expression.months) == 12 else expression.months,
        week_days=None if week.unrestricted else tuple(sorted(week.days)),
        years=expression.years,
    )
    if month.nearest_weekday or (month.from_end and (set(month.from_end) != {0} or month.days)):
        raise RefusalError("it names the weekday nearest to a day, or a day before the last, which only Quartz can say")
    if month.from_end:
        days = replace(days, month_days=None, last=True)
    special = [*((day, -1) for day in week.last), *week.nth]
    if special and (len(special) > 1 or week.days):
        raise RefusalError("it names several n-th weekdays at once, which only Quartz can say")
    return replace(days, week_days=None, nth=special[0]) if special else days
