"""What became of an asynchronous operation? Derived from the clock, never ticked.

Sources: contract of the classic API, section 6; decisions 4 and 5.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Work(StrEnum):
    """What an operation is about, which decides how long the real service took."""

    #: Finished when it is answered (recorded for jobs).
    SYNCHRONOUS = "synchronous"
    #: A cloud service.
    CLOUD_SERVICE = "cloud service"
    #: A job collection.
    COLLECTION = "job collection"


#: Of nine operations on cloud services one had succeeded a second later, none was in progress after more than one; of
#: nine on job collections none had succeeded before the fifth second.
_RECORDED = {
    Work.SYNCHRONOUS: timedelta(),
    Work.CLOUD_SERVICE: timedelta(seconds=1),
    Work.COLLECTION: timedelta(seconds=5),
}


class Pace(StrEnum):
    """How long asynchronous work takes."""

    #: An operation has succeeded at its first poll; a job without a future start is due a second later.
    INSTANT = "instant"
    #: As the real service did: such a job is due 20 s after its creation, operations take the time of their kind.
    RECORDED = "recorded"

    def settling(self, work: Work) -> timedelta:
        """Return how long an operation of that kind is in progress."""
        return _RECORDED[work] if self is Pace.RECORDED else timedelta()

    @property
    def watching(self) -> timedelta:
        """Return how long changed files of a web job must be left alone before the change takes effect."""
        return timedelta(seconds=5) if self is Pace.RECORDED else timedelta()

    @property
    def lead(self) -> timedelta:
        """Return how far ahead "at once" is: long enough for a client that makes a job and then sets its state."""
        return timedelta(seconds=20 if self is Pace.RECORDED else 1)


#: Under a standing clock no time passes while a client polls: so many polls then stand in for it.
STANDING_POLLS = 3


class OperationStatus(StrEnum):
    """The three statuses, in the service's words."""

    IN_PROGRESS = "InProgress"
    SUCCEEDED = "Succeeded"
    FAILED = "Failed"


@dataclass(frozen=True, kw_only=True)
class Failure:
    """Why an operation failed."""

    http_status: int
    code: str
    message: str


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a test decided about an operation before it began."""

    #: None for success. A failed operation changes nothing (decision 5).
    failure: Failure | None = None
    #: How long it stays in progress; None for the pace's own time.
    hold_for: timedelta | None = None
    #: How many polls find it in progress, whatever the clock says.
    hold_polls: int = 0


@dataclass(frozen=True, kw_only=True)
class Operation:
    """The record of one mutating request."""

    #: The request id: 32 lower-case hexadecimal digits.
    id: str
    subscription: str
    #: Which clock it lives by; empty for the shared one.
    clock: str = ""
    accepted_at: datetime
    #: From this moment on it is finished.
    settles_at: datetime
    failure: Failure | None = None
    #: Polls that still find it in progress.
    polls_left: int = 0
    #: How many more polls under a standing clock find it in progress; after the last the time it takes counts as over.
    #: 0 where nothing but time settles it.
    patience: int = 0

    def status(self, now: datetime) -> OperationStatus:
        """Return the status as seen at ``now``."""
        if now < self.settles_at or self.polls_left > 0:
            return OperationStatus.IN_PROGRESS
        return OperationStatus.FAILED if self.failure else OperationStatus.SUCCEEDED
