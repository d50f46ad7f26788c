"""What is on the first page? Counts that lead to lists, the busiest jobs around now, what comes next, what failed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from azure_scheduler_emulator import masking
from azure_scheduler_emulator.console import shapes, wording
from azure_scheduler_emulator.console.views.clock import how_far, what
from azure_scheduler_emulator.console.views.faults import sentence
from azure_scheduler_emulator.console.views.naming import CHIPS, Name, label, name_of, state_of
from azure_scheduler_emulator.domain.jobs import outlook
from azure_scheduler_emulator.domain.jobs.history import ActionName, Finished
from azure_scheduler_emulator.testbed.glances import Due, Lane
from azure_scheduler_emulator.testbed.testbed import Testbed

#: The spans that the timeline can show, by what the address says.
SPANS = {
    "PT20M": ("20 min", timedelta(minutes=20)),
    "PT4H": ("4 h", timedelta(hours=4)),
    "P2D": ("2 days", timedelta(days=2)),
    "P14D": ("2 weeks", timedelta(days=14)),
}
USUAL_SPAN = "PT4H"
LANES, UPCOMING, FAILURES, RUNNING = 10, 8, 6, 20
#: States as the figures order them, with the class of their share.
_STATES = (("enabled", "ok"), ("disabled", "off"), ("suspended", "warn"), ("completed", "run"), ("faulted", "bad"))


@dataclass(frozen=True, kw_only=True)
class Share:
    """One state's part of all jobs; places in percent."""

    state: str
    cls: str
    count: int
    x: float
    width: float


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The counts."""

    jobs: int
    shares: list[Share]
    completed: int
    failed: int
    running: int
    waiting: int
    next_retry: str
    requests: int
    refused: int
    broken: int


def figures(testbed: Testbed) -> Figures:
    """Return the counts."""
    counts, now = testbed.glances.counts(), testbed.clock.now()
    states = dict(counts.states)
    if counts.suspended:
        states["enabled"] = states.get("enabled", 0) - counts.suspended
        states["suspended"] = counts.suspended
    answers = testbed.numbers.answers()
    calls = testbed.numbers.executions
    return Figures(
        jobs=counts.jobs,
        shares=_shares(states),
        completed=calls["completed"],
        failed=calls["failed"],
        running=counts.running,
        waiting=counts.waiting,
        next_retry=how_far(counts.first_waiting, now) if counts.first_waiting else "",
        requests=sum(answers.values()),
        refused=sum(number for status, number in answers.items() if 400 <= status < 500),
        broken=sum(number for status, number in answers.items() if status >= 500 or status == 0),
    )


def _shares(states: dict[str, int]) -> list[Share]:
    there = [(state, cls, states[state]) for state, cls in _STATES if states.get(state)]
    total, gap = sum(count for *_, count in there), 0.5
    room, x, found = 100 - gap * (len(there) - 1), 0.0, []
    for state, cls, count in there:
        width = max(count / total * room, 0.6)
        found.append(Share(state=state, cls=cls, count=count, x=round(x, 2), width=round(width, 2)))
        x += width + gap
    return found


@dataclass(frozen=True, kw_only=True)
class LaneView:
    """One job's line of the timeline."""

    name: Name
    marks: list[shapes.Mark]
    #: The same in words.
    said: str


@dataclass(frozen=True, kw_only=True)
class TimelineView:
    """The busiest jobs around now."""

    lanes: list[LaneView]
    ticks: list[str]
    span: str
    #: The spans that can be chosen: what the address says, and its word.
    spans: Sequence[tuple[str, str]]
    jobs: int


def timeline(testbed: Testbed, span: str) -> TimelineView:
    """Return the lanes of the busiest jobs in a span around now."""
    span = span if span in SPANS else USUAL_SPAN
    now = testbed.clock.now()
    window = shapes.around(now, SPANS[span][1])
    lanes = testbed.glances.lanes(window.begin, now, window.end, LANES)
    form = "%H:%M" if SPANS[span][1] < timedelta(days=1) else "%d %b %H:%M" if span == "P2D" else "%d %b"
    return TimelineView(
        lanes=[_lane(each, window) for each in lanes],
        ticks=[f"{tick:{form}}" for tick in window.ticks()],
        span=span,
        spans=[(key, word) for key, (word, _) in SPANS.items()],
        jobs=testbed.glances.counts().jobs,
    )


def _lane(lane: Lane, window: shapes.Window) -> LaneView:
    found = [(_mark(each), each.outcome.started_at) for each in lane.done]
    found += [("run", each.due_at) for each in lane.running] + [("wait", each.due_at) for each in lane.waiting]
    found += [("next" if lane.fires else "skip", each) for each in lane.ahead]
    completed = sum(each.outcome.result.succeeded for each in lane.done)
    parts = [
        (completed, "completed"),
        (len(lane.done) - completed, "failed"),
        (len(lane.running), "running"),
        (len(lane.waiting), "waiting to be tried again"),
        (len(lane.ahead), "to come" if lane.fires else "would fire if enabled"),
    ]
    said = ", ".join(f"{number} {word}" for number, word in parts if number) or "nothing"
    return LaneView(name=name_of(lane.placed.job, lane.placed.scope), marks=shapes.marks(window, found), said=said)


def _mark(done: Finished) -> str:
    if not done.outcome.result.succeeded:
        return "bad"
    return "warn" if done.attempt.attempt or done.attempt.action is ActionName.ERROR else "ok"


@dataclass(frozen=True, kw_only=True)
class UpcomingRow:
    """Something that falls due."""

    at: datetime
    distance: str
    name: Name
    what: str
    retry: bool


@dataclass(frozen=True, kw_only=True)
class UpcomingView:
    """What falls due next, or why nothing does."""

    rows: list[UpcomingRow]
    total: int
    jobs: int
    #: Jobs that will not fire, each with the reason.
    idle: list[tuple[Name, str, str]]
    #: The collection of the first of them, if it is stopped.
    stopped: str


def upcoming(testbed: Testbed) -> UpcomingView:
    """Return what falls due next; where nothing does, what keeps the jobs from firing."""
    now, counts = testbed.clock.now(), testbed.glances.counts()
    rows = [_upcoming(each, now) for each in testbed.glances.upcoming(UPCOMING)]
    idle = [] if rows else testbed.glances.idle(5)
    return UpcomingView(
        rows=rows,
        total=counts.firing + counts.waiting,
        jobs=counts.jobs,
        idle=[(name_of(each.job, each.scope), outlook.obstacle(each.job), state_of(each.job)) for each in idle],
        stopped=next((each.job.collection_id for each in idle if state_of(each.job) == "suspended"), ""),
    )


def _upcoming(due: Due, now: datetime) -> UpcomingRow:
    job = due.placed.job
    said = what(due)
    return UpcomingRow(
        at=due.due,
        distance=how_far(due.due, now),
        name=name_of(job, due.placed.scope),
        what=wording.capital(said or outlook.words(job.definition.trigger, job.anchor)),
        retry=bool(said),
    )


@dataclass(frozen=True, kw_only=True)
class RunningRow:
    """An attempt that is being made."""

    name: Name
    what: str
    since: datetime


def running(testbed: Testbed) -> list[RunningRow]:
    """Return what is being done now."""
    return [
        RunningRow(
            name=name_of(each.placed.job, each.placed.scope),
            what=f"{label(each.placed.job)} · try {each.attempt.attempt + 1}" if each.attempt else "",
            since=each.due,
        )
        for each in testbed.glances.running(RUNNING)
    ]


@dataclass(frozen=True, kw_only=True)
class FailureRow:
    """A call that failed."""

    id: str
    job: str
    api: str
    why: str
    answer: str
    at: datetime


def failures(testbed: Testbed) -> list[FailureRow]:
    """Return the newest calls that failed, newest first."""
    found: list[FailureRow] = []
    for done in reversed(testbed.executions.entries()):
        if not done.outcome.result.succeeded:
            found.append(_failure(done))
            if len(found) == FAILURES:
                break
    return found


def _failure(done: Finished) -> FailureRow:
    order, result = done.order, done.outcome.result
    name = order.job_name
    if wording.is_guid(name):
        method, uri = result.request.get("method", ""), str(result.request.get("uri", ""))
        name = f"{method} {masking.address(uri).partition('://')[2].partition('?')[0]}".strip() or wording.short(name)
    return FailureRow(
        id=done.attempt.job_id,
        job=wording.seen(name),
        api=CHIPS.get(order.api) or CHIPS.get(order.tenant.api, order.tenant.api),
        why=wording.line(masking.text(result.message))[:300],
        answer=str(result.response.get("status") or result.response.get("error") or "no answer"),
        at=done.outcome.started_at,
    )


@dataclass(frozen=True, kw_only=True)
class FaultsNote:
    """The rules in force, in a sentence each."""

    number: int
    sentences: Sequence[str]


def faults_note(testbed: Testbed) -> FaultsNote:
    """Return what goes wrong on purpose at present."""
    rules = [each for each in testbed.faults.rules() if each.rule.times is None or each.applied < each.rule.times]
    return FaultsNote(number=len(rules), sentences=[sentence(each) for each in rules[:2]])
