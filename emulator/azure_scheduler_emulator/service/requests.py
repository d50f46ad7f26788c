"""What does the service need to know about the request it carries out?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from azure_scheduler_emulator.domain.azure.operation import Fate, Operation, Pace, Work


@dataclass(frozen=True, kw_only=True)
class Request:
    """A mutating request: who asks, under which id its operation is tracked, and when."""

    subscription: str
    #: The request id: 32 lower-case hexadecimal digits.
    operation_id: str
    #: The clock is read once for each request.
    now: datetime
    pace: Pace = Pace.INSTANT
    #: What it is about.
    work: Work = Work.SYNCHRONOUS
    #: What a fault decided about it.
    fate: Fate = field(default_factory=Fate)

    @property
    def operation(self) -> Operation:
        """Return the record that the request leaves behind."""
        hold = self.pace.settling(self.work) if self.fate.hold_for is None else self.fate.hold_for
        return Operation(
            id=self.operation_id,
            subscription=self.subscription,
            accepted_at=self.now,
            settles_at=self.now + hold,
            failure=self.fate.failure,
            polls_left=self.fate.hold_polls,
        )
