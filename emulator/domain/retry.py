"""Should a failed attempt be tried again, and when?

Source of the numbers: decision 6 (the 2016 documentation: 30 s x 4, at least 15 s, at most 20 retries).
"""

from __future__ import annotations

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


@dataclass(frozen=True, kw_only=True)
class RetryPolicy:
    """How often, and how far apart, a failed attempt is repeated."""

    kind: RetryType = RetryType.FIXED
    #: Time between the end of a failed attempt and the next one.
    interval: timedelta = DEFAULT_INTERVAL
    #: Retries after the first attempt.
    count: int = DEFAULT_COUNT

    def delay_after(self, attempt: int) -> timedelta | None:
        """Return how long to wait after the failed ``attempt`` (0 is the first), or None to give up."""
        if self.kind is RetryType.NONE or attempt >= self.count:
            return None
        return self.interval


NO_RETRY = RetryPolicy(kind=RetryType.NONE, count=0)
