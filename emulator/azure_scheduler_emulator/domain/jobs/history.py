"""What is one try to run a job, and what remains of it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from azure_scheduler_emulator.domain.fault_mark import FaultMark
from azure_scheduler_emulator.domain.jobs.action import Action
from azure_scheduler_emulator.domain.tenant import NOBODY, Tenant
from azure_scheduler_emulator.domain.trace import TraceContext


class ActionName(StrEnum):
    """Which of a job's actions an attempt performs, in the words of the service's history."""

    MAIN = "MainAction"
    ERROR = "ErrorAction"


class AttemptStatus(StrEnum):
    """How an attempt ended."""

    COMPLETED = "completed"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One try to perform one action of one occurrence of a job."""

    #: Internal identity of the job (not the name its client gave).
    job_id: str
    #: Running number of the occurrence, 1 for the first.
    occurrence: int
    #: 0 for the first try, then the number of the retry.
    attempt: int = 0
    action: ActionName = ActionName.MAIN
    #: The exact moment that the schedule names for the occurrence; retries keep it.
    expected_at: datetime
    #: When this try may start.
    due_at: datetime
    #: That of its job. Not part of the document that a history keeps.
    clock: str = field(default="", metadata={"kept": False})

    @property
    def key(self) -> str:
        """Identify the attempt for good: the same text for the same try, whoever makes it."""
        return f"{self.job_id}/{self.occurrence}/{self.action}/{self.attempt}"


@dataclass(frozen=True, kw_only=True)
class FireOrder:
    """Everything a performer needs to carry out one attempt."""

    action: Action
    attempt: Attempt
    #: Name of the job, as its client spelled it.
    job_name: str
    #: Name of the job collection, as its client spelled it; empty where an API has none.
    collection_name: str = ""
    #: Subscription of the collection; the name of the API for the jobs of a sibling API.
    subscription: str = ""
    #: Region of the collection, for example ``West Europe``.
    region: str = ""
    #: 32 hexadecimal digits, new for every attempt.
    execution_tag: str = ""
    #: A dashed GUID, new for every attempt.
    client_request_id: str = ""
    #: Whose job it is.
    tenant: Tenant = NOBODY
    #: What had been forgotten when it was claimed: see ``storage.epochs``.
    epoch: int = 0
    #: Name of the face that made the job.
    api: str = ""
    #: Where in a trace its job was written, if its writer said so.
    trace: TraceContext | None = None
    #: The attempt's own place, where somebody keeps a record of it.
    span: TraceContext | None = None

    @property
    def place(self) -> TraceContext | None:
        """Return the attempt's own place in the trace of its job, or None if that has none."""
        return self.span or (self.trace and self.trace.child(f"{self.attempt.key}/{self.execution_tag}"))


@dataclass(frozen=True, kw_only=True)
class Result:
    """What came of an attempt."""

    succeeded: bool
    #: The sentence that the history shows.
    message: str
    #: Whether no other try could end differently: there is no such address, or redirects go round in circles.
    hopeless: bool = False
    #: What was sent, for the execution journal: plain JSON values, secrets masked.
    request: Mapping[str, Any] = field(default_factory=dict)
    #: What came back, for the execution journal: plain JSON values; empty when nothing came.
    response: Mapping[str, Any] = field(default_factory=dict)
    #: How long it took on a clock that stands still, where a test said so; None for no time at all.
    took: timedelta | None = None
    #: The fault that a test had set, if one got in the way.
    fault: FaultMark | None = None


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The result of an attempt with its times."""

    result: Result
    started_at: datetime
    finished_at: datetime


@dataclass(frozen=True, kw_only=True)
class Finished:
    """An attempt that has been made."""

    order: FireOrder
    outcome: Outcome

    @property
    def attempt(self) -> Attempt:
        """Return which attempt it was."""
        return self.order.attempt

    @property
    def size(self) -> int:
        """Return the bytes that its record holds, roughly."""
        result = self.outcome.result
        parts = (result.message, result.request.get("body"), result.response.get("body"))
        return 2000 + sum(len(part) for part in parts if part)


@dataclass(frozen=True, kw_only=True)
class HistoryEntry:
    """One finished attempt, as a job's history keeps it."""

    attempt: Attempt
    outcome: Outcome
    #: State of the job after this attempt, lower case.
    job_state: str

    @property
    def status(self) -> AttemptStatus:
        """Tell whether the attempt completed or failed."""
        return AttemptStatus.COMPLETED if self.outcome.result.succeeded else AttemptStatus.FAILED


@dataclass(frozen=True)
class Failure:
    """An occurrence that failed after all its retries, kept for the client to see and to have run again."""

    #: Running number within the collection, never used again.
    number: int
    collection_id: str
    #: The job, as its client spelled it.
    job_name: str
    #: The last attempt.
    entry: HistoryEntry
