"""How far is a month? A span with calendar months and years in it, added to a moment as XML Schema does (part 2, E).

Months are added first: the same day and time that many months on, or the month's last day if it has no such day. Then
comes the rest, which is as long wherever it begins.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta

from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.time import duration

_MONTHS_PER_YEAR = 12
#: Years and months are told from the rest: minutes are M too, but behind a T.
_CALENDAR = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(.*)", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class CalendarSpan:
    """So many months, and a span."""

    months: int = 0
    rest: timedelta = timedelta()

    @classmethod
    def parse(cls, text: str) -> CalendarSpan:
        """Return the span that ``text`` names in ISO 8601, or as .NET's TimeSpan, which knows no months.

        Raises:
            InvalidError: it is neither, or negative.
        """
        text = text.strip()
        # Whether it is a span at all is said in one place.
        whole = duration.parse(text)
        if whole < timedelta():
            raise InvalidError("A duration is not negative.")
        match = _CALENDAR.match(text)
        if match is None:
            return cls(rest=whole)
        years, months, rest = match.groups()
        months = int(years or 0) * _MONTHS_PER_YEAR + int(months or 0)
        return cls(months, duration.parse(f"P{rest}") if rest else timedelta())

    def after(self, moment: datetime) -> datetime:
        """Return the moment that lies this span after ``moment``.

        Raises:
            InvalidError: time ends before.
        """
        years, month = divmod(moment.month - 1 + self.months, _MONTHS_PER_YEAR)
        try:
            year = moment.year + years
            day = min(moment.day, monthrange(year, month + 1)[1])
            return moment.replace(year=year, month=month + 1, day=day) + self.rest
        except (OverflowError, ValueError):
            raise InvalidError("The clock ends with the year 9999.") from None

    def __str__(self) -> str:
        """Return it in ISO 8601."""
        if not self.months:
            return duration.iso(self.rest)
        rest = duration.iso(self.rest).removeprefix("P") if self.rest else ""
        return f"P{self.months}M{rest}"
