"""What is one job? What it does, how it stands, when it fires next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from azure_scheduler_emulator import masking
from azure_scheduler_emulator.console import wording
from azure_scheduler_emulator.console.views.clock import how_far
from azure_scheduler_emulator.console.views.naming import (
    TITLES,
    label,
    row_chip,
    target,
)
from azure_scheduler_emulator.domain.azure.collection import CollectionState
from azure_scheduler_emulator.domain.jobs import outlook
from azure_scheduler_emulator.domain.jobs.action import Action, HttpAction
from azure_scheduler_emulator.domain.jobs.authentication import ActiveDirectoryOAuth, Basic
from azure_scheduler_emulator.domain.jobs.job import Job, JobState
from azure_scheduler_emulator.domain.jobs.retry import RetryPolicy, RetryType
from azure_scheduler_emulator.domain.jobs.trigger import Once
from azure_scheduler_emulator.testbed.job_details import JobDetail
from azure_scheduler_emulator.testbed.testbed import Testbed

NEXT = 10


@dataclass(frozen=True, kw_only=True)
class HeadView:
    """How a job stands, and what can be done with it."""

    id: str
    label: str
    name: str
    api: str
    crumbs: Sequence[tuple[str, str]]
    state: str
    last: tuple[str, str]
    can_run: bool
    can_go: bool
    can_enable: bool
    can_disable: bool
    #: Identity of its collection if that is stopped and could be started.
    stopped: str


def head(testbed: Testbed, identity: str) -> HeadView:
    """Return how a job stands.

    Raises:
        NotFoundError: there is none.
    """
    detail = testbed.job_details.get(identity)
    job, shown, place = detail.stored.job, detail.shown, detail.shown.place
    final = job.state.final
    azure = "-" in place.subscription
    owner = wording.short(place.subscription) if azure else TITLES.get(place.subscription, place.subscription)
    crumbs = [(owner, f"?subscription={place.subscription}")]
    if azure:
        crumbs += [(place.group, ""), (place.collection, f"?collection={place.collection_id}")]
    elif place.group:
        crumbs.append((place.group, ""))
    state = "running" if shown.doings.running else "suspended" if shown.row.suspended else shown.row.state.value
    return HeadView(
        id=job.id,
        label=label(job),
        name=wording.seen(job.name),
        api=row_chip(shown.row, place),
        crumbs=[(wording.seen(word), query) for word, query in crumbs],
        state=state,
        last=_last(detail),
        can_run=not final and not shown.row.suspended,
        can_go=testbed.clock.virtual and job.next_due is not None,
        can_enable=job.state is JobState.DISABLED,
        can_disable=job.state is JobState.ENABLED,
        stopped=place.collection_id if detail.stored.collection.state is not CollectionState.STARTED else "",
    )


def _last(detail: JobDetail) -> tuple[str, str]:
    doings, ended = detail.shown.doings, detail.shown.row.last_execution
    if doings.retry_at is not None:
        return "retrying", f"Next try {wording.moment(doings.retry_at)}"
    if ended is None:
        return "", ""
    failed = doings.last_status == "failed"
    return ("failed" if failed else "ok"), f"Last: {'failed' if failed else 'completed'} {wording.moment(ended)}"


def facts(testbed: Testbed, identity: str) -> list[tuple[str, str]]:
    """Return what a job does, in names and sentences."""
    job = testbed.job_details.get(identity).stored.job
    definition, status = job.definition, job.status
    counters = (
        f"{wording.many(status.executions, 'call')} for {wording.many(job.occurrences, 'firing')}",
        f"{status.failures:,} failed",
        f"{wording.many(status.faults, 'firing')} given up",
        f"created {wording.moment(job.created_at)}",
    )
    found = [
        ("Calls" if isinstance(definition.action, HttpAction) else "Does", _call(definition.action)),
        ("Sends", _sends(definition.action)),
        ("Fires", wording.capital(outlook.words(definition.trigger, job.anchor))),
        ("Began" if job.anchor <= testbed.clock.now() else "Begins", _begin(job)),
        ("Retries", _retries(definition.effective_retry)),
        ("Then", f"error action: {target(definition.error_action)}" if definition.error_action else ""),
        ("Counters", " · ".join(counters)),
    ]
    return [(name, wording.seen(text)) for name, text in found if text]


def _call(action: Action) -> str:
    if isinstance(action, HttpAction):
        return f"{action.method.upper()} {masking.text(action.uri)}"
    return wording.capital(target(action))


def _sends(action: Action) -> str:
    if not isinstance(action, HttpAction):
        return ""
    parts = []
    if action.body:
        kind = next((value for name, value in action.headers if name.lower() == "content-type"), "")
        parts.append(f"{kind or 'a body'}, {wording.size(len(action.body.encode()))}")
    others = [name for name, _ in action.headers if name.lower() != "content-type"]
    if others:
        parts.append(f"{'headers' if len(others) > 1 else 'header'} {', '.join(others[:6])}")
    match action.authentication:
        case None:
            pass
        case Basic() as basic:
            parts.append(f"Basic authentication as {basic.username}")
        case ActiveDirectoryOAuth() as oauth:
            parts.append(f"a token of Active Directory for {oauth.audience}")
        case certificate:
            parts.append(f"client certificate {wording.short(certificate.thumbprint)}")
    return ", ".join(parts)


def _begin(job: Job) -> str:
    trigger = job.definition.trigger
    if isinstance(trigger, Once):
        return wording.moment(job.anchor)
    end = f", until {job.definition.end_text}" if job.definition.end_text else ", without end"
    count = f", {wording.many(trigger.count, 'time')} in all" if trigger.count else ""
    return f"{wording.moment(job.anchor)}{end}{count}"


def _retries(policy: RetryPolicy) -> str:
    if policy.waits:
        return f"{wording.many(len(policy.waits), 'time')}, further and further apart"
    if policy.kind is RetryType.NONE or not policy.count:
        return "none"
    return f"{wording.many(policy.count, 'time')}, {wording.span(policy.interval)} apart"


@dataclass(frozen=True, kw_only=True)
class AheadView:
    """When a job fires next."""

    rows: Sequence[tuple[datetime, str]]
    obstacle: str
    count: int
    stopped: str


def ahead(testbed: Testbed, identity: str) -> AheadView:
    """Return the next firings of a job, or what is in their way."""
    stored = testbed.job_details.get(identity).stored
    now = testbed.clock.now()
    return AheadView(
        rows=[(each, how_far(each, now)) for each in outlook.upcoming(stored.job, NEXT)],
        obstacle=outlook.obstacle(stored.job),
        count=NEXT,
        stopped=stored.collection.id if stored.collection.state is not CollectionState.STARTED else "",
    )


def why(testbed: Testbed, identity: str, past: datetime) -> str:
    """Return what became of a moment at which the job fired, or did not."""
    [found, *_] = testbed.previews.of(identity, 0, past=past)
    return wording.seen(masking.text(found.why))
