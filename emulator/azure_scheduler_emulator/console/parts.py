"""Which parts do the pages have? Each has an address of its own, and is asked for again when something changed.

A part is in the first answer of its page already, so that nothing is missing without a script.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from azure_scheduler_emulator.console.views import clock, faults, overview, setup
from azure_scheduler_emulator.testbed.testbed import Testbed

Look = Callable[[Testbed, Mapping[str, str]], Any]


@dataclass(frozen=True)
class Part:
    """A piece of a page."""

    #: Returns what the template calls ``it``.
    look: Look
    #: What it is asked for again by, in the words of the stream.
    news: tuple[str, ...]
    #: What of the page's query it heeds.
    heeds: tuple[str, ...] = ()

    @property
    def trigger(self) -> str:
        """Return the events that the page listens to."""
        return ", ".join(f"{kind} from:body" for kind in (*self.news, "all"))


PARTS: dict[str, Part] = {
    "clock": Part(lambda testbed, _: clock.strip(testbed), ("clock", "progress", "ran", "jobs")),
    "faults-note": Part(lambda testbed, _: overview.faults_note(testbed), ("faults",)),
    "figures": Part(lambda testbed, _: overview.figures(testbed), ("ran", "asked", "jobs", "claimed")),
    "timeline": Part(
        lambda testbed, args: overview.timeline(testbed, args.get("span", "")),
        ("ran", "clock", "jobs"),
        ("span",),
    ),
    "upcoming": Part(lambda testbed, _: overview.upcoming(testbed), ("ran", "clock", "jobs")),
    "running": Part(lambda testbed, _: overview.running(testbed), ("ran", "claimed")),
    "failures": Part(lambda testbed, _: overview.failures(testbed), ("ran",)),
    "subscriptions": Part(lambda testbed, _: setup.subscriptions(testbed), ("subscriptions", "jobs")),
    "faults": Part(lambda testbed, _: faults.rows(testbed.faults), ("faults",)),
    "sinks": Part(lambda testbed, _: setup.sinks(testbed), ("sinks",)),
}
