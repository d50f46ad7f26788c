"""Which parts do the pages have? Each has an address of its own, and is asked for again when something changed.

A part is in the first answer of its page already, so that nothing is missing without a script.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from azure_scheduler_emulator.console.views import (
    clock,
    exchanges,
    faults,
    job,
    job_history,
    jobs,
    months,
    overview,
    setup,
    snapshots,
    traffic,
)
from azure_scheduler_emulator.news import Topic
from azure_scheduler_emulator.testbed.testbed import Testbed

Look = Callable[[Testbed, Mapping[str, str]], Any]


@dataclass(frozen=True)
class Part:
    """A piece of a page."""

    #: Returns what the template calls ``it``.
    look: Look
    #: What it is asked for again by, in the words of the stream.
    news: tuple[Topic, ...]
    #: What of the page's query it heeds.
    heeds: tuple[str, ...] = ()

    @property
    def trigger(self) -> str:
        """Return the events that the page listens to."""
        return ", ".join(f"{kind} from:body" for kind in (*self.news, Topic.ALL))


_JOBS = (Topic.JOBS, Topic.RAN, Topic.CLAIMED)

PARTS: dict[str, Part] = {
    "clock": Part(clock.strip, (Topic.CLOCK, Topic.PROGRESS, Topic.RAN, Topic.JOBS), ("clock",)),
    "faults-note": Part(lambda testbed, _: overview.faults_note(testbed), (Topic.FAULTS,)),
    "figures": Part(lambda testbed, _: overview.figures(testbed), (Topic.RAN, Topic.ASKED, Topic.JOBS, Topic.CLAIMED)),
    "timeline": Part(
        lambda testbed, args: overview.timeline(testbed, args.get("span", "")),
        (Topic.RAN, Topic.CLOCK, Topic.JOBS),
        ("span",),
    ),
    "upcoming": Part(lambda testbed, _: overview.upcoming(testbed), (Topic.RAN, Topic.CLOCK, Topic.JOBS)),
    "running": Part(lambda testbed, _: overview.running(testbed), (Topic.RAN, Topic.CLAIMED)),
    "failures": Part(lambda testbed, _: overview.failures(testbed), (Topic.RAN,)),
    "subscriptions": Part(lambda testbed, _: setup.subscriptions(testbed), (Topic.SUBSCRIPTIONS, Topic.JOBS)),
    "faults": Part(lambda testbed, _: faults.rows(testbed.faults), (Topic.FAULTS,)),
    "jobs": Part(jobs.jobs, _JOBS, ("q", "api", "state", "subscription", "collection", "sort", "page")),
    "job-head": Part(lambda testbed, args: job.head(testbed, args["id"]), _JOBS, ("id",)),
    "job-facts": Part(lambda testbed, args: job.facts(testbed, args["id"]), _JOBS, ("id",)),
    "job-next": Part(lambda testbed, args: job.ahead(testbed, args["id"]), (*_JOBS, Topic.CLOCK), ("id",)),
    "job-month": Part(
        lambda testbed, args: months.month(testbed, args["id"], args.get("month", "")),
        (*_JOBS, Topic.CLOCK),
        ("id", "month"),
    ),
    "job-history": Part(job_history.history, _JOBS, ("id", "h", "page", "open")),
    "traffic": Part(
        traffic.traffic,
        (Topic.ASKED, Topic.RAN, Topic.OPERATIONS),
        ("way", "path", "method", "answer", "api", "since", "job", "n", "until", "skip"),
    ),
    "exchange": Part(lambda testbed, args: exchanges.detail(testbed, args.get("n", "")), (), ("n",)),
    "snapshots": Part(lambda testbed, _: snapshots.snapshots(testbed), (Topic.SNAPSHOTS,)),
    "sinks": Part(lambda testbed, _: setup.sinks(testbed), (Topic.SINKS,)),
}
