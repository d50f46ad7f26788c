"""When does a job of the Azure Scheduler fire?

The definition only; the arithmetic is in ``next_fire``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Frequency(StrEnum):
    """The unit of a recurrence."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class WeekDay(StrEnum):
    """A day of the week, in calendar order (Monday first)."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


@dataclass(frozen=True, kw_only=True)
class MonthlyOccurrence:
    """The n-th given day of a month: the first Monday, the last Friday (-1); None means every one."""

    day: WeekDay
    occurrence: int | None = None


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """The finer grid inside a recurrence. An empty part is taken from the first execution."""

    minutes: tuple[int, ...] = ()
    hours: tuple[int, ...] = ()
    week_days: tuple[WeekDay, ...] = ()
    #: 1..12, accepted with months only.
    months: tuple[int, ...] = ()
    #: 1..31 from the start of the month, -1..-31 from its end.
    month_days: tuple[int, ...] = ()
    monthly_occurrences: tuple[MonthlyOccurrence, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Recurrence:
    """A repeated occurrence: every ``interval`` units of ``frequency``, perhaps on a finer schedule."""

    frequency: Frequency
    interval: int = 1
    #: How many occurrences there are in all; None for no end.
    count: int | None = None
    #: No occurrence is later than this moment (UTC).
    end_time: datetime | None = None
    schedule: Schedule | None = None
