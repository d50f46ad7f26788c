"""Which jobs are there? A page of them by the filters and the order of the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from azure_scheduler_emulator.console import wording
from azure_scheduler_emulator.console.views.clock import how_far
from azure_scheduler_emulator.console.views.naming import TITLES, row_chip, row_label, row_place, row_target
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.jobs.job import JobState
from azure_scheduler_emulator.domain.tenant import AZURE
from azure_scheduler_emulator.testbed.job_lists import JobList, Shown, Wanted
from azure_scheduler_emulator.testbed.testbed import Testbed

STATES = {
    "enabled": "Enabled",
    "disabled": "Disabled",
    "completed": "Completed",
    "faulted": "Faulted",
    "retrying": "Retrying",
    "failed": "Failed last",
    "running": "Running",
}
ORDERS = {
    "next": "Next firing",
    "name": "Name",
    "last": "Last firing",
    "failures": "Most failures",
    "executions": "Most runs",
    "created": "Newest",
}
MOST = 50
_FILTERS = ("q", "api", "state", "subscription", "collection")


@dataclass(frozen=True, kw_only=True)
class JobRow:
    """A job in the list."""

    id: str
    label: str
    full: str
    api: str
    place: str
    state: str
    words: str
    target: str
    next: datetime | None
    distance: str
    #: What stands there instead of the next firing.
    none: str
    last: tuple[str, str]
    runs: int
    failures: int
    can_run: bool


@dataclass(frozen=True, kw_only=True)
class JobsView:
    """A page of jobs."""

    rows: list[JobRow]
    asked: Mapping[str, str]
    filtered: bool
    total: int
    #: Jobs there are in all, whatever is asked for.
    everything: int
    states: Mapping[str, int]
    owners: Sequence[tuple[str, str]]
    page: int
    pages: int
    problem: str

    @property
    def first(self) -> int:
        """Return the number of the first job of this page."""
        return (self.page - 1) * MOST + 1


def wanted(args: Mapping[str, str]) -> Wanted:
    """Return which jobs the filters of an address, or of a form, ask for."""
    given = {name: args.get(name, "").strip()[:300] for name in _FILTERS}
    state = given["state"] if given["state"] in STATES else "disabled" if given["state"] == "suspended" else ""
    return Wanted(
        text=given["q"],
        api=given["api"],
        state=state,
        subscription=given["subscription"],
        collection=given["collection"],
    )


def jobs(testbed: Testbed, args: Mapping[str, str]) -> JobsView:
    """Return a page of the jobs that fit."""
    asked = {name: args.get(name, "").strip() for name in (*_FILTERS, "sort")}
    number = args.get("page", "")
    page = min(int(number), 1_000_000) if number.isascii() and number.isdigit() and int(number) else 1
    problem = ""
    try:
        found = _take(testbed, args, asked["sort"], page)
    except InvalidError as error:
        problem, asked["sort"] = str(error), ""
        found = _take(testbed, {}, "", 1)
    now = testbed.clock.now()
    return JobsView(
        rows=[_row(each, now) for each in found.jobs],
        asked=asked,
        filtered=any(asked[name] for name in _FILTERS),
        total=found.total,
        everything=testbed.glances.counts().jobs,
        states=found.states,
        owners=_owners(testbed),
        page=page,
        pages=max(1, -(-found.total // MOST)),
        problem=problem,
    )


def _take(testbed: Testbed, args: Mapping[str, str], sort: str, page: int) -> JobList:
    order = sort if sort.removeprefix("-") in ORDERS else "next"
    return testbed.job_lists.take(wanted(args), sort=order, top=MOST, skip=(page - 1) * MOST)


def _owners(testbed: Testbed) -> list[tuple[str, str]]:
    """Return what the filter by owner offers: subscriptions, and the sibling APIs that have jobs."""
    found = {
        each.owner if each.api == AZURE else each.api: wording.short(each.owner)
        if each.api == AZURE
        else TITLES.get(each.api, each.api)
        for each in testbed.glances.owners()
    }
    return sorted(found.items())[:200]


def _row(shown: Shown, now: datetime) -> JobRow:
    row, doings = shown.row, shown.doings
    state = "running" if doings.running else "suspended" if row.suspended else row.state.value
    return JobRow(
        id=row.id,
        label=row_label(row),
        full=wording.seen(row.name),
        api=row_chip(row, shown.place),
        place=row_place(row, shown.place),
        state=state,
        words=wording.capital(wording.seen(row.words)),
        target=row_target(row),
        next=row.next_due,
        distance=how_far(row.next_due, now) if row.next_due else "",
        none={"suspended": "its collection is stopped", "disabled": "disabled"}.get(state, "none"),
        last=_last(shown),
        runs=row.executions,
        failures=row.failures,
        can_run=row.state in (JobState.ENABLED, JobState.DISABLED) and not row.suspended,
    )


def _last(shown: Shown) -> tuple[str, str]:
    """Return how the newest try ended, as a state and its word; empty if there was none."""
    row, doings = shown.row, shown.doings
    if doings.retry_at is not None:
        return "retrying", f"Retrying {wording.moment(doings.retry_at)}"
    if row.last_execution is None:
        return "", ""
    return ("failed" if doings.last_status == "failed" else "ok"), wording.moment(row.last_execution)
