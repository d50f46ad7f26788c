"""A cron rule as values, before a dialect writes it down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

#: Sunday first, as every dialect of the targets has it (EventBridge counts from 1, the others from 0).
WEEK_DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")


@dataclass(frozen=True, kw_only=True)
class Days:
    """Which days a rule holds: every part that is not None has to hold."""

    #: 1..31.
    month_days: tuple[int, ...] | None = None
    #: 1..12.
    months: tuple[int, ...] | None = None
    #: Sunday is 0.
    week_days: tuple[int, ...] | None = None
    #: (weekday, n): the n-th of its kind in the month, the last when n is -1.
    nth: tuple[int, int] | None = None
    #: Whether it is the last day of the month.
    last: bool = False
    years: tuple[int, ...] | None = None

    @property
    def both(self) -> bool:
        """Whether day of the month and weekday are restricted: most dialects take that for either."""
        return self.month_days is not None and self.week_days is not None


@dataclass(frozen=True, kw_only=True)
class CronRule:
    """Some seconds of some minutes of some hours of some days, on the wall clock of a zone."""

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: Days = Days()
    seconds: tuple[int, ...] = (0,)
    #: IANA name.
    zone: str = "UTC"


def field(values: Iterable[int] | None, low: int, high: int) -> str:
    """Return a field of a cron expression: ``*``, ``*/n`` from the lowest value on, runs as ``a-b``, or a list."""
    if values is None:
        return "*"
    numbers = sorted(values)
    if len(numbers) == high - low + 1:
        return "*"
    return _stepped(numbers, low, high) or ",".join(_runs(numbers))


def _stepped(numbers: list[int], low: int, high: int) -> str | None:
    steps = {later - earlier for earlier, later in pairwise(numbers)}
    if len(numbers) < 3 or len(steps) != 1 or numbers[0] != low:
        return None
    step = steps.pop()
    return f"*/{step}" if step > 1 and numbers[-1] + step > high else None


def _runs(numbers: list[int]) -> list[str]:
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return [
        text for run in runs for text in ([f"{run[0]}-{run[-1]}"] if len(run) > 2 else [str(number) for number in run])
    ]


def unix(rule: CronRule) -> str:
    """Return the rule in five fields: minute, hour, day of month, month, weekday (crontab(5))."""
    days = rule.days
    parts = (
        field(rule.minutes, 0, 59),
        field(rule.hours, 0, 23),
        field(days.month_days, 1, 31),
        field(days.months, 1, 12),
        field(days.week_days, 0, 6),
    )
    return " ".join(parts)


def ncrontab(rule: CronRule) -> str:
    """Return the rule in the six fields of NCRONTAB, seconds first (documentation of the timer trigger)."""
    return f"{field(rule.seconds, 0, 59)} {unix(rule)}"
