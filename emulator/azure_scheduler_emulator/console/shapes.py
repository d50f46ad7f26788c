"""Where on a lane is a moment, and how strong is a day's shade? Numbers for SVG and for classes, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

#: Marks that one lane can hold before they cover each other; more become a bar of density.
MOST_MARKS = 60
#: Parts of a bar of density.
_PARTS = 48


@dataclass(frozen=True)
class Mark:
    """Something at one place of a lane; in percent of its width."""

    kind: str
    x: float
    width: float = 0.0
    #: From 0 to 1, how dense a part of a bar is.
    strength: float = 0.0


@dataclass(frozen=True)
class Window:
    """A span of time around now, as wide as a lane."""

    begin: datetime
    end: datetime

    def place(self, moment: datetime) -> float:
        """Return where a moment is, in percent, inside the window."""
        share = (moment - self.begin) / (self.end - self.begin)
        return round(min(max(share, 0.0), 1.0) * 100, 2)

    def ticks(self, parts: int = 4) -> list[datetime]:
        """Return the moments at which lines stand, both ends included."""
        return [self.begin + (self.end - self.begin) * number / parts for number in range(parts + 1)]


def around(now: datetime, span: timedelta) -> Window:
    """Return the window of that length whose middle is now, as far as the calendar goes."""
    half = span / 2
    try:
        return Window(now - half, now + half)
    except OverflowError:
        edge = datetime.max.replace(tzinfo=now.tzinfo)
        return Window(edge - span, edge) if now.year > 5000 else Window(now, now + span)


def marks(window: Window, found: Sequence[tuple[str, datetime]]) -> list[Mark]:
    """Return marks for kinds at moments; a bar of density, where there are too many of one kind."""
    kinds = dict.fromkeys(kind for kind, _ in found)
    made: list[Mark] = []
    for kind in kinds:
        places = [window.place(moment) for each, moment in found if each == kind]
        made += [Mark(kind, x) for x in places] if len(places) <= MOST_MARKS else _bar(kind, places)
    return made


def _bar(kind: str, places: Sequence[float]) -> list[Mark]:
    counts = [0] * _PARTS
    for x in places:
        counts[min(int(x * _PARTS / 100), _PARTS - 1)] += 1
    most, width = max(counts), 100 / _PARTS
    return [
        Mark(kind, round(number * width, 2), round(width, 2), round(count / most, 2))
        for number, count in enumerate(counts)
        if count
    ]


def shade(count: int, most: int) -> int:
    """Return the class of a day's shade, 0 to 4, by how many firings it has of the busiest day's."""
    return 0 if not count else min(4, 1 + count * 4 // (most + 1))
