"""Which minutes, hours, days or weeks does a repeating pattern hold?

Whole numbers only: the unit that contains 0001-01-01T00:00Z is number 0. Because that day is a Monday and its midnight
starts an hour, ``minute // 1440`` is the day, ``day % 7`` is the weekday (Monday 0) and ``hour % 24`` the hour of day.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import lcm
from typing import Protocol

MINUTES_PER_HOUR = 60
HOURS_PER_DAY = 24
MINUTES_PER_DAY = 1440


class Units(Protocol):
    """Tells which units (minutes, hours or days) hold firing times."""

    def at_or_after(self, number: int) -> int | None:
        """Return the first such unit that is ``number`` or later, or None when there is none."""

    def shortest_gap(self) -> int | None:
        """Return the smallest distance between two consecutive such units, or None when there are none."""


@dataclass(frozen=True, kw_only=True)
class Cycle:
    """A pattern that repeats after a fixed number of units, in both directions."""

    #: A unit at which the pattern starts.
    origin: int
    #: Units after which the pattern repeats.
    length: int
    #: The units held, counted from the origin: ascending, distinct, in ``range(length)``.
    offsets: tuple[int, ...] = (0,)

    def at_or_after(self, number: int) -> int | None:
        """Return the first unit held that is ``number`` or later, or None when the pattern is empty."""
        if not self.offsets:
            return None
        turns, rest = divmod(number - self.origin, self.length)
        index = bisect_left(self.offsets, rest)
        if index == len(self.offsets):
            turns, index = turns + 1, 0
        return self.origin + turns * self.length + self.offsets[index]

    def shortest_gap(self) -> int | None:
        """Return the smallest distance between two units held, or None when the pattern is empty."""
        if not self.offsets:
            return None
        return smallest_step((*self.offsets, self.offsets[0] + self.length))


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Firing times: the same minutes inside each unit that ``units`` holds."""

    #: Minutes in a unit: 1, 60 or 1440.
    unit: int
    #: Minutes from the start of the unit: ascending, distinct, in ``range(unit)``, at least one.
    inner: tuple[int, ...]
    units: Units

    def at_or_after(self, minute: int) -> int | None:
        """Return the first firing minute that is ``minute`` or later, or None when there is none."""
        wanted, rest = divmod(minute, self.unit)
        found = self.units.at_or_after(wanted)
        if found == wanted:
            index = bisect_left(self.inner, rest)
            if index < len(self.inner):
                return wanted * self.unit + self.inner[index]
            found = self.units.at_or_after(wanted + 1)
        return None if found is None else found * self.unit + self.inner[0]

    def shortest_gap(self) -> int | None:
        """Return the smallest number of minutes between two consecutive firing times, or None when there are none."""
        gap = self.units.shortest_gap()
        if gap is None:
            return None
        return smallest_step((*self.inner, self.inner[0] + gap * self.unit))


def smallest_step(ascending: Iterable[int]) -> int:
    """Return the smallest difference of neighbours among at least two numbers."""
    return min(later - earlier for earlier, later in pairwise(ascending))


def every(origin: int, interval: int, *, modulo: int = 1, allowed: Collection[int] = (0,)) -> Cycle:
    """Return every ``interval``-th unit from ``origin``, as far as its number modulo ``modulo`` is among ``allowed``.

    The defaults allow all. Work and memory are bounded by ``modulo``, whatever the interval.
    """
    length = lcm(interval, modulo)
    offsets = tuple(step for step in range(0, length, interval) if (origin + step) % modulo in allowed)
    return Cycle(origin=origin, length=length, offsets=offsets)
