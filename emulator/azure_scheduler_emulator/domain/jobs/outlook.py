"""When will a job fire, in words and in moments, and why did it not fire then?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from azure_scheduler_emulator.domain.cron import words as cron_words
from azure_scheduler_emulator.domain.jobs import lifecycle
from azure_scheduler_emulator.domain.jobs.job import Job, JobState
from azure_scheduler_emulator.domain.jobs.trigger import (
    AnyOf,
    CronTrigger,
    IntervalTrigger,
    Once,
    Recurring,
    Trigger,
)
from azure_scheduler_emulator.domain.recurrence import words as recurrence_words
from azure_scheduler_emulator.domain.time import duration
from azure_scheduler_emulator.domain.time.english import inside
from azure_scheduler_emulator.domain.time.moment import render

#: How far an occurrence may be from the moment that a person names.
_NEAR = timedelta(seconds=1)


def words(trigger: Trigger, anchor: datetime) -> str:
    """Return in English when a trigger fires: one sentence without a full stop."""
    match trigger:
        case Once():
            return f"Once, at {render(anchor)}"
        case Recurring():
            return recurrence_words.describe(trigger.recurrence, anchor)
        case CronTrigger():
            return f"{cron_words.describe(trigger.expression)} ({trigger.zone})"
        case IntervalTrigger():
            return f"Every {duration.words(trigger.every).removeprefix('1 ')}"
        case AnyOf():
            told = [words(part, anchor) for part in trigger.triggers]
            return "; ".join(told[:1] + [inside(text) for text in told[1:]]) or "Never"
    return type(trigger).__name__


def upcoming(job: Job, count: int) -> list[datetime]:
    """Return the next ``count`` occurrences of a job, fewer if it ends before."""
    return list(islice(occurrences(job), count))


def occurrences(job: Job) -> Iterator[datetime]:
    """Yield the occurrences to come of a job that will fire."""
    moment, made = job.next_due, 0
    while moment is not None:
        yield moment
        made += 1
        if lifecycle.counted_out(job, made):
            return
        moment = job.definition.trigger.following(job.anchor, moment)


def would_be(job: Job, now: datetime) -> Iterator[datetime]:
    """Yield the occurrences that an unfinished job would have after ``now`` if nothing kept it from firing."""
    if job.state.final or lifecycle.counted_out(job):
        return
    moment = job.definition.trigger.first(job.anchor, now)
    while moment is not None:
        if moment > now:
            yield moment
        moment = job.definition.trigger.following(job.anchor, moment)


def obstacle(job: Job) -> str:
    """Return why a job has no next occurrence; empty if it has one."""
    if job.next_due is not None:
        return ""
    if job.state is JobState.DISABLED:
        return "The job is disabled."
    if job.suspended:
        return "Its job collection is stopped."
    if job.state.final:
        return f"The job is {job.state}."
    return "Its schedule has no further occurrence."


def absence(job: Job, past: datetime, now: datetime) -> str:
    """Return why a job has no execution for the moment ``past``: one sentence, the first reason that holds."""
    trigger = job.definition.trigger
    if past > now:
        return f"That moment has not come: it is {render(now)}."
    if past < job.anchor - _NEAR:
        return f"The schedule begins later, at {render(job.anchor)}."
    on_grid = _on_grid(job, past)
    if not on_grid:
        return _beside(job, past)
    if past < job.created_at - _NEAR:
        return f"The job was made later, at {render(job.created_at)}, and past occurrences are not made up for."
    if lifecycle.counted_out(job):
        return f"All of its {trigger.count} occurrences had started before."
    if job.next_due is None and job.shown_state is not JobState.ENABLED:
        return f"{obstacle(job)} It may have been then, too."
    if job.next_due is not None and job.next_due <= past:
        return "It is due and about to be performed."
    return (
        "It was dropped: the job was disabled, its collection stopped or the emulator not running then, or the "
        "schedule was changed afterwards. It may also be too old for the history."
    )


def _on_grid(job: Job, past: datetime) -> bool:
    trigger = job.definition.trigger
    if isinstance(trigger, Once):
        return abs(job.anchor - past) <= _NEAR
    before = past - _NEAR
    found = trigger.first(job.anchor, job.anchor) if before <= job.anchor else trigger.following(job.anchor, before)
    return found is not None and abs(found - past) <= _NEAR


def _beside(job: Job, past: datetime) -> str:
    trigger = job.definition.trigger
    after = None if isinstance(trigger, Once) else trigger.following(job.anchor, past)
    fires = inside(words(trigger, job.anchor))
    following = f"; the next occurrence after it is {render(after)}" if after else "; none follows it"
    return f"The schedule has no occurrence then: it fires {fires}{following}."
