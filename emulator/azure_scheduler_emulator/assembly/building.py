"""Where do the parts meet? Here, and nowhere else."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from azure_scheduler_emulator import telemetry
from azure_scheduler_emulator.actions import calling, inside
from azure_scheduler_emulator.actions.performer import Deferred, Performer
from azure_scheduler_emulator.assembly.parts import Emulator, Part
from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.domain.tenant import SITE, Tenant
from azure_scheduler_emulator.engine import retention
from azure_scheduler_emulator.engine.alarm import Alarm
from azure_scheduler_emulator.engine.clockwork import Clockwork
from azure_scheduler_emulator.engine.engine import Engine
from azure_scheduler_emulator.engine.forgetting import Forgetting
from azure_scheduler_emulator.engine.hearing import Hearing
from azure_scheduler_emulator.engine.obeying import nothing_around
from azure_scheduler_emulator.engine.outcomes import Outcomes
from azure_scheduler_emulator.engine.test_clocks import TestClocks
from azure_scheduler_emulator.environment import job_environment
from azure_scheduler_emulator.faults import FaultPlan
from azure_scheduler_emulator.gateway.recording import Recorder
from azure_scheduler_emulator.gateway.registry import FACES
from azure_scheduler_emulator.http.turn import Turn
from azure_scheduler_emulator.journal import Journal
from azure_scheduler_emulator.news import News, Topic
from azure_scheduler_emulator.once import Once
from azure_scheduler_emulator.remote.choice import dispatcher
from azure_scheduler_emulator.runtime import Runtime
from azure_scheduler_emulator.service.cloud_services import CloudServices
from azure_scheduler_emulator.service.collections import Collections
from azure_scheduler_emulator.service.documents import Documents
from azure_scheduler_emulator.service.job_views import JobViews
from azure_scheduler_emulator.service.jobs import Jobs
from azure_scheduler_emulator.service.operations import Operations
from azure_scheduler_emulator.service.services import Services
from azure_scheduler_emulator.service.subscriptions import Subscriptions
from azure_scheduler_emulator.service.webjob_timers import WebJobTimers
from azure_scheduler_emulator.sinks import Sinks
from azure_scheduler_emulator.storage.store import Store
from azure_scheduler_emulator.storage.wake_up import WakeUp
from azure_scheduler_emulator.testbed.numbers import Pulse
from azure_scheduler_emulator.testbed.registrations import Registrations

if TYPE_CHECKING:
    # Loaded when somebody asks for it, so that nobody waits for READY: what calls go out by, what tests may ask for,
    # and what runs web jobs.
    from azure_scheduler_emulator.remote.dispatch import Sends
    from azure_scheduler_emulator.testbed.testbed import Testbed
    from azure_scheduler_emulator.webjobs.site import Site


def build(
    settings: Settings,
    *,
    runtime: Runtime | None = None,
    performer: Performer | None = None,
    celery: Sends | None = None,
) -> Emulator:
    """Return an emulator that is put together but not started; ``celery`` is there for what stands in for a broker.

    Raises:
        InvalidError: a setting makes no sense.
        StateError: the database cannot be used.
    """
    runtime = runtime or Runtime()
    clock = runtime.clock
    spans = telemetry.of(settings)
    if settings.kudu:
        from azure_scheduler_emulator.webjobs import building

        building.check(settings)
    news = News()
    clock.moved = partial(news.tell, Topic.CLOCK)
    faults, sinks = FaultPlan(settings.fault_seed, news), Sinks(news)
    wake_up = WakeUp()
    store = Store(settings.url, wake_up, settings.database_connections, news)
    wires = calling.wires(
        settings, runtime.clocks, faults, sinks, lambda order: store.epochs.is_late(order.epoch, order.tenant)
    )
    turn = Turn(everybody=store.shared)
    store.before_waiting = turn.give_up
    tracking = Operations(store, runtime.clocks)
    jobs, views = Jobs(store, runtime, tracking), JobViews(store, runtime.clocks)
    site = None
    if settings.kudu:
        timers = WebJobTimers(jobs, views, runtime)
        site = building.build_site(
            settings, replace(runtime, tenant=SITE), timers, calling.poster(wires, SITE), job_environment()
        )
    remembered = partial(Journal, settings.journal, settings.journal_bytes)
    own = Deferred(lambda: calling.performer(settings, wires(), site.fire if site else None))
    engine = Engine(store, runtime, telemetry.traced(performer or own, spans), remembered(), news)
    housekeep = partial(retention.enforce, store)
    outcomes = Outcomes(engine.settle, engine.condition)
    clockwork = Clockwork(
        engine,
        outcomes,
        store,
        runtime.clocks,
        runtime.new_id,
        wake_up,
        housekeep,
        news,
        around=spans.advance if spans else nothing_around,
        stays_inside=(lambda _: False) if performer else inside.stays_inside(faults, sinks),
    )
    clockwork.keeping.resume(settings.clock)
    alarm = Alarm(
        engine,
        clockwork,
        outcomes,
        dispatch=dispatcher(settings, store, engine, celery),
        housekeep=housekeep,
        shared=store.shared,
    )

    def ring(of: str, due: datetime | None) -> None:
        found = runtime.clocks.get(of)
        if found is not None and found.standing:
            clockwork.ring(found, due)
            return
        alarm.rearm(of, due)
        if due is not None and performer is None:
            own.expect()

    wake_up.listen(ring)
    recorder = Recorder(clock, remembered(), Counter(), news, settings.explain, telemetry=spans)
    services = Services(
        settings=settings,
        clocks=runtime.clocks,
        new_id=runtime.new_id,
        faults=faults,
        subscriptions=Subscriptions(store, tracking),
        cloud_services=CloudServices(store, runtime, tracking),
        collections=Collections(store, runtime, tracking),
        jobs=jobs,
        views=views,
        operations=tracking,
        documents=Documents(store),
        site=site,
    )
    forgetting = Forgetting(store, engine, faults, recorder.journal)
    test_clocks = TestClocks(store, clockwork, forgetting, runtime.new_id, lambda tenant: _start_anew(site, tenant))
    alarm.see_to(test_clocks.expire)
    registrations = Registrations(services.subscriptions, Path(settings.certs), runtime.clocks, runtime.new_id)

    def opened() -> Testbed:
        from azure_scheduler_emulator.testbed import building

        pulse = Pulse(engine.condition, outcomes, alarm)
        renderers = {face.name: partial(face.render, services) for face in FACES}
        return building.build_testbed(
            services,
            runtime,
            store,
            wake_up,
            engine,
            clockwork,
            test_clocks,
            forgetting,
            sinks,
            news,
            recorder.journal,
            recorder.tally,
            registrations,
            pulse,
            renderers,
            recorder.addresses,
        )

    parts: list[Part] = [
        engine,
        *([site] if site else []),
        clockwork,
        alarm,
        Hearing(store, alarm),
        store,
        *([spans] if spans else []),
    ]
    return Emulator(
        services=services,
        door=Once(opened),
        registrations=registrations,
        sinks=sinks,
        turn=turn,
        recorder=recorder,
        parts=tuple(parts),
    )


def _start_anew(site: Site | None, tenant: Tenant) -> None:
    """Have web jobs begin anew, whose timers were forgotten."""
    if site is not None and tenant.covers(SITE):
        site.stop(grace=0)
        site.forget()
        site.start()
