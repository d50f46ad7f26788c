"""Cron expressions made at random, with what they mean by looking at the calendar alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
#: From 1999 to the spring of 2098.
MOMENTS = st.integers(0, 99 * 366 * 86400 - 1).map(lambda seconds: datetime(1999, 1, 1, tzinfo=UTC) + seconds * SECOND)
#: From seconds to weekdays.
BOUNDS = ((0, 59), (0, 59), (0, 23), (1, 31), (1, 12), (0, 6))

#: What one field means.
Values = frozenset[int]
#: An expression of six fields as text, and what each means.
Case = tuple[str, tuple[Values, ...]]
#: Whether a date is one of those that day fields mean.
IsNamed = Callable[[date], bool]


def spelled(low: int, high: int) -> st.SearchStrategy[tuple[str, Values]]:
    """Make a field as text, spelled in one of the ways that all dialects share, and the values it means."""
    numbers = st.integers(low, high)
    ranges = st.tuples(numbers, numbers).map(sorted)
    steps = st.integers(1, high - low)  # what Quartz takes
    return st.one_of(
        st.just(("*", range(low, high + 1))),
        steps.map(lambda step: (f"*/{step}", range(low, high + 1, step))),
        ranges.map(lambda ends: ("{}-{}".format(*ends), range(ends[0], ends[1] + 1))),
        st.builds(
            lambda ends, step: ("{}-{}/{}".format(*ends, step), range(ends[0], ends[1] + 1, step)), ranges, steps
        ),
        st.sets(numbers, min_size=1, max_size=6).map(lambda some: (",".join(map(str, some)), some)),
    ).map(lambda drawn: (drawn[0], frozenset(drawn[1])))


#: Seconds to weekdays (Sunday is 0).
SIX_FIELDS = st.tuples(*(spelled(low, high) for low, high in BOUNDS)).map(
    lambda drawn: (" ".join(text for text, _ in drawn), tuple(values for _, values in drawn))
)

_DAYS, _WEEKDAYS, _BACK = st.integers(1, 31), st.integers(0, 6), st.integers(0, 30)


def _listed_days(days: set[int]) -> tuple[str, IsNamed]:
    return f"{','.join(map(str, days))} * ?", lambda found: found.day in days


def _listed_weekdays(weekdays: set[int]) -> tuple[str, IsNamed]:
    return f"? * {','.join(str(number + 1) for number in weekdays)}", lambda found: weekday(found) in weekdays


def _from_the_end(back: int) -> tuple[str, IsNamed]:
    return f"L-{back} * ?", lambda found: found == _last_day(found) - back * DAY


def _nearest_to(day: int) -> tuple[str, IsNamed]:
    return f"{day}W * ?", lambda found: found == _nearest(_day(found, day))


def _nearest_to_the_end(back: int) -> tuple[str, IsNamed]:
    return f"L-{back}W * ?", lambda found: found == _nearest(_same_month(found, _last_day(found) - back * DAY))


def _last_of_kind(number: int) -> tuple[str, IsNamed]:
    return f"? * {number + 1}L", lambda found: weekday(found) == number and (found + 7 * DAY).month != found.month


def _nth_of_kind(number: int, place: int) -> tuple[str, IsNamed]:
    return f"? * {number + 1}#{place}", lambda found: weekday(found) == number and _place(found) == place


#: Quartz' day of month, month and day of week.
DAY_FIELDS = st.one_of(
    st.sets(_DAYS, min_size=1, max_size=5).map(_listed_days),
    st.sets(_WEEKDAYS, min_size=1, max_size=3).map(_listed_weekdays),
    _BACK.map(_from_the_end),
    _DAYS.map(_nearest_to),
    _BACK.map(_nearest_to_the_end),
    _WEEKDAYS.map(_last_of_kind),
    st.builds(_nth_of_kind, _WEEKDAYS, st.integers(1, 5)),
)


def weekday(day: date) -> int:
    """Return the weekday; Sunday is 0."""
    return day.isoweekday() % 7


def is_named(moment: datetime, values: tuple[Values, ...]) -> bool:
    """Tell whether each field of a moment is among the values."""
    shown = (moment.second, moment.minute, moment.hour, moment.day, moment.month, weekday(moment))
    return all(number in allowed for number, allowed in zip(shown, values, strict=True))


def _last_day(day: date) -> date:
    while (day + DAY).month == day.month:
        day += DAY
    return day


def _day(day: date, number: int) -> date | None:
    return day.replace(day=number) if number <= _last_day(day).day else None


def _same_month(day: date, other: date) -> date | None:
    return other if other.month == day.month else None


def _place(day: date) -> int:
    """Count how many days of the month up to ``day`` are its weekday."""
    return sum(weekday(day.replace(day=number)) == weekday(day) for number in range(1, day.day + 1))


def _nearest(day: date | None) -> date | None:
    """Return the Monday to Friday of the month that is the fewest days away."""
    if day is None:
        return None
    working = [other for number in range(1, 32) if (other := _day(day, number)) and other.isoweekday() <= 5]
    return min(working, key=lambda other: abs(other - day))
