"""When does a cron expression fire?

One evaluator for all dialects: a parser hands over sorted values, and nothing here knows how they were written.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta, tzinfo
from itertools import accumulate, pairwise

from azure_scheduler_emulator.domain.cron.days import MonthDays, WeekDays, fire_days
from azure_scheduler_emulator.domain.cron.fields import BOUNDS, CronField, Dialect

#: The rarest day that a day, a month and a weekday can name is 29 February on a given weekday: at most 40 years apart
#: (around 2100, 2200 and 2300, which are no leap years). What does not come in that time never comes.
LONGEST_WAIT_YEARS = 40


@dataclass(frozen=True, kw_only=True)
class CronExpression:
    """A cron expression, understood. Every tuple is sorted and not empty."""

    #: As the client wrote it.
    text: str
    #: NCRONTAB: the expression as Kudu prints it in logs and triggers. Other dialects: the fields, one blank apart.
    canonical: str
    dialect: Dialect
    seconds: tuple[int, ...]
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    month_days: MonthDays
    months: tuple[int, ...]
    week_days: WeekDays
    #: None for every year.
    years: tuple[int, ...] | None = None

    def next_after(self, moment: datetime, zone: tzinfo = UTC) -> datetime | None:
        """Return the first fire time after ``moment`` (aware), in UTC, or None if there is none.

        The expression is read on the wall clock of ``zone``, with Kudu's rules: a time that the clock skips comes as
        much later as the clock is moved, a time that it shows twice is the second one (both are standard time), and
        what comes after ``moment`` is what the wall clock shows later than it shows at ``moment``.
        """
        wall = self._next_on_wall(moment.astimezone(zone).replace(tzinfo=None))
        if wall is None:
            return None
        # The two readings differ only where the clock is moved, and standard time is the later one.
        return max(wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))

    def smallest_gap(self) -> timedelta:
        """Return the shortest time between two fire times in UTC; ``timedelta.max`` for what fires once at most.

        Exact: two times around midnight are near each other only if two days in a row do fire. Expressions for every
        year are looked at from 1970 to 2099, where the calendar has no gap in its leap years.
        """
        if next(self._ordinals(), None) is None:
            return timedelta.max
        levels = ((self.seconds, 1), (self.minutes, 60), (self.hours, 3600))
        # From the last time within one unit to the first within the next, the spread of the lower levels is saved.
        spreads = accumulate(((values[-1] - values[0]) * unit for values, unit in levels), initial=0)
        gaps = [
            apart * unit - spread
            for (values, unit), spread in zip((*levels, (self._ordinals(), 86400)), spreads, strict=True)
            if (apart := _smallest_difference(values)) is not None
        ]
        return timedelta(seconds=min(gaps)) if gaps else timedelta.max

    def _next_on_wall(self, after: datetime) -> datetime | None:
        day = self.next_date(after.date())
        if day == after.date():
            later = self._time_after(after.time())
            if later is not None:
                return datetime.combine(day, later)
            day = self.next_date(day + timedelta(days=1)) if day < date.max else None
        if day is None:
            return None
        return datetime.combine(day, time(self.hours[0], self.minutes[0], self.seconds[0]))

    def _time_after(self, moment: time) -> time | None:
        """Return the first time of a fire day that is later than ``moment``, or None."""
        for hour in self.hours[bisect_left(self.hours, moment.hour) :]:
            if hour > moment.hour:
                return time(hour, self.minutes[0], self.seconds[0])
            for minute in self.minutes[bisect_left(self.minutes, moment.minute) :]:
                if minute > moment.minute:
                    return time(hour, minute, self.seconds[0])
                index = bisect_right(self.seconds, moment.second)
                if index < len(self.seconds):
                    return time(hour, minute, self.seconds[index])
        return None

    def next_date(self, start: date) -> date | None:
        """Return the first fire day that is not before ``start``, or None."""
        for year, month in self._months_from(start):
            days = self._days(year, month)
            earliest = start.day if (year, month) == (start.year, start.month) else 1
            index = bisect_left(days, earliest)
            if index < len(days):
                return date(year, month, days[index])
        return None

    def _months_from(self, start: date) -> Iterator[tuple[int, int]]:
        if self.years is None:
            years: Sequence[int] = range(start.year, min(start.year + LONGEST_WAIT_YEARS, MAXYEAR) + 1)
        else:
            years = self.years[bisect_left(self.years, start.year) :]
        for year in years:
            earliest = start.month if year == start.year else 1
            for month in self.months[bisect_left(self.months, earliest) :]:
                yield year, month

    def _days(self, year: int, month: int) -> tuple[int, ...]:
        first, length = monthrange(year, month)
        return fire_days(self.month_days, self.week_days, length, (first + 1) % 7)

    def _ordinals(self) -> Iterator[int]:
        """Yield the fire days of all years, or of 1970 to 2099, as day numbers."""
        low, high = BOUNDS[CronField.YEAR]
        for year in range(low, high + 1) if self.years is None else self.years:
            for month in self.months:
                before = date(year, month, 1).toordinal() - 1
                yield from (before + day for day in self._days(year, month))


def _smallest_difference(values: Iterable[int]) -> int | None:
    """Return the smallest step between neighbours, or None for fewer than two; 1 ends the search."""
    smallest = None
    for earlier, later in pairwise(values):
        if smallest is None or later - earlier < smallest:
            smallest = later - earlier
        if smallest == 1:
            break
    return smallest
