"""What becomes of the times that passed while nobody was there to fire them?

Kudu's rule (contract of the Kudu face, section 7; decision 27): a time missed by ten minutes or less runs at once,
older ones are counted for the log and dropped.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from azure_scheduler_emulator.domain.cron.expression import CronExpression

#: How late a time may be run.
GRACE = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class Resumption:
    """Where a schedule goes on."""

    #: When to fire next, in UTC: the moment asked about itself when a late time still counts, None for never.
    at: datetime | None
    #: How many times were dropped.
    missed: int = 0
    #: The latest of those.
    latest_missed: datetime | None = None


def resume(
    expression: CronExpression, last: datetime, now: datetime, zone: tzinfo = UTC, *, forgive: bool = False
) -> Resumption:
    """Say how a schedule goes on at ``now`` that last fired (or was looked at) at ``last``.

    With ``forgive`` a late time runs at once however late it is: that is how Kudu looks when its timer has rung.
    """
    following = expression.next_after(last, zone)
    if following is None or following >= now:
        return Resumption(at=following)
    if forgive or following >= now - GRACE:
        return Resumption(at=now.astimezone(UTC))
    return Resumption(
        at=expression.next_after(now, zone),
        missed=count_between(expression, last, now, zone),
        latest_missed=_latest_before(expression, following, now, zone),
    )


def count_between(expression: CronExpression, after: datetime, before: datetime, zone: tzinfo = UTC) -> int:
    """Count the fire times later than ``after`` and earlier than ``before`` on the wall clock of ``zone``.

    Costs as much as there are days, not fire times.
    """
    if before <= after:
        return 0
    start = after.astimezone(zone).replace(tzinfo=None)
    end = before.astimezone(zone).replace(tzinfo=None) - timedelta.resolution
    per_day = len(expression.hours) * len(expression.minutes) * len(expression.seconds)
    count, day = 0, expression.next_date(start.date())
    while day is not None and day <= end.date():
        count += per_day
        if day == start.date():
            count -= _count_until(expression, start)
        if day == end.date():
            count -= per_day - _count_until(expression, end)
        day = expression.next_date(day + timedelta(days=1))
    return count


def _count_until(expression: CronExpression, moment: datetime) -> int:
    """Count the times of a fire day up to the time of ``moment``, that one included."""
    hours = bisect_right(expression.hours, moment.hour)
    minutes = bisect_right(expression.minutes, moment.minute)
    seconds = bisect_right(expression.seconds, moment.second)
    if hours == 0 or expression.hours[hours - 1] < moment.hour:
        return hours * len(expression.minutes) * len(expression.seconds)
    whole_hours = (hours - 1) * len(expression.minutes) * len(expression.seconds)
    if minutes == 0 or expression.minutes[minutes - 1] < moment.minute:
        return whole_hours + minutes * len(expression.seconds)
    return whole_hours + (minutes - 1) * len(expression.seconds) + seconds


def _latest_before(expression: CronExpression, found: datetime, before: datetime, zone: tzinfo) -> datetime:
    """Return the last fire time earlier than ``before``, given that ``found`` is one. Halves what is left to search."""
    end = before - timedelta.resolution
    while end - found >= timedelta(seconds=1):
        middle = found + (end - found) / 2
        following = expression.next_after(middle, zone)
        if following is not None and following <= end:
            found = following
        else:
            end = middle
    return found
