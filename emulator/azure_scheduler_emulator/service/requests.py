"""What does the service need to know about a request, and what does it return?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from azure_scheduler_emulator.domain.azure.collection import CloudService, JobCollection
from azure_scheduler_emulator.domain.azure.operation import STANDING_POLLS, Operation, Pace, Verdict, Work
from azure_scheduler_emulator.domain.jobs.job import Job
from azure_scheduler_emulator.domain.tenant import Tenant
from azure_scheduler_emulator.domain.trace import TraceContext


@dataclass(frozen=True, kw_only=True)
class Change:
    """A request that changes something: for whom, when, and under which id its operation is tracked."""

    tenant: Tenant
    #: Name of the face that asks, where the tenant does not say it: one of the two of Azure.
    face: str = ""
    #: The clock is read once for each request.
    now: datetime
    #: The request id, 32 lower-case hexadecimal digits; empty where the API keeps no records of operations.
    operation_id: str = ""
    pace: Pace = Pace.INSTANT
    #: How far ahead "at once" is.
    lead: timedelta = timedelta()
    #: What it is about.
    work: Work = Work.SYNCHRONOUS
    #: What a fault decided about it.
    verdict: Verdict = field(default_factory=Verdict)
    #: The trace that it is part of.
    trace: TraceContext | None = None

    @property
    def api(self) -> str:
        """Return the name of the face that asks."""
        return self.face or self.tenant.api

    @property
    def subscription(self) -> str:
        """Return the subscription that asks."""
        return self.tenant.owner

    @property
    def operation(self) -> Operation:
        """Return the record that the request leaves behind."""
        verdict = self.verdict
        held = verdict.hold_for is not None or verdict.hold_polls > 0
        hold = verdict.hold_for or timedelta() if held else self.pace.settling(self.work)
        return Operation(
            id=self.operation_id,
            subscription=self.subscription,
            accepted_at=self.now,
            settles_at=self.now + hold,
            failure=verdict.failure,
            polls_left=verdict.hold_polls,
            patience=STANDING_POLLS if hold and not held else 0,
        )


@dataclass(frozen=True, kw_only=True)
class Page:
    """Which part of a list a client wants."""

    #: How many to leave out.
    skip: int = 0
    #: How many to return at most; None for all.
    top: int | None = 100
    #: Only jobs in this state, or history of jobs in this state.
    state: str | None = None
    #: Only history with this status.
    status: str | None = None


@dataclass(frozen=True, kw_only=True)
class Stored:
    """A job with what it is in, all as one transaction saw them."""

    group: CloudService
    collection: JobCollection
    job: Job
    #: Whether the request made it.
    created: bool = False


@dataclass(frozen=True, kw_only=True)
class Listed:
    """Jobs of one collection with what they are in, all as one transaction saw them."""

    group: CloudService
    collection: JobCollection
    jobs: list[Job]
