"""May a job be in its collection? What the rules of recurrences and the plan of the collection allow.

Numbers: contract of the classic API, sections 9.1 and 11.1. A collection without a plan, as the sibling APIs have it,
allows everything.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from azure_scheduler_emulator.domain.azure.collection import JobCollection, Plan
from azure_scheduler_emulator.domain.errors import ConflictError, InvalidError
from azure_scheduler_emulator.domain.jobs.job import Job, JobDefinition
from azure_scheduler_emulator.domain.jobs.retry import MINIMUM_INTERVAL_FREE, RetryType
from azure_scheduler_emulator.domain.jobs.trigger import Once, Recurring
from azure_scheduler_emulator.domain.recurrence.rules import check, check_start, shortest_gap


def check_room(collection: JobCollection, held: int) -> None:
    """Refuse one more job in a full collection that holds ``held`` of them.

    Raises:
        ConflictError: the quota is reached (documented as 409).
    """
    if held >= collection.max_jobs:
        raise ConflictError(
            f"The job collection '{collection.name}' holds {held} jobs and cannot take more: its quota is reached."
        )


def check_definition(collection: JobCollection, definition: JobDefinition, now: datetime) -> None:
    """Refuse a definition that the rules of recurrences or the plan of the collection forbid.

    Raises:
        InvalidError: its recurrence or its start is not allowed, or its retries are too frequent for the plan.
        ConflictError: it authenticates, and the plan does not allow that.
    """
    if collection.plan is Plan.NONE:
        return
    trigger = definition.trigger
    if isinstance(trigger, Recurring):
        check(trigger.recurrence, now=now, start=trigger.start)
    elif isinstance(trigger, Once):
        check_start(trigger.start, now=now)
    if not collection.plan.limits.authentication:
        _check_free(definition)


def check_pace(collection: JobCollection, job: Job) -> None:
    """Refuse a job that recurs more often than its collection allows.

    Raises:
        ConflictError: it does (documented as 409).
    """
    gap = _gap(job)
    if gap is not None and gap < collection.floor:
        raise ConflictError(
            f"The recurrence is more frequent than every {collection.floor}, "
            f"the limit of the job collection '{collection.name}'."
        )


def check_fit(collection: JobCollection, held: Sequence[Job]) -> None:
    """Refuse a plan or a quota that the jobs of the collection exceed (documented for the downgrade to Free).

    Raises:
        ConflictError: they do.
    """
    if len(held) > collection.max_jobs:
        raise ConflictError(f"The job collection holds {len(held)} jobs, more than {collection.max_jobs}.")
    for job in held:
        gap = _gap(job)
        if gap is not None and gap < collection.floor:
            raise ConflictError(f"The job '{job.name}' recurs more often than every {collection.floor}.")
        authentication = getattr(job.definition.action, "authentication", None)
        if authentication is not None and not collection.plan.limits.authentication:
            raise ConflictError(f"The job '{job.name}' authenticates, which {collection.plan} collections may not.")


def _gap(job: Job) -> timedelta | None:
    trigger = job.definition.trigger
    return shortest_gap(trigger.recurrence, job.anchor) if isinstance(trigger, Recurring) else None


def _check_free(definition: JobDefinition) -> None:
    """The Free plan: no outbound authentication, and retries at least an hour apart."""
    for action in (definition.action, definition.error_action):
        if getattr(action, "authentication", None) is not None:
            raise ConflictError("Jobs of Free job collections cannot use outbound authentication.")
    retry = definition.retry
    if retry is not None and retry.kind is RetryType.FIXED and retry.interval < MINIMUM_INTERVAL_FREE:
        raise InvalidError("The retry interval of jobs in Free job collections is at least one hour.")
