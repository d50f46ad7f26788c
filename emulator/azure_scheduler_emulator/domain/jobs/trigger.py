"""When is a job due?

A trigger is asked with both moments as arguments, as APScheduler 3 asks its own, and answers from the *anchor*: the
moment of the first occurrence, which is the origin of the grid.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo

from azure_scheduler_emulator.domain import cron
from azure_scheduler_emulator.domain.cron import CronExpression, Dialect
from azure_scheduler_emulator.domain.recurrence.recurrence import Recurrence, first_fire, next_fire

#: A job is asked for its next occurrence each time it fires; reading its expression anew would cost more than that.
_expression = lru_cache(maxsize=4096)(cron.parse)


class Trigger(Protocol):
    """The timing of a job."""

    @property
    def count(self) -> int | None:
        """How many occurrences there are in all; None for no end."""

    @property
    def repeats(self) -> bool:
        """Whether a failed occurrence is followed by others, so that the job goes on."""

    def anchor(self, now: datetime, lead: timedelta, /) -> datetime:
        """Return the origin of the grid of a job defined ``now``; ``lead`` is how far ahead "at once" is."""

    def first(self, anchor: datetime, now: datetime) -> datetime | None:
        """Return the first occurrence of a job planned ``now``, or None if there is none left."""

    def following(self, anchor: datetime, after: datetime, /) -> datetime | None:
        """Return the first occurrence later than ``after``, or None if there is none left."""


@dataclass(frozen=True, kw_only=True)
class Once:
    """One occurrence, at the start time; at once when that is missing or past (recorded: 20 s after creation)."""

    start: datetime | None = None

    count = 1
    repeats = False

    def anchor(self, now: datetime, lead: timedelta) -> datetime:
        """Return the start time, or ``now + lead`` when it is missing or past."""
        return self.start if self.start and self.start > now else now + lead

    def first(self, anchor: datetime, now: datetime) -> datetime | None:
        """Return the anchor, or ``now`` if that has gone by meanwhile: a one-time job is late, never lost."""
        return max(anchor, now)

    def following(self, _anchor: datetime, _after: datetime, /) -> datetime | None:
        """Return None: there is only one."""
        return None


@dataclass(frozen=True, kw_only=True)
class Recurring:
    """Occurrences on the grid of an Azure recurrence (contract of the classic API, section 11.2)."""

    recurrence: Recurrence
    start: datetime | None = None

    repeats = True

    @property
    def count(self) -> int | None:
        """How many occurrences there are in all; None for no end."""
        return self.recurrence.count or None

    def anchor(self, now: datetime, lead: timedelta) -> datetime:
        """Return the start time; without one the first occurrence is at once and the grid starts there."""
        return self.start or now + lead

    def has_grid_of(self, other: Trigger) -> bool:
        """Tell whether the occurrences of ``other`` lie at the same moments, however many of them there are."""
        if not isinstance(other, Recurring):
            return False
        mine, theirs = (replace(item.recurrence, count=None, end_time=None) for item in (self, other))
        return self.start == other.start and mine == theirs

    def first(self, anchor: datetime, now: datetime) -> datetime | None:
        """Return the first grid point that is not past; a start that is past does not fire (recorded).

        Without a start the first occurrence is at once, even off a schedule (documentation of complex schedules).
        """
        if self.start is None and anchor >= now and self._open_at(anchor):
            return anchor
        return first_fire(self.recurrence, anchor, now)

    def following(self, anchor: datetime, after: datetime) -> datetime | None:
        """Return the next grid point."""
        return next_fire(self.recurrence, anchor, after)

    def _open_at(self, moment: datetime) -> bool:
        return self.recurrence.end_time is None or moment <= self.recurrence.end_time


@dataclass(frozen=True, kw_only=True)
class CronTrigger:
    """Occurrences where a cron expression has them; the anchor does not matter."""

    dialect: Dialect
    #: The expression as its client wrote it, already checked.
    text: str
    #: IANA name of the zone on whose wall clock the expression is read.
    zone: str = "UTC"

    count = None
    repeats = True

    @property
    def expression(self) -> CronExpression:
        """Return the expression, understood."""
        return _expression(self.text, self.dialect)

    def anchor(self, now: datetime, _lead: timedelta, /) -> datetime:
        """Return ``now``: there is no origin."""
        return now

    def first(self, anchor: datetime, now: datetime) -> datetime | None:
        """Return the first occurrence after ``now``."""
        return self.following(anchor, now)

    def following(self, _anchor: datetime, after: datetime, /) -> datetime | None:
        """Return the first occurrence later than ``after``, or None if there is none."""
        return self.expression.next_after(after, self._tzinfo)

    @property
    def _tzinfo(self) -> tzinfo:
        return ZoneInfo(self.zone)


@dataclass(frozen=True, kw_only=True)
class IntervalTrigger:
    """An occurrence each time a period has passed, the first of them one period after the origin."""

    #: Longer than nothing.
    every: timedelta
    #: Origin of the grid where it is not the job's own: jobs with the same one fire together.
    origin: datetime | None = None

    count = None
    repeats = True

    def anchor(self, now: datetime, _lead: timedelta, /) -> datetime:
        """Return the origin, or ``now`` when there is none."""
        return self.origin or now

    def first(self, anchor: datetime, now: datetime) -> datetime | None:
        """Return the first grid point after ``now``."""
        return self.following(anchor, now)

    def following(self, anchor: datetime, after: datetime) -> datetime | None:
        """Return the first grid point later than ``after``, or None beyond the end of the calendar."""
        origin = self.origin or anchor
        periods = max((after - origin) // self.every, 0) + 1
        try:
            return origin + periods * self.every
        except OverflowError:
            return None


@dataclass(frozen=True, kw_only=True)
class AnyOf:
    """Occurrences wherever one of several triggers has one; with none of them there never is one."""

    triggers: tuple[Trigger, ...] = ()

    count = None
    repeats = True

    def anchor(self, now: datetime, _lead: timedelta, /) -> datetime:
        """Return ``now``: the triggers have origins of their own or need none."""
        return now

    def first(self, anchor: datetime, now: datetime) -> datetime | None:
        """Return the earliest first occurrence."""
        moments = (trigger.first(anchor, now) for trigger in self.triggers)
        return min((moment for moment in moments if moment is not None), default=None)

    def following(self, anchor: datetime, after: datetime) -> datetime | None:
        """Return the earliest occurrence later than ``after``; one that two triggers name is one."""
        moments = (trigger.following(anchor, after) for trigger in self.triggers)
        return min((moment for moment in moments if moment is not None), default=None)
