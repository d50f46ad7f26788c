"""A rule that counts from its start: every so many seconds, minutes, hours, days, weeks or months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Unit(StrEnum):
    """What is counted."""

    SECOND = "Second"
    MINUTE = "Minute"
    HOUR = "Hour"
    DAY = "Day"
    WEEK = "Week"
    MONTH = "Month"


@dataclass(frozen=True, kw_only=True)
class Repeat:
    """Every ``interval`` units from ``start``, perhaps on a finer schedule inside the unit."""

    unit: Unit
    interval: int
    start: datetime
    end: datetime | None = None
    hours: tuple[int, ...] = ()
    minutes: tuple[int, ...] = ()
    #: Monday is 0.
    week_days: tuple[int, ...] = ()
    #: From the start of the month, or from its end when negative.
    month_days: tuple[int, ...] = ()
    #: (weekday, n), Monday 0; None for each one of the month.
    occurrences: tuple[tuple[int, int | None], ...] = ()

    @property
    def scheduled(self) -> bool:
        """Whether there is a schedule."""
        return bool(self.hours or self.minutes or self.week_days or self.month_days or self.occurrences)
