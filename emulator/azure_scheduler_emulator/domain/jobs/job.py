"""What is a job?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from azure_scheduler_emulator.domain.jobs.action import Action
from azure_scheduler_emulator.domain.jobs.retry import RetryPolicy
from azure_scheduler_emulator.domain.jobs.trigger import Trigger
from azure_scheduler_emulator.domain.trace import TraceContext


class JobState(StrEnum):
    """The states of a job, in the service's words."""

    ENABLED = "enabled"
    DISABLED = "disabled"
    #: Every occurrence has run. Final.
    COMPLETED = "completed"
    #: A one-time job failed after all its retries. Final.
    FAULTED = "faulted"

    @property
    def final(self) -> bool:
        """Whether nothing but deletion is left for the job."""
        return self in (JobState.COMPLETED, JobState.FAULTED)


class Missed(StrEnum):
    """What becomes of occurrences that fell due while no emulator was running (decision 27)."""

    #: They are dropped; a one-time job is due all the same.
    DROP = "drop"
    #: One of them is due at once, however many there were.
    ONCE = "once"


@dataclass(frozen=True, kw_only=True)
class JobDefinition:
    """What a client asked for: everything about a job that is not progress."""

    action: Action
    trigger: Trigger
    #: None means that the client named none: the default policy applies and the answer shows none.
    retry: RetryPolicy | None = None
    #: Performed once all retries of an occurrence have failed, with the same retry policy.
    error_action: Action | None = None
    #: Start and end time as the service echoes them, with the seventh digit that a datetime cannot hold.
    start_text: str | None = None
    end_text: str | None = None
    #: Whether the job is deleted, with its history, as soon as it is completed or faulted.
    purge: bool = False
    missed: Missed = Missed.DROP
    #: Whether the job stays enabled when nothing of it is left to run: its client may give it another timing.
    lasting: bool = False
    #: Whether occurrences that failed after all retries are kept for the client to see, and to have them run again.
    keep_failures: bool = False
    #: What else the job's API shows of it, as plain JSON values.
    document: Mapping[str, Any] = field(default_factory=dict)
    #: Where it was written last, if its writer said so: its calls go on in that trace.
    trace: TraceContext | None = None

    @property
    def effective_retry(self) -> RetryPolicy:
        """Return the policy in force."""
        return self.retry or RetryPolicy()


@dataclass(frozen=True, kw_only=True)
class JobStatus:
    """A job's counters. They count attempts of the main action (recorded sample: 5 executions, 5 failures, 1 fault)."""

    #: Attempts made.
    executions: int = 0
    #: Attempts that failed.
    failures: int = 0
    #: Occurrences that failed after all their retries.
    faults: int = 0
    #: Start of the newest attempt.
    last_execution: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Job:
    """A job as it is stored."""

    #: Internal identity, 32 hexadecimal digits; a job that is deleted and made again gets a new one.
    id: str
    collection_id: str
    #: Which clock it lives by, for good: that of its tenant when it was made; empty for the shared one.
    clock: str = ""
    #: The name that the client gave, or the service generated. Compared without case.
    name: str
    definition: JobDefinition
    state: JobState = JobState.ENABLED
    #: True while the collection is stopped: the job keeps its state but does not fire.
    suspended: bool = False
    #: Origin of the trigger's grid.
    anchor: datetime
    #: The next occurrence; None when there is none, or none may fire.
    next_due: datetime | None = None
    #: Occurrences started so far; their numbers are never used again, not even after a new timing.
    occurrences: int = 0
    #: Those of them that belong to earlier timings and do not count for the present one.
    occurrences_before: int = 0
    #: Occurrences whose attempts, retries or error action are not all settled.
    open_occurrences: int = 0
    status: JobStatus = field(default_factory=JobStatus)
    created_at: datetime
    #: When the job reached a final state.
    finished_at: datetime | None = None
    #: Name of the face that made it; "azure" for what an emulator made that did not take note, of either of the two.
    api: str = ""

    @property
    def shown_state(self) -> JobState:
        """Return the state that clients see: a job in a stopped collection is disabled."""
        return JobState.DISABLED if self.suspended and self.state is JobState.ENABLED else self.state
