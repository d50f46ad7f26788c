"""What may tests and people ask for? Everything that the control API and the console need, in one frozen value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from azure_scheduler_emulator.clock import Clock, Clocks
from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.domain.jobs.history import Finished
from azure_scheduler_emulator.engine.clockwork import Clockwork
from azure_scheduler_emulator.engine.test_clocks import TestClocks
from azure_scheduler_emulator.engine.timeline import Timeline
from azure_scheduler_emulator.faults import FaultPlan
from azure_scheduler_emulator.journal import Exchange, Journal
from azure_scheduler_emulator.news import News
from azure_scheduler_emulator.sinks import Sinks
from azure_scheduler_emulator.testbed.addresses import Addresses
from azure_scheduler_emulator.testbed.collections import CollectionTools
from azure_scheduler_emulator.testbed.doings import Doings
from azure_scheduler_emulator.testbed.events import Events
from azure_scheduler_emulator.testbed.glances import Glances
from azure_scheduler_emulator.testbed.job_actions import JobActions
from azure_scheduler_emulator.testbed.job_details import JobDetails
from azure_scheduler_emulator.testbed.job_lists import JobLists
from azure_scheduler_emulator.testbed.numbers import Numbers
from azure_scheduler_emulator.testbed.previews import Previews
from azure_scheduler_emulator.testbed.registrations import Registrations
from azure_scheduler_emulator.testbed.resets import Resets
from azure_scheduler_emulator.testbed.shelf import Shelf
from azure_scheduler_emulator.testbed.snapshots import Snapshots


@dataclass(frozen=True, kw_only=True)
class Testbed:
    """The door for the control API and the console."""

    #: pytest takes classes whose names begin so for tests.
    __test__ = False

    settings: Settings
    addresses: Addresses
    clocks: Clocks
    #: Makes a new dashed GUID.
    new_id: Callable[[], str]
    clockwork: Clockwork
    test_clocks: TestClocks
    #: The shared clock, moved by who waits.
    timeline: Timeline
    faults: FaultPlan
    #: Targets inside, for tests that have none of their own.
    sinks: Sinks
    #: Who watches is told what has changed.
    news: News
    events: Events
    #: What clients asked of the emulated APIs, and what they got.
    requests: Journal[Exchange]
    #: The calls that jobs made.
    executions: Journal[Finished]
    snapshots: Snapshots
    #: Snapshots that are kept by name.
    shelf: Shelf
    resets: Resets
    registrations: Registrations
    numbers: Numbers
    previews: Previews
    collections: CollectionTools
    doings: Doings
    job_lists: JobLists
    job_details: JobDetails
    job_actions: JobActions
    glances: Glances

    @property
    def clock(self) -> Clock:
        """Return the shared clock."""
        return self.clocks.shared
