"""How is the door for tests put together? When somebody first comes to it: what stands behind it takes long to load."""

from __future__ import annotations

from collections import Counter
from functools import partial
from pathlib import Path

from azure_scheduler_emulator.engine.clockwork import Clockwork
from azure_scheduler_emulator.engine.engine import Engine
from azure_scheduler_emulator.engine.forgetting import Forgetting
from azure_scheduler_emulator.engine.test_clocks import TestClocks
from azure_scheduler_emulator.engine.timeline import Timeline
from azure_scheduler_emulator.journal import Exchange, Journal
from azure_scheduler_emulator.news import News
from azure_scheduler_emulator.runtime import Runtime
from azure_scheduler_emulator.service.known_jobs import KnownJobs
from azure_scheduler_emulator.service.services import Services
from azure_scheduler_emulator.sinks import Sinks
from azure_scheduler_emulator.storage.store import Store
from azure_scheduler_emulator.storage.wake_up import WakeUp
from azure_scheduler_emulator.testbed.addresses import Addresses
from azure_scheduler_emulator.testbed.collections import CollectionTools
from azure_scheduler_emulator.testbed.doings import Doings
from azure_scheduler_emulator.testbed.events import Events
from azure_scheduler_emulator.testbed.glances import Glances
from azure_scheduler_emulator.testbed.job_actions import JobActions
from azure_scheduler_emulator.testbed.job_details import JobDetails, Renderers
from azure_scheduler_emulator.testbed.job_lists import JobLists
from azure_scheduler_emulator.testbed.numbers import Numbers, Pulse
from azure_scheduler_emulator.testbed.previews import Previews
from azure_scheduler_emulator.testbed.proof import prove
from azure_scheduler_emulator.testbed.registrations import Registrations
from azure_scheduler_emulator.testbed.resets import Resets
from azure_scheduler_emulator.testbed.shelf import Folder, Memory, Shelf
from azure_scheduler_emulator.testbed.snapshots import Snapshots
from azure_scheduler_emulator.testbed.testbed import Testbed
from azure_scheduler_emulator.testbed.web_jobs import WebJobs


def build_testbed(
    services: Services,
    runtime: Runtime,
    store: Store,
    wake_up: WakeUp,
    engine: Engine,
    clockwork: Clockwork,
    test_clocks: TestClocks,
    forgetting: Forgetting,
    sinks: Sinks,
    news: News,
    requests: Journal[Exchange],
    answered: Counter[tuple[str, int]],
    registrations: Registrations,
    pulse: Pulse,
    renderers: Renderers,
    addresses: Addresses,
) -> Testbed:
    """Return the door; ``answered`` counts the requests by face and status, ``renderers`` are those of the faces."""
    settings, clock, faults = services.settings, runtime.clock, services.faults
    web_jobs = WebJobs(services.site, services.views, runtime.clocks)
    known, job_lists = KnownJobs(store, runtime), JobLists(store, web_jobs)
    proof = partial(prove, renderers)
    snapshots = Snapshots(
        store, engine, clockwork, wake_up, proof, faults=faults, sinks=sinks, requests=requests, news=news
    )
    place = Folder(Path(f"{settings.state}.snapshots")) if settings.state else Memory()
    return Testbed(
        collections=CollectionTools(store, services.collections, runtime.clocks),
        doings=Doings(store, runtime.clocks, requests),
        shelf=Shelf(snapshots, place, news),
        job_lists=job_lists,
        job_details=JobDetails(store, known, job_lists, web_jobs, renderers),
        job_actions=JobActions(known, web_jobs, services.site),
        settings=settings,
        addresses=addresses,
        clocks=runtime.clocks,
        new_id=runtime.new_id,
        clockwork=clockwork,
        test_clocks=test_clocks,
        timeline=Timeline(clockwork),
        faults=faults,
        sinks=sinks,
        news=news,
        events=Events(news, clock, engine.next_due, clockwork.all_of),
        requests=requests,
        executions=engine.journal,
        snapshots=snapshots,
        resets=Resets(
            store,
            engine,
            clockwork,
            forgetting,
            wake_up,
            registrations,
            faults=faults,
            sinks=sinks,
            requests=requests,
            site=services.site,
            news=news,
            begin=settings.clock,
        ),
        registrations=registrations,
        numbers=Numbers(store, runtime.clocks, faults, engine.tally, answered, pulse),
        previews=Previews(store, runtime.clocks),
        glances=Glances(store, engine.journal),
    )
