"""Which days does a monthly pattern hold?

Days and months are whole numbers: 0001-01-01 is day 0 and lies in month 0. The calendar repeats itself after 400 years,
weekdays included, so every search ends after at most the 4800 months of one such era.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import gcd

from azure_scheduler_emulator.domain.recurrence.calendar_grid import smallest_step
from azure_scheduler_emulator.domain.time.month import DAYS_PER_WEEK, each_of_kind

MONTHS_PER_YEAR = 12
ERA_MONTHS = 400 * MONTHS_PER_YEAR
ERA_DAYS = 146_097
ALL_MONTHS = tuple(range(1, MONTHS_PER_YEAR + 1))
#: Days of January to December; February as in a leap year.
LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def month_of(day: int) -> int:
    """Return the number of the month that contains ``day``."""
    era, rest = divmod(day, ERA_DAYS)
    moment = date.fromordinal(rest + 1)
    return era * ERA_MONTHS + (moment.year - 1) * MONTHS_PER_YEAR + moment.month - 1


def first_day_of(month: int) -> int:
    """Return the number of the first day of ``month``."""
    era, rest = divmod(month, ERA_MONTHS)
    return era * ERA_DAYS + date(rest // MONTHS_PER_YEAR + 1, rest % MONTHS_PER_YEAR + 1, 1).toordinal() - 1


def length_of(month: int) -> int:
    """Return how many days ``month`` has."""
    year, index = divmod(month, MONTHS_PER_YEAR)
    return 28 if index == 1 and not isleap(year + 1) else LONGEST[index]


@dataclass(frozen=True, kw_only=True)
class Months:
    """Some days of every ``interval``-th month."""

    #: A month of the grid.
    origin: int
    #: Months from one month of the grid to the next.
    interval: int
    #: The months of the year that count, 1..12.
    months: tuple[int, ...]
    #: Days of the month: 1..31 from its start, -1..-31 from its end.
    days: tuple[int, ...]
    #: Weekdays (Monday 0) of the month: the n-th, the n-th from the end when negative, or each one (None).
    weekdays: tuple[tuple[int, int | None], ...]

    def at_or_after(self, day: int) -> int | None:
        """Return the first day held that is ``day`` or later, or None when no month ever has one."""
        for month in self.months_from(month_of(day)):
            found = next((held for held in self.days_in(month) if held >= day), None)
            if found is not None:
                return found
        return None

    def shortest_gap(self) -> int | None:
        """Return the smallest number of days between two consecutive days held, or None when there are none."""
        return _shortest_gap(self)

    def months_from(self, month: int) -> Iterator[int]:
        """Yield one era's worth of the grid's months that are ``month`` or later and may hold a day."""
        useful = self._useful_months()
        if not useful:
            return
        start = month + (self.origin - month) % self.interval
        # One more than a whole era: the first month may be half over.
        steps = ERA_MONTHS // gcd(ERA_MONTHS, self.interval) + 1
        for number in range(start, start + steps * self.interval, self.interval):
            if number % MONTHS_PER_YEAR in useful:
                yield number

    def days_in(self, month: int) -> Iterator[int]:
        """Yield the days held in ``month``, ascending."""
        first = first_day_of(month)
        for day in held_days(first % DAYS_PER_WEEK, length_of(month), self.days, self.weekdays):
            yield first + day - 1

    def _useful_months(self) -> frozenset[int]:
        """Return the months of the year (0..11) that are long enough to hold a day: none of day 31 in February."""
        shortest = 1 if self.weekdays else min(abs(day) for day in self.days)
        return frozenset(number - 1 for number in self.months if LONGEST[number - 1] >= shortest)


@lru_cache(maxsize=256)
def held_days(
    weekday: int, length: int, days: tuple[int, ...], weekdays: tuple[tuple[int, int | None], ...]
) -> tuple[int, ...]:
    """Return the days (1 is the first, ascending) of a month which starts on ``weekday`` and has ``length`` days.

    What the month lacks (day 31, the fifth Friday) is left out. Remembered, because there are only 28 kinds of months.
    """
    held = {day if day > 0 else length + 1 + day for day in days}
    for wanted, occurrence in weekdays:
        found = each_of_kind(wanted, length, weekday)
        if occurrence is None:
            held.update(found)
        elif abs(occurrence) <= len(found):
            held.add(found[occurrence - 1 if occurrence > 0 else occurrence])
    return tuple(sorted(day for day in held if 1 <= day <= length))


@lru_cache(maxsize=256)
def _shortest_gap(grid: Months) -> int | None:
    """Return ``grid.shortest_gap()``. Remembered, because it visits a whole era: some milliseconds."""
    first = grid.at_or_after(first_day_of(grid.origin))
    if first is None:
        return None
    # The months end with a repetition of the one they start with, so the gap across the end of the era is among them.
    return smallest_step(day for month in grid.months_from(month_of(first)) for day in grid.days_in(month))
