"""Every rule that changes a job's state, and no other file.

Sources: contract of the classic API, sections 9.4, 9.5, 11.2; decisions 4, 6, 11, 27. ``docs/state-machine.md`` is
generated from ``TRANSITIONS``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from azure_scheduler_emulator.domain.changing import evolve
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.jobs.history import ActionName, Attempt, HistoryEntry, Outcome
from azure_scheduler_emulator.domain.jobs.job import Job, JobDefinition, JobState, JobStatus, Missed
from azure_scheduler_emulator.domain.jobs.retry import USUAL_RETRY, RetryPolicy
from azure_scheduler_emulator.domain.jobs.trigger import Recurring


class Event(StrEnum):
    """What can happen to a job's state."""

    ENABLE = "a client enables the job"
    DISABLE = "a client disables the job"
    RUN = "a client runs the job beside its schedule"
    COMPLETE = "every occurrence has run"
    FAULT = "its only occurrence failed after all retries"


TRANSITIONS: dict[JobState, dict[Event, JobState]] = {
    JobState.ENABLED: {
        Event.ENABLE: JobState.ENABLED,
        Event.DISABLE: JobState.DISABLED,
        Event.RUN: JobState.ENABLED,
        Event.COMPLETE: JobState.COMPLETED,
        Event.FAULT: JobState.FAULTED,
    },
    JobState.DISABLED: {
        Event.ENABLE: JobState.ENABLED,
        Event.DISABLE: JobState.DISABLED,
        Event.RUN: JobState.DISABLED,
    },
    JobState.COMPLETED: {},
    JobState.FAULTED: {},
}


def transition(state: JobState, event: Event) -> JobState:
    """Return the state after ``event``.

    Raises:
        InvalidError: the state does not allow it (completed and faulted jobs can only be deleted).
    """
    try:
        return TRANSITIONS[state][event]
    except KeyError:
        raise InvalidError(f"A job in state '{state}' cannot be updated, it can only be deleted.") from None


def check_wanted(state: JobState, stored: JobState | None = None) -> None:
    """Refuse a final ``state`` that a client asks for, unless it is the ``stored`` one.

    Raises:
        InvalidError: it is not.
    """
    if state.final and state is not stored:
        raise InvalidError(f"The state of a job cannot be set to '{state}'.")


def create(
    *,
    id: str,
    collection_id: str,
    name: str,
    definition: JobDefinition,
    now: datetime,
    lead: timedelta,
    enabled: bool = True,
    suspended: bool = False,
    api: str = "",
    clock: str = "",
) -> Job:
    """Return a new job, planned. ``lead`` is how far ahead "at once" is (decision 4)."""
    job = Job(
        id=id,
        collection_id=collection_id,
        clock=clock,
        name=name,
        definition=definition,
        state=JobState.ENABLED if enabled else JobState.DISABLED,
        suspended=suspended,
        anchor=definition.trigger.anchor(now, lead),
        created_at=now,
        api=api,
    )
    return plan(job, now)


def redefine(job: Job, definition: JobDefinition, event: Event, now: datetime, lead: timedelta) -> Job:
    """Return ``job`` with a new definition and state.

    A running job gets its new definition at the next occurrence (document of Update Job), so what does not move the
    grid keeps the occurrence that is due next: only a new start, frequency, interval or schedule starts it anew. The
    count of a recurrence counts every occurrence of the job, whatever else has changed meanwhile.

    Raises:
        InvalidError: the job is completed or faulted.
    """
    changed = evolve(job, definition=definition, state=transition(job.state, event))
    trigger, before = definition.trigger, job.definition.trigger
    if trigger == before:
        return changed if changed.state is job.state else plan(changed, now)
    if isinstance(trigger, Recurring) and trigger.has_grid_of(before):
        # What is overdue is not dropped: it has not been claimed yet.
        return plan(changed, min(now, job.next_due or now))
    goes_on = isinstance(trigger, Recurring) and isinstance(before, Recurring)
    counted = job.occurrences_before if goes_on else job.occurrences
    return plan(evolve(changed, anchor=trigger.anchor(now, lead), occurrences_before=counted), now)


def replace_final(job: Job, definition: JobDefinition, state: JobState, now: datetime, lead: timedelta) -> Job:
    """Return ``job``, which is completed or faulted, replaced as a whole: it starts afresh, in ``state``.

    With its own final state it keeps that, since clients put back what they have read (decision 34).
    """
    if state is job.state:
        return evolve(job, definition=definition)
    fresh = evolve(
        job,
        definition=definition,
        state=state,
        anchor=definition.trigger.anchor(now, lead),
        occurrences_before=job.occurrences,
        open_occurrences=0,
        status=JobStatus(),
        finished_at=None,
    )
    return plan(fresh, now)


def plan(job: Job, now: datetime) -> Job:
    """Return ``job`` with its next occurrence as seen from ``now``; past grid points are dropped.

    A job that has none left, because its count or its end time is reached, is finished.
    """
    if job.state is not JobState.ENABLED or job.suspended:
        return evolve(job, next_due=None)
    following = None if counted_out(job) else job.definition.trigger.first(job.anchor, now)
    return finish(evolve(job, next_due=following), now)


def suspend(job: Job) -> Job:
    """Return ``job`` as it is in a stopped collection."""
    return evolve(job, suspended=True, next_due=None)


def resume(job: Job, now: datetime) -> Job:
    """Return ``job`` as it is when its collection starts again: enabled if it was before."""
    return plan(evolve(job, suspended=False), now)


def skip_missed(job: Job, now: datetime) -> Job:
    """Return ``job``, which fell due during a downtime, as its definition wants it after that (decision 27).

    Unchanged it is due: it fires at once, and then not before the next occurrence after ``now``.
    """
    if not job.definition.trigger.repeats or job.definition.missed is Missed.ONCE:
        return job
    return plan(job, now)


def fire(job: Job, now: datetime) -> tuple[Job, Attempt]:
    """Start the occurrence that is due: return the job advanced to its next one, and the first attempt."""
    assert job.next_due is not None, "only a due job fires"
    due = job.next_due
    started = evolve(job, occurrences=job.occurrences + 1, open_occurrences=job.open_occurrences + 1)
    following = None if counted_out(started) else job.definition.trigger.following(job.anchor, max(due, now))
    number = started.occurrences
    attempt = Attempt(job_id=job.id, occurrence=number, expected_at=due, due_at=due, clock=job.clock)
    return evolve(started, next_due=following), attempt


def run_now(job: Job, now: datetime) -> tuple[Job, Attempt]:
    """Start an occurrence beside the schedule: return the job, due next when it was, and the attempt.

    Like any occurrence it takes a number, and counts against the recurrence's count.

    Raises:
        InvalidError: the job is completed or faulted.
    """
    transition(job.state, Event.RUN)
    fired, attempt = fire(evolve(job, next_due=now), now)
    return evolve(fired, next_due=job.next_due), attempt


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """What follows from a finished attempt."""

    job: Job
    entry: HistoryEntry
    #: The retry or the error action to be made next, if any.
    successor: Attempt | None
    #: Whether the failure is to be kept for the job's client.
    kept: bool


def settle(job: Job, attempt: Attempt, outcome: Outcome, usual: RetryPolicy = USUAL_RETRY) -> Settlement:
    """Apply a finished attempt to ``job`` as it is now, which may no longer be the job that was fired.

    ``usual`` is the policy of a job that names none: what its plan says.
    """
    successor = _successor(job, attempt, outcome, usual)
    exhausted = attempt.action is ActionName.MAIN and not outcome.result.succeeded and not _is_retry(successor)
    settled = evolve(
        job,
        status=_count(job.status, attempt, outcome, exhausted),
        open_occurrences=job.open_occurrences - (successor is None),
    )
    settled = finish(settled, outcome.finished_at)
    entry = HistoryEntry(attempt=attempt, outcome=outcome, job_state=settled.shown_state.value)
    kept = exhausted and job.definition.keep_failures and not outcome.result.hopeless
    return Settlement(job=settled, entry=entry, successor=successor, kept=kept)


def finish(job: Job, now: datetime) -> Job:
    """Return ``job`` in its final state if it is enabled and nothing of it is left to run."""
    if job.state is not JobState.ENABLED or job.suspended or job.next_due or job.open_occurrences > 0:
        return job
    if job.definition.lasting:
        return job
    faulted = job.status.faults and not job.definition.trigger.repeats
    state = transition(job.state, Event.FAULT if faulted else Event.COMPLETE)
    return evolve(job, state=state, finished_at=now)


def counted_out(job: Job, more: int = 0) -> bool:
    """Tell whether a job has started as many occurrences as its trigger counts, or would have after ``more``."""
    count = job.definition.trigger.count
    return count is not None and job.occurrences + more - job.occurrences_before >= count


def drops_retries(job: Job) -> bool:
    """Tell whether pending retries of a job are given up: it, or its collection, does not run (decision 11)."""
    return job.shown_state is JobState.DISABLED and not job.definition.effective_retry.persistent


def abandon(job: Job, waiting: int) -> Job:
    """Return ``job`` after ``waiting`` of its occurrences lost their pending retry because it does not run."""
    return evolve(job, open_occurrences=max(0, job.open_occurrences - waiting))


def _is_retry(successor: Attempt | None) -> bool:
    return successor is not None and successor.attempt > 0


def _successor(job: Job, attempt: Attempt, outcome: Outcome, usual: RetryPolicy) -> Attempt | None:
    retry = job.definition.retry or usual
    if outcome.result.succeeded or drops_retries(job):
        return None
    delay = retry.delay_after(attempt.attempt, attempt.key)
    if delay is not None and not (retry.sensible and outcome.result.hopeless):
        return evolve(attempt, attempt=attempt.attempt + 1, due_at=outcome.finished_at + delay)
    if attempt.action is ActionName.MAIN and job.definition.error_action is not None:
        return evolve(attempt, attempt=0, action=ActionName.ERROR, due_at=outcome.finished_at)
    return None


def _count(status: JobStatus, attempt: Attempt, outcome: Outcome, exhausted: bool) -> JobStatus:
    if attempt.action is ActionName.ERROR:
        return status
    return evolve(
        status,
        executions=status.executions + 1,
        failures=status.failures + (not outcome.result.succeeded),
        faults=status.faults + exhausted,
        last_execution=outcome.started_at,
    )
