"""What is exported? A job as it is now, whichever API it was made through, and when it will fire from here on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from azure_scheduler_emulator.domain.jobs.job import JobDefinition
from azure_scheduler_emulator.domain.jobs.trigger import Recurring, Trigger

#: How many occurrences are walked through to find the last one of a job with a count.
FAR = 10_000


@dataclass(frozen=True, kw_only=True)
class Timing:
    """When a job fires, seen from one moment."""

    trigger: Trigger
    #: Origin of the grid.
    anchor: datetime
    #: The moment of the export: a target's rule is in force from here on.
    since: datetime
    #: The next occurrence; None when there is none left.
    first: datetime | None
    #: How many occurrences are left; None for no end.
    left: int | None = None

    def occurrences(self) -> Iterator[datetime]:
        """Yield the occurrences from here on."""
        return islice(self._following(), self.left)

    @property
    def last(self) -> datetime | None:
        """Return the last occurrence of a job that ends and whose end is not too far to be counted to, or None."""
        if self.left is not None and self.left <= FAR:
            return max(self.occurrences(), default=None)
        return self.end_time

    @property
    def end_time(self) -> datetime | None:
        """Return the moment after which there is no occurrence, if the recurrence names one."""
        return self.trigger.recurrence.end_time if isinstance(self.trigger, Recurring) else None

    @property
    def ends(self) -> bool:
        """Whether there is a last occurrence."""
        return self.left is not None or self.end_time is not None

    def _following(self) -> Iterator[datetime]:
        moment = self.first
        while moment is not None:
            yield moment
            moment = self.trigger.following(self.anchor, moment)


@dataclass(frozen=True, kw_only=True)
class ExportedJob:
    """A job to be exported."""

    name: str
    #: Which API it belongs to: ``azure``, ``kudu``, ``seed_scheduler``, ``job_scheduler``.
    api: str
    #: Names of what it lies in, the outermost first; part of its name where two jobs have the same.
    place: tuple[str, ...]
    definition: JobDefinition
    timing: Timing
    enabled: bool = True
    #: What its source did not say, for every target's report.
    notes: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Return the name with what the job lies in."""
        return "/".join((*self.place, self.name))
