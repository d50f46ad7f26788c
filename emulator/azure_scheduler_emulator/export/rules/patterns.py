"""Which days and times of day does a recurrence hold, if it is the same ones each week or each year?

Cron counts from the start of the hour, the day, the month and the week, never from an anchor. What steps over those
borders by the same grid all the same (every 8 hours, every 7 hours of a week, every third month) is found by its
period: it has to divide a week, or a year for months.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from math import gcd

from azure_scheduler_emulator.domain.cron.fields import WEEK_DAY_NAMES
from azure_scheduler_emulator.domain.recurrence.calendar_grid import MINUTES_PER_DAY, Cycle, Grid
from azure_scheduler_emulator.domain.recurrence.calendar_months import LONGEST, MONTHS_PER_YEAR, Months
from azure_scheduler_emulator.domain.recurrence.recurrence import Recurrence, grid_of
from azure_scheduler_emulator.domain.time.english import ordinal
from azure_scheduler_emulator.export.errors import RefusalError
from azure_scheduler_emulator.export.rules.cron import Days

MINUTES_PER_WEEK = 7 * MINUTES_PER_DAY
FEBRUARY = 2
NEVER = "its schedule has no occurrence, so that no rule can have the same ones"

#: Days, and the minutes of the day that they hold.
Pattern = tuple[Days, frozenset[int]]


def patterns(recurrence: Recurrence, anchor: datetime, *, nth: bool, last: bool, both: bool) -> list[Pattern]:
    """Return what a recurrence holds, in as few patterns as it takes.

    ``nth``, ``last`` and ``both`` tell what the dialect can say: the n-th weekday, the last day of the month, and a day
    of the month that has to be a certain weekday as well.

    Raises:
        RefusalError: cron cannot say it.
    """
    grid = grid_of(recurrence, anchor)
    if isinstance(grid.units, Months):
        inner = frozenset(grid.inner)
        return [(days, inner) for days in _months(grid.units, nth=nth, last=last, both=both)]
    assert isinstance(grid.units, Cycle)
    return _weekly(grid, grid.units)


def _weekly(grid: Grid, cycle: Cycle) -> list[Pattern]:
    """Return the weekdays with equal times together."""
    if not cycle.offsets:
        raise RefusalError(NEVER)
    period = gcd(cycle.length * grid.unit, MINUTES_PER_WEEK) // grid.unit
    residues = {offset % period for offset in cycle.offsets}
    if len(cycle.offsets) != len(residues) * (cycle.length // period):
        raise RefusalError(
            "it is counted from its start and does not come at the same times each week, and cron starts to count anew"
            " with each hour, day and month"
        )
    times: dict[int, set[int]] = {}
    for unit in range(MINUTES_PER_WEEK // grid.unit):
        if (unit - cycle.origin) % period in residues:
            day, minute = divmod(unit * grid.unit, MINUTES_PER_DAY)
            times.setdefault(day, set()).update(minute + inside for inside in grid.inner)
    together: dict[frozenset[int], list[int]] = {}
    for day, held in times.items():
        # Day 0 of the grid is a Monday.
        together.setdefault(frozenset(held), []).append((day + 1) % 7)
    return [(Days(week_days=None if len(days) == 7 else tuple(sorted(days))), held) for held, days in together.items()]


def _months(grid: Months, *, nth: bool, last: bool, both: bool) -> Iterator[Days]:
    if MONTHS_PER_YEAR % grid.interval:
        raise RefusalError(
            f"every {grid.interval} months is not the same months each year, and cron knows the months of a year only"
        )
    held = tuple(month for month in sorted(set(grid.months)) if (month - 1 - grid.origin) % grid.interval == 0)
    if next(grid.months_from(grid.origin), None) is None or not held:
        raise RefusalError(NEVER)
    found = [
        *_counted_days(grid.days, held, last=last),
        *(part for day in grid.weekdays for part in _weekday(day, held, nth=nth, both=both)),
    ]
    if not found:
        raise RefusalError(NEVER)
    yield from found


def _counted_days(days: Iterable[int], months: tuple[int, ...], *, last: bool) -> Iterator[Days]:
    """Yield days of the month, those from its end turned into those from its start where the months allow it."""
    wanted = set(days)
    if last and wanted == {-1}:
        yield Days(last=True, months=_all_or(months))
        return
    by_month: dict[int, tuple[int, ...]] = {}
    for month in months:
        if last and month == FEBRUARY and -1 in wanted:
            yield Days(last=True, months=(FEBRUARY,))
            by_month[month] = _fixed(wanted - {-1}, month)
        else:
            by_month[month] = _fixed(wanted, month)
    yield from _grouped(by_month)


def _fixed(days: set[int], month: int) -> tuple[int, ...]:
    """Return the days of a month as counted from its start.

    Raises:
        RefusalError: which ones they are depends on the year.
    """
    most = LONGEST[month - 1]
    found = _from_start(days, most)
    if month == FEBRUARY and {day for day in found if day < most} != _from_start(days, most - 1):
        raise RefusalError("days counted from the end of February are other ones in leap years")
    return tuple(sorted(found))


def _from_start(days: set[int], length: int) -> set[int]:
    return {counted for day in days if 1 <= (counted := day if day > 0 else length + 1 + day) <= length}


def _weekday(wanted: tuple[int, int | None], months: tuple[int, ...], *, nth: bool, both: bool) -> Iterator[Days]:
    weekday, occurrence = (wanted[0] + 1) % 7, wanted[1]
    if occurrence is None:
        yield Days(week_days=(weekday,), months=_all_or(months))
    elif nth and (occurrence > 0 or occurrence == -1):
        yield Days(nth=(weekday, occurrence), months=_all_or(months))
    elif both:
        for days in _grouped({month: _seven(occurrence, month) for month in months}):
            yield Days(month_days=days.month_days, months=days.months, week_days=(weekday,))
    else:
        which = (
            ordinal(occurrence) if occurrence > 0 else "last" if occurrence == -1 else f"{ordinal(-occurrence)} to last"
        )
        raise RefusalError(f"the {which} {WEEK_DAY_NAMES[weekday]} of a month is no day that this cron can name")


def _seven(occurrence: int, month: int) -> tuple[int, ...]:
    """Return the days of the month among which its n-th weekday is, whichever weekday that be."""
    if occurrence > 0:
        return tuple(day for day in range(7 * occurrence - 6, 7 * occurrence + 1) if day <= LONGEST[month - 1])
    if month == FEBRUARY:
        raise RefusalError("a weekday counted from the end of February is among other days in leap years")
    length = LONGEST[month - 1]
    return tuple(day for day in range(length + 1 + 7 * occurrence, length + 8 + 7 * occurrence) if day >= 1)


def _grouped(by_month: dict[int, tuple[int, ...]]) -> Iterator[Days]:
    together: dict[tuple[int, ...], list[int]] = {}
    for month, days in by_month.items():
        if days:
            together.setdefault(days, []).append(month)
    # Day 31 in months that lack it never comes, so that such a month may be with any others.
    for days, months in _merged(together).items():
        yield Days(month_days=days, months=_all_or(tuple(sorted(months))))


def _merged(together: dict[tuple[int, ...], list[int]]) -> dict[tuple[int, ...], list[int]]:
    """Put months whose days are those of longer ones, as far as they are long enough, with them."""
    merged: dict[tuple[int, ...], list[int]] = {}
    for days, months in sorted(together.items(), key=lambda item: (-len(item[0]), item[0])):
        for longer, others in merged.items():
            if all(tuple(day for day in longer if day <= LONGEST[month - 1]) == days for month in months):
                others.extend(months)
                break
        else:
            merged[days] = list(months)
    return merged


def _all_or(months: tuple[int, ...]) -> tuple[int, ...] | None:
    return None if len(months) == MONTHS_PER_YEAR else months
