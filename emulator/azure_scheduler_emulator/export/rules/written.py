"""Rules as targets write them, with what reads them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from azure_scheduler_emulator.export.readers import cron_fires, repeat_fires
from azure_scheduler_emulator.export.repeats import Repeat


@dataclass(frozen=True, kw_only=True)
class CronText:
    """An expression of cron, in five fields, or in six with seconds first."""

    text: str
    zone: str = "UTC"
    seconds: bool = False
    #: Whether day of month and weekday both have to hold.
    both: bool = False

    @property
    def resolution(self) -> timedelta:
        """Return what it counts in."""
        return timedelta(seconds=1) if self.seconds else timedelta(minutes=1)

    def fires(self, since: datetime) -> Iterator[datetime]:
        """Yield when it fires."""
        return cron_fires(self.text, since, zone=self.zone, seconds=self.seconds, both=self.both)


@dataclass(frozen=True, kw_only=True)
class RepeatText:
    """What counts from a start."""

    text: str
    repeat: Repeat
    resolution: timedelta
    zone: str = "UTC"

    def fires(self, since: datetime) -> Iterator[datetime]:
        """Yield when it fires."""
        return repeat_fires(self.repeat, since)
