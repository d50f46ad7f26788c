"""How does a person say numbers, names and lists of the calendar?"""

from __future__ import annotations

from collections.abc import Iterable

MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
#: The first to the fifth of its kind in a month.
PLACES = ("first", "second", "third", "fourth", "fifth")


def ordinal(number: int) -> str:
    """Return ``1st``, ``12th``, ``23rd``: numbers below 100."""
    suffix = "th" if number in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"


def listed(words: Iterable[str]) -> str:
    """Return "a", "a and b" or "a, b and c"; one word at least."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last
