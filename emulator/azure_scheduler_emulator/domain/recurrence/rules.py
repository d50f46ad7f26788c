"""Which recurrences does the Azure Scheduler accept, and how often do they fire at most?

Limits: decision 8 and the contract of the classic API, sections 11.1 and 11.2. Of the sentences only "Cannot set days
of month with recurrence unit 'Week'." is known from the service; the others follow its manner.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.recurrence.calendar_grid import HOURS_PER_DAY, MINUTES_PER_DAY
from azure_scheduler_emulator.domain.recurrence.calendar_months import MONTHS_PER_YEAR, length_of
from azure_scheduler_emulator.domain.recurrence.recurrence import Frequency, Recurrence, Schedule, grid_of

#: The documentation of 2015 has 1000 for minutes and hours and gets as near to 18 months as each longer unit can; the
#: Terraform provider, later, has 500 days in any unit. What either of them allows is accepted.
MAXIMUM_INTERVAL = {
    Frequency.MINUTE: 500 * MINUTES_PER_DAY,
    Frequency.HOUR: 500 * HOURS_PER_DAY,
    Frequency.DAY: 548,
    Frequency.WEEK: 78,
    Frequency.MONTH: 18,
    Frequency.YEAR: 1,
}
#: The service's numbers have 32 bits, as the Terraform provider knows.
MAXIMUM_COUNT = 2**31 - 1
#: How far ahead a start time may be.
MAXIMUM_MONTHS_AHEAD = 18


def check(recurrence: Recurrence, *, now: datetime, start: datetime | None) -> None:
    """Raise InvalidError unless the service would accept ``recurrence`` at ``now``, to begin at ``start``.

    Without a start the job begins at once. The end has to be later than that beginning. So an end in the past is
    refused when there is no start, as the documentation says; but a period that lies in the past altogether is accepted
    and never fires, so that dated definitions which were valid once stay valid. The end may be years ahead (recorded:
    more than four), and a schedule that never comes true is accepted.
    """
    _check_interval(recurrence)
    if recurrence.count and not 1 <= recurrence.count <= MAXIMUM_COUNT:
        raise InvalidError(f"The recurrence count {recurrence.count} must be between 1 and {MAXIMUM_COUNT}.")
    check_start(start, now=now)
    if recurrence.end_time is not None and recurrence.end_time <= (start or now):
        raise InvalidError(f"The recurrence end time must be later than {'the start time' if start else 'now'}.")
    if recurrence.schedule is not None:
        _check_combination(recurrence.schedule, recurrence.frequency)
        _check_numbers(recurrence.schedule)


def check_start(start: datetime | None, *, now: datetime) -> None:
    """Raise InvalidError when ``start`` is more than 18 months after ``now``; recurring and one-time jobs alike."""
    if start is not None and start > _months_later(now, MAXIMUM_MONTHS_AHEAD):
        raise InvalidError(f"The start time cannot be more than {MAXIMUM_MONTHS_AHEAD} months in the future.")


def shortest_gap(recurrence: Recurrence, anchor: datetime) -> timedelta:
    """Return the smallest time between two consecutive firing times, for the plan's and quota's minimum recurrence.

    It is that of the endless grid: count and end time do not lengthen it. A schedule that never comes true has
    ``timedelta.max``.
    """
    minutes = grid_of(recurrence, anchor).shortest_gap()
    return timedelta.max if minutes is None else timedelta(minutes=minutes)


def _check_interval(recurrence: Recurrence) -> None:
    maximum = MAXIMUM_INTERVAL[recurrence.frequency]
    if not 1 <= recurrence.interval <= maximum:
        raise InvalidError(
            f"The recurrence interval {recurrence.interval} must be between 1 and {maximum} "
            f"with recurrence unit '{recurrence.frequency.capitalize()}'."
        )


def _check_combination(schedule: Schedule, frequency: Frequency) -> None:
    """Raise InvalidError when the schedule has a part, empty or not, that belongs to another frequency."""
    parts = (
        ("days of month", "month_days", Frequency.MONTH),
        ("days of week", "week_days", Frequency.WEEK),
        ("monthly occurrences", "monthly_occurrences", Frequency.MONTH),
        ("months", "months", Frequency.MONTH),
    )
    for words, name, owner in parts:
        given = getattr(schedule, name) or name in schedule.empty
        if given and frequency is not owner:
            raise InvalidError(f"Cannot set {words} with recurrence unit '{frequency.capitalize()}'.")


def _check_numbers(schedule: Schedule) -> None:
    """Raise InvalidError when a number of the schedule is out of its range."""
    occurrences = (each.occurrence for each in schedule.monthly_occurrences if each.occurrence is not None)
    _check_range("minutes", schedule.minutes, 0, 59)
    _check_range("hours", schedule.hours, 0, 23)
    _check_range("months", schedule.months, 1, 12)
    _check_range("days of month", schedule.month_days, 1, 31, either_end=True)
    _check_range("monthly occurrences", occurrences, 1, 5, either_end=True)


def _check_range(name: str, values: Iterable[int], low: int, high: int, *, either_end: bool = False) -> None:
    """Raise InvalidError unless all ``values`` are in range; with ``either_end`` negative ones count from the end."""
    for value in values:
        if not low <= (abs(value) if either_end else value) <= high:
            allowed = f"{low} to {high}" + (f" or -{high} to -{low}" if either_end else "")
            raise InvalidError(f"The value {value} is not valid for {name} of the recurrence schedule: {allowed}.")


def _months_later(moment: datetime, months: int) -> datetime:
    """Return the same day and time ``months`` later, or the last day of that month when it is shorter."""
    month = (moment.year - 1) * MONTHS_PER_YEAR + moment.month - 1 + months
    year, index = divmod(month, MONTHS_PER_YEAR)
    return moment.replace(year=year + 1, month=index + 1, day=min(moment.day, length_of(month)))
