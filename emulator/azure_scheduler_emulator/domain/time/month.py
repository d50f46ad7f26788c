"""Which days of a month are Mondays? A month is known by its length and by the weekday of its first day."""

from __future__ import annotations

DAYS_PER_WEEK = 7


def each_of_kind(weekday: int, length: int, first: int) -> range:
    """Return the days (1 is the first) that are ``weekday``, of a month of ``length`` days that starts on ``first``.

    Weekdays are counted from any day, both from the same.
    """
    return range(1 + (weekday - first) % DAYS_PER_WEEK, length + 1, DAYS_PER_WEEK)
