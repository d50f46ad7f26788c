"""Where do the parts meet? Here, and nowhere else."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from azure_scheduler_emulator.actions.kinds import dispatcher
from azure_scheduler_emulator.actions.performer import Performer
from azure_scheduler_emulator.actions.service_bus.amqp import Sender
from azure_scheduler_emulator.actions.webhook import post_json
from azure_scheduler_emulator.actions.wire.hostmap import AMQP, parse_maps
from azure_scheduler_emulator.actions.wire.interposed import InterposedTransport, with_faults
from azure_scheduler_emulator.config import Settings, job_environment
from azure_scheduler_emulator.domain.time.moment import parse, render
from azure_scheduler_emulator.engine import retention
from azure_scheduler_emulator.engine.alarm import Alarm
from azure_scheduler_emulator.engine.engine import Engine
from azure_scheduler_emulator.engine.timeline import Timeline
from azure_scheduler_emulator.faults import FaultPlan
from azure_scheduler_emulator.journal import Exchange, Journal
from azure_scheduler_emulator.runtime import Runtime
from azure_scheduler_emulator.service.cloud_services import CloudServices
from azure_scheduler_emulator.service.collections import Collections
from azure_scheduler_emulator.service.documents import Documents
from azure_scheduler_emulator.service.jobs import Jobs
from azure_scheduler_emulator.service.operations import Operations
from azure_scheduler_emulator.service.overviews import Overviews
from azure_scheduler_emulator.service.previews import Previews
from azure_scheduler_emulator.service.spaces import Spaces
from azure_scheduler_emulator.service.subscriptions import Subscriptions
from azure_scheduler_emulator.service.webjob_timers import WebJobTimers
from azure_scheduler_emulator.sinks import Sinks
from azure_scheduler_emulator.storage import collections, facts, operations
from azure_scheduler_emulator.storage.store import Store
from azure_scheduler_emulator.storage.wake_up import WakeUp

if TYPE_CHECKING:
    # Off unless asked for, and a tenth of the time to READY: what runs web jobs is loaded when it is.
    from azure_scheduler_emulator.webjobs.site import Site


@dataclass(frozen=True)
class Emulator:
    """Everything that runs, and what faces and the control API may ask for."""

    settings: Settings
    runtime: Runtime
    faults: FaultPlan
    #: Targets inside, for tests that have none of their own.
    sinks: Sinks
    #: What clients asked of the emulated APIs, and what they got.
    requests: Journal[Exchange]
    #: How many requests were answered, by face and status.
    tally: Counter[tuple[str, int]]
    subscriptions: Subscriptions
    cloud_services: CloudServices
    collections: Collections
    jobs: Jobs
    operations: Operations
    spaces: Spaces
    previews: Previews
    overviews: Overviews
    documents: Documents
    store: Store
    engine: Engine
    timeline: Timeline
    alarm: Alarm
    #: The site whose web jobs the Kudu API manages, if there is one.
    kudu: Site | None
    _changing: threading.RLock

    def start(self) -> None:
        """Take up what an earlier process left, and begin to fire."""
        self.engine.recover()
        if self.kudu is not None:
            from azure_scheduler_emulator.webjobs.disk import credentials

            self.kudu.start()
            credentials.announce(self.kudu.credentials)
        self.alarm.start()

    def remember_clock(self) -> None:
        """Note where a virtual clock stands, so that a restart goes on from there."""
        clock = self.runtime.clock
        with self.store.begin() as tx:
            facts.put(tx, "virtual_clock", render(clock.now()) if clock.virtual else "")

    def stop(self, grace: float = 0.2) -> None:
        """Stop firing and close the database. Attempts that take longer than ``grace`` seconds stay claimed."""
        if self.kudu is not None:
            self.kudu.stop(grace)
        self.alarm.stop(grace)
        self.store.close()

    def advance(self, target: datetime) -> int:
        """Move the virtual clock to ``target`` and run what falls due; return how many attempts were made."""
        made = self.timeline.advance(target)
        self.remember_clock()
        return made

    def clear(self) -> None:
        """Forget everything but the settings: stored things, faults, sinks, journals, and the time."""
        with self._changing:
            if self.kudu is not None:
                # Before time is ours: an advance may be waiting for a run to end.
                self.kudu.stop(grace=0)
                self.kudu.forget()
            with self.changing():
                self.faults.clear()
                self.sinks.clear()
                self.store.clear()
                self.requests.forget()
                self.engine.journal.forget()
                set_clock(self.runtime, self.settings)
            if self.kudu is not None:
                self.kudu.start()

    def clear_part(self, subscription: str, owner: str | None = None) -> None:
        """Forget the jobs of one subscription, or of one owner in a sibling API (whose name is its subscription).

        Its faults and its entries in the journals go too. Registrations, certificates and the time stay.
        """
        with self._changing, self.engine.turn:
            with self.store.begin() as tx:
                collections.delete_services_of(tx, subscription, owner)
                operations.delete_of(tx, subscription)
            if owner is None:
                self.faults.clear(lambda rule: (rule.match.subscription or "").lower() == subscription)
                self.requests.forget(lambda exchange: exchange.subscription == subscription)
                self.engine.journal.forget(lambda done: done.order.subscription == subscription)

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Hold everything that fires while what is stored is exchanged."""
        with self._changing, self.engine.turn:
            yield
            self.engine.forget_places()


def build(settings: Settings, *, runtime: Runtime | None = None, performer: Performer | None = None) -> Emulator:
    """Return an emulator that is put together but not started.

    Raises:
        InvalidError: a setting makes no sense.
        StateError: the database cannot be used.
    """
    runtime = runtime or Runtime()
    faults, sinks = FaultPlan(settings.fault_seed), Sinks()
    if settings.kudu:
        from azure_scheduler_emulator.webjobs import building

        building.check(settings)
    transport = _transport(settings, runtime, faults, sinks)
    wake_up = WakeUp()
    store = Store(settings.url, wake_up)
    set_clock(runtime, settings, _remembered_clock(store))
    spaces = Spaces(store, runtime)
    kudu = _kudu(settings, runtime, spaces, transport) if settings.kudu else None
    performer = performer or _performer(settings, transport, kudu)
    engine = Engine(store, runtime, performer, Journal(settings.journal))
    housekeep = partial(retention.enforce, store, runtime)
    timeline = Timeline(engine, runtime, housekeep)
    alarm = Alarm(engine, timeline, runtime, workers=settings.workers, housekeep=housekeep, shared=store.shared)
    wake_up.listen(alarm.rearm)
    tracking = Operations(store)
    return Emulator(
        settings=settings,
        runtime=runtime,
        faults=faults,
        sinks=sinks,
        requests=Journal(settings.journal),
        tally=Counter(),
        subscriptions=Subscriptions(store, tracking),
        cloud_services=CloudServices(store, runtime, tracking),
        collections=Collections(store, runtime, tracking),
        jobs=Jobs(store, runtime, tracking),
        operations=tracking,
        spaces=spaces,
        previews=Previews(store, runtime),
        overviews=Overviews(store),
        documents=Documents(store),
        store=store,
        engine=engine,
        timeline=timeline,
        alarm=alarm,
        kudu=kudu,
        _changing=threading.RLock(),
    )


def set_clock(runtime: Runtime, settings: Settings, remembered: str = "") -> None:
    """Set the clock as it is at the start: the virtual moment of the settings, the one remembered, or system time."""
    moment = settings.clock or remembered
    if moment:
        runtime.clock.set(parse(moment))
    else:
        runtime.clock.follow_system()


def _remembered_clock(store: Store) -> str:
    with store.read() as tx:
        return facts.get(tx, "virtual_clock") or ""


def _transport(settings: Settings, runtime: Runtime, faults: FaultPlan, sinks: Sinks) -> InterposedTransport:
    """Return what calls the jobs' targets."""
    maps = parse_maps(settings.map)
    return InterposedTransport(runtime=runtime, faults=faults, sinks=sinks, maps=maps, verify=_verify(settings))


def _performer(settings: Settings, transport: InterposedTransport, kudu: Site | None) -> Performer:
    """Return what performs the jobs' actions for real."""
    sender = Sender(maps=parse_maps(settings.map, AMQP), verify=_verify(settings))
    return with_faults(dispatcher(transport, sender, kudu.fire if kudu else None), transport.interposed)


def _verify(settings: Settings) -> bool | str:
    return {"yes": True, "no": False}.get(settings.target_verify.lower(), settings.target_verify)


def _kudu(settings: Settings, runtime: Runtime, spaces: Spaces, transport: InterposedTransport) -> Site:
    from azure_scheduler_emulator.webjobs import building

    timers = WebJobTimers(spaces, runtime)
    return building.build_site(settings, runtime, timers, partial(post_json, transport), job_environment())
