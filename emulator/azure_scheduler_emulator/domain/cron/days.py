"""Which days of a month does a cron expression name?

A month is known by its length and by the weekday of its first day, so there are 28 kinds of month and no dates in here.
Weekdays count from Sunday, which is 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from azure_scheduler_emulator.domain.time.month import each_of_kind

EVERY_MONTH_DAY = frozenset(range(1, 32))
EVERY_WEEK_DAY = frozenset(range(7))


@dataclass(frozen=True, kw_only=True)
class MonthDays:
    """Days by their place in the month."""

    #: Counted from the start, 1..31. A month without such a day is passed over.
    days: frozenset[int] = frozenset()
    #: Counted back from the end: 0 is the last day, 2 the third last.
    from_end: frozenset[int] = frozenset()
    #: Whether a day on a weekend moves to the nearest Monday to Friday of the same month (``W`` in Quartz).
    nearest_weekday: bool = False

    @property
    def unrestricted(self) -> bool:
        """Tell whether every day of every month is in."""
        return self.days == EVERY_MONTH_DAY and not self.nearest_weekday

    def of(self, length: int, first: int) -> frozenset[int]:
        """Return the days of a month of ``length`` days whose first is the weekday ``first``."""
        found = {day for day in self.days if day <= length}
        found |= {length - back for back in self.from_end if back < length}
        if self.nearest_weekday:
            found = {_nearest_weekday(day, length, first) for day in found}
        return frozenset(found)


@dataclass(frozen=True, kw_only=True)
class WeekDays:
    """Days by their weekday."""

    #: Every one of these, 0..6.
    days: frozenset[int] = frozenset()
    #: The last of these in the month.
    last: frozenset[int] = frozenset()
    #: (weekday, n): the n-th of its kind in the month. A month without a fifth one is passed over.
    nth: frozenset[tuple[int, int]] = frozenset()

    @property
    def unrestricted(self) -> bool:
        """Tell whether every day is in."""
        return self.days == EVERY_WEEK_DAY

    def of(self, length: int, first: int) -> frozenset[int]:
        """Return the days of a month of ``length`` days whose first is the weekday ``first``."""
        found = {day for weekday in self.days for day in each_of_kind(weekday, length, first)}
        found |= {each_of_kind(weekday, length, first)[-1] for weekday in self.last}
        for weekday, place in self.nth:
            found.update(each_of_kind(weekday, length, first)[place - 1 : place])
        return frozenset(found)


@lru_cache(maxsize=4096)
def fire_days(month_days: MonthDays, week_days: WeekDays, length: int, first: int) -> tuple[int, ...]:
    """Return, in order, the days that both fields name in a month of ``length`` days starting on weekday ``first``.

    Both, not either: NCRONTAB and Celery ask for both, and Quartz leaves one of the fields open.
    """
    return tuple(sorted(month_days.of(length, first) & week_days.of(length, first)))


def _nearest_weekday(day: int, length: int, first: int) -> int:
    """Move ``day`` off the weekend without leaving the month: the first on a Saturday becomes Monday the third."""
    weekday = (first + day - 1) % 7
    if weekday == 6:
        return day - 1 if day > 1 else day + 2
    if weekday == 0:
        return day + 1 if day < length else day - 2
    return day
