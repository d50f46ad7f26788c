"""What do web jobs want of the engine's clock? That it rings, in real or in virtual time."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from azure_scheduler_emulator.domain.cron import CronExpression
from azure_scheduler_emulator.domain.jobs.webjob import WebJobKind, WebJobTask


class Timers(Protocol):
    """One timer for each kind, job and task; a new one takes the place of the old."""

    def at(self, kind: WebJobKind, name: str, task: WebJobTask, moment: datetime) -> None:
        """Ring once, at a moment or at once if that is past."""

    def follow(self, name: str, expression: CronExpression, zone: ZoneInfo, *, at_once: bool) -> None:
        """Ring for a triggered job whenever an expression says, and first ``at_once``."""

    def cancel(self, kind: WebJobKind, name: str, task: WebJobTask) -> None:
        """Do not ring, if anything was set."""

    def clear(self) -> None:
        """Cancel every timer."""
