"""Should a failed attempt be tried again, and when?

Source of the numbers: decision 6 (the 2016 documentation: 30 s x 4, at least 15 s, at most 20 retries). The sibling
APIs wait longer from retry to retry, one of them by chance within bounds.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

DEFAULT_INTERVAL = timedelta(seconds=30)
DEFAULT_COUNT = 4
MINIMUM_INTERVAL = timedelta(seconds=15)
#: The Free plan's floor, as for its recurrences.
MINIMUM_INTERVAL_FREE = timedelta(hours=1)
#: 18 months, counted as 31-day months so that no calendar month is refused.
MAXIMUM_INTERVAL = timedelta(days=18 * 31)
MAXIMUM_COUNT = 20


class RetryType(StrEnum):
    """The two kinds of retry policy that the service knew."""

    NONE = "none"
    FIXED = "fixed"


@dataclass(frozen=True)
class Wait:
    """How long to wait before a retry: a number drawn between two others, to a power, in whole seconds."""

    low: float
    high: float
    power: int = 1

    def drawn(self, lot: str) -> timedelta:
        """Return the wait that ``lot`` draws: any text, and the same text draws the same wait."""
        return timedelta(seconds=int(random.Random(lot).uniform(self.low, self.high) ** self.power))


@dataclass(frozen=True, kw_only=True)
class RetryPolicy:
    """How often, and how far apart, a failed attempt is repeated."""

    kind: RetryType = RetryType.FIXED
    #: Time between the end of a failed attempt and the next one.
    interval: timedelta = DEFAULT_INTERVAL
    #: Retries after the first attempt.
    count: int = DEFAULT_COUNT
    #: One for each retry, instead of interval and count.
    waits: tuple[Wait, ...] = ()
    #: Whether retries that are pending when their job is disabled are made all the same.
    persistent: bool = False
    #: Whether a failure that no other try could change is final at once.
    sensible: bool = False

    def delay_after(self, attempt: int, lot: str = "") -> timedelta | None:
        """Return how long to wait after the failed ``attempt`` (0 is the first), or None to give up.

        ``lot`` is a text of which the waits by chance are drawn.
        """
        if self.waits:
            return self.waits[attempt].drawn(lot) if attempt < len(self.waits) else None
        if self.kind is RetryType.NONE or attempt >= self.count:
            return None
        return self.interval


USUAL_RETRY = RetryPolicy()
NO_RETRY = RetryPolicy(kind=RetryType.NONE, count=0)
