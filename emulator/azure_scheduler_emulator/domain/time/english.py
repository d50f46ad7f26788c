"""How does a person say numbers, names and lists of the calendar?"""

from __future__ import annotations

from collections.abc import Callable, Iterable

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


def folded(values: Iterable[int], spell: Callable[[int], str]) -> list[str]:
    """Spell ascending values; three or more in a row become ``a to b``."""
    runs: list[list[int]] = []
    for value in values:
        if runs and value == runs[-1][-1] + 1:
            runs[-1].append(value)
        else:
            runs.append([value])
    spelled: list[str] = []
    for run in runs:
        spelled += [f"{spell(run[0])} to {spell(run[-1])}"] if len(run) > 2 else [spell(value) for value in run]
    return spelled


def capital(phrase: str) -> str:
    """Return a phrase as it begins a line."""
    return phrase[:1].upper() + phrase[1:]


def inside(phrase: str) -> str:
    """Return a phrase that begins a line as it goes on in one."""
    return phrase[:1].lower() + phrase[1:]
