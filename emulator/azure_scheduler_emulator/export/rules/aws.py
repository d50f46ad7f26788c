"""Which schedules of EventBridge Scheduler fire when a trigger does?

"Schedule types in EventBridge Scheduler": ``at(...)`` once; ``rate(n minutes|hours|days)`` from StartDate on;
``cron(minutes hours day-of-month month day-of-week year)`` in a zone, Sunday is 1, one of the day fields is ``?``,
with ``L`` for the last day, ``6L`` for the last Friday, ``2#1`` for the first Monday (a single one). Between StartDate
and EndDate; it counts in minutes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from azure_scheduler_emulator.domain.jobs.trigger import IntervalTrigger, Once, Recurring, Trigger
from azure_scheduler_emulator.domain.recurrence.calendar_grid import Cycle
from azure_scheduler_emulator.domain.recurrence.recurrence import Frequency, Recurrence, grid_of
from azure_scheduler_emulator.export.errors import RefusalError
from azure_scheduler_emulator.export.job import Timing
from azure_scheduler_emulator.export.readers import cron_fires, repeat_fires
from azure_scheduler_emulator.export.repeats import Repeat, Unit
from azure_scheduler_emulator.export.rules.cron import WEEK_DAYS, CronRule, field
from azure_scheduler_emulator.export.rules.crons import Powers, cron_rules

_POWERS = Powers(nth=True, last=True, years=True)
_MINUTE = timedelta(minutes=1)
_EPOCH = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """A schedule of EventBridge."""

    text: str
    start: datetime | None = None
    end: datetime | None = None
    zone: str = "UTC"
    #: How often a rate fires.
    every: timedelta | None = None

    resolution = _MINUTE

    def fires(self, since: datetime) -> Iterator[datetime]:
        """Yield when it fires."""
        earliest = max(since, self.start or since)
        for moment in self._unbounded(earliest):
            if self.end is not None and moment >= self.end:
                return
            if moment >= earliest:
                yield moment

    def _unbounded(self, earliest: datetime) -> Iterator[datetime]:
        if self.text.startswith("at("):
            assert self.start is not None
            return iter((self.start,))
        if self.every is not None:
            assert self.start is not None
            repeat = Repeat(unit=Unit.MINUTE, interval=self.every // _MINUTE, start=self.start)
            return repeat_fires(repeat, earliest)
        return cron_fires(_for_croniter(self.text), earliest, zone=self.zone)


def schedules(timing: Timing) -> list[Schedule]:
    """Return schedules that together should fire when a job does.

    Raises:
        RefusalError: there are none.
    """
    assert timing.first is not None
    if isinstance(timing.trigger, Once):
        # What is due in the middle of a minute is done at its beginning.
        start = _floor(timing.first)
        return [Schedule(text=f"at({start:%Y-%m-%dT%H:%M:%S})", start=start)]
    start, last = _floor(timing.first), timing.last
    end = None if last is None else _floor(last) + _MINUTE
    try:
        rules = cron_rules(timing.trigger, timing.anchor, _POWERS)
    except RefusalError as refusal:
        rates = _rates(timing)
        if not rates:
            raise refusal from None
        return [Schedule(text=_rate(every), every=every, start=first, end=end) for first, every in rates]
    rates = _rates(timing)
    if rates and len(rates) < len(rules):
        return [Schedule(text=_rate(every), every=every, start=first, end=end) for first, every in rates]
    return [Schedule(text=_cron(rule), start=start, end=end, zone=rule.zone) for rule in dict.fromkeys(rules)]


def _rates(timing: Timing) -> list[tuple[datetime, timedelta]]:
    """Return starts and rates for what counts from its start: one for each place in a turn of its grid."""
    found = _counted(timing.trigger)
    if found is None:
        return []
    recurrence, anchor = found[0], found[1] or timing.anchor
    grid = grid_of(recurrence, anchor)
    if not isinstance(grid.units, Cycle):
        return []
    turn = timedelta(minutes=grid.units.length * grid.unit)
    assert timing.first is not None
    first = _floor(timing.first)
    starts = []
    for offset in grid.units.offsets:
        for minute in grid.inner:
            moment = _EPOCH + timedelta(minutes=(grid.units.origin + offset) * grid.unit + minute)
            # The first one of this place that is not before the job's own first one.
            starts.append(moment + max(-((moment - first) // turn), 0) * turn)
    return [(start, turn) for start in sorted(starts)]


def _counted(trigger: Trigger) -> tuple[Recurrence, datetime | None] | None:
    if isinstance(trigger, Recurring):
        return trigger.recurrence, None
    if isinstance(trigger, IntervalTrigger) and trigger.every % _MINUTE == timedelta(0):
        return Recurrence(frequency=Frequency.MINUTE, interval=trigger.every // _MINUTE), trigger.origin
    return None


def _rate(every: timedelta) -> str:
    for unit, span in (("day", timedelta(days=1)), ("hour", timedelta(hours=1)), ("minute", _MINUTE)):
        if every % span == timedelta(0):
            number = every // span
            return f"rate({number} {unit}{'' if number == 1 else 's'})"
    raise AssertionError(every)


def _cron(rule: CronRule) -> str:
    days = rule.days
    if days.nth:
        month_day, week_day = "?", f"{days.nth[0] + 1}{'L' if days.nth[1] == -1 else f'#{days.nth[1]}'}"
    elif days.week_days is not None:
        month_day, week_day = "?", ",".join(WEEK_DAYS[day] for day in days.week_days)
    else:
        month_day, week_day = "L" if days.last else field(days.month_days, 1, 31), "?"
    parts = (field(rule.minutes, 0, 59), field(rule.hours, 0, 23), month_day, field(days.months, 1, 12), week_day)
    return f"cron({' '.join(parts)} {'*' if days.years is None else field(days.years, 1970, 2199)})"


def _for_croniter(text: str) -> str:
    """Return an expression as croniter spells it: Sunday is 0, the last Friday is L5, and the year is the seventh."""
    *fields, week_day, year = text[5:-1].replace("?", "*").split(" ")
    if week_day.endswith("L"):
        week_day = f"L{int(week_day[:-1]) - 1}"
    elif "#" in week_day:
        day, number = week_day.split("#")
        week_day = f"{int(day) - 1}#{number}"
    return " ".join([*fields, week_day, *([] if year == "*" else ["0", year])])


def _floor(moment: datetime) -> datetime:
    return moment - (moment - _EPOCH) % _MINUTE
