"""On which days did a job fire, and on which will it? A month as a table."""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice, takewhile

from azure_scheduler_emulator.console import shapes
from azure_scheduler_emulator.domain.jobs import outlook
from azure_scheduler_emulator.testbed.testbed import Testbed

#: Occurrences to come that are counted; of more a day says "many".
MOST = 5_000


@dataclass(frozen=True, kw_only=True)
class Day:
    """A day of the month."""

    number: int
    firings: int
    failed: int
    #: Firings to come on that day.
    ahead: int
    #: Whether there are more to come than were counted.
    many: bool
    cls: str
    today: bool


@dataclass(frozen=True, kw_only=True)
class MonthView:
    """A month."""

    title: str
    weeks: Sequence[Sequence[Day | None]]
    #: What the address says of the months around, and their names.
    before: tuple[str, str]
    this: tuple[str, str]
    after: tuple[str, str]


def month(testbed: Testbed, identity: str, text: str) -> MonthView:
    """Return the month that the address names, by default the clock's."""
    now = testbed.clock.now()
    first = _read(text) or date(now.year, now.month, 1)
    begin = datetime(first.year, first.month, 1, tzinfo=UTC)
    length = calendar.monthrange(first.year, first.month)[1]
    end = begin + timedelta(days=length - 1, hours=23, minutes=59, seconds=59, microseconds=999_999)
    job = testbed.job_details.get(identity).stored.job
    done = testbed.glances.days(identity, begin, end)
    inside = takewhile(lambda moment: moment <= end, outlook.occurrences(job))
    moments = list(islice(inside, MOST + 1)) if end > now else []
    cut = moments[MOST].date() if len(moments) > MOST else None
    ahead = Counter(each.date() for each in moments[:MOST] if each >= begin)
    most = max([*(firings for firings, _ in done.values()), 1])
    days = {
        number: _day(date(first.year, first.month, number), done, ahead, cut, most, now.date())
        for number in range(1, length + 1)
    }
    weeks = calendar.Calendar().monthdayscalendar(first.year, first.month)
    return MonthView(
        title=f"{first:%B} {first.year}",
        weeks=[[days.get(number) for number in week] for week in weeks],
        before=_named(first - timedelta(days=1)) if first > date(1, 1, 1) else ("", ""),
        this=_named(first),
        after=_named(first + timedelta(days=31)) if first < date(9999, 12, 1) else ("", ""),
    )


def _day(
    day: date, done: dict[date, tuple[int, int]], ahead: Counter[date], cut: date | None, most: int, today: date
) -> Day:
    firings, failed = done.get(day, (0, 0))
    future = day > today or (day == today and not firings)
    shade = "future" if future and ahead[day] else f"l{shapes.shade(firings, most)}"
    classes = [shade, "bad" if failed else "", "today" if day == today else ""]
    return Day(
        number=day.day,
        firings=firings,
        failed=failed,
        ahead=ahead[day],
        many=cut is not None and day >= cut,
        cls=" ".join(filter(None, classes)),
        today=day == today,
    )


def _read(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y-%m").replace(tzinfo=UTC).date()
    except ValueError:
        return None


def _named(day: date) -> tuple[str, str]:
    return f"{day.year:04}-{day.month:02}", f"{day:%b}"
