"""How does a test begin anew? Everything is forgotten but the settings, or what one tenant has."""

from __future__ import annotations

import threading
from datetime import datetime
from typing import TYPE_CHECKING

from azure_scheduler_emulator.clock import SHARED
from azure_scheduler_emulator.domain.tenant import Tenant
from azure_scheduler_emulator.domain.time.moment import parse
from azure_scheduler_emulator.engine.clockwork import Clockwork
from azure_scheduler_emulator.engine.engine import Engine
from azure_scheduler_emulator.engine.forgetting import Forgetting
from azure_scheduler_emulator.engine.timeline import check_mode
from azure_scheduler_emulator.faults import FaultPlan
from azure_scheduler_emulator.journal import Exchange, Journal
from azure_scheduler_emulator.machine import wall
from azure_scheduler_emulator.news import News, Topic
from azure_scheduler_emulator.sinks import Sinks
from azure_scheduler_emulator.storage.store import Store
from azure_scheduler_emulator.storage.wake_up import WakeUp
from azure_scheduler_emulator.testbed.registrations import Registrations

if TYPE_CHECKING:
    from azure_scheduler_emulator.webjobs.site import Site


class Resets:
    """Forgets."""

    def __init__(
        self,
        store: Store,
        engine: Engine,
        clockwork: Clockwork,
        forgetting: Forgetting,
        wake_up: WakeUp,
        registrations: Registrations,
        *,
        faults: FaultPlan,
        sinks: Sinks,
        requests: Journal[Exchange],
        site: Site | None,
        news: News,
        begin: str = "",
    ) -> None:
        """``begin`` is the moment at which a virtual clock begins, as the settings say it; empty for system time."""
        self._store = store
        self._engine = engine
        self._clockwork = clockwork
        self._forgetting = forgetting
        self._wake_up = wake_up
        self._registrations = registrations
        self._faults = faults
        self._sinks = sinks
        self._requests = requests
        self._site = site
        self._news = news
        self._begin = begin
        self._lock = threading.RLock()

    def everything(self, mode: str | None = None, moment: datetime | None = None, rate: float = 0.0) -> None:
        """Forget everything but settings and certificates; the clock is as at the start, or as ``mode`` says.

        No command of a clock is waited for, and no call: what comes of them late is forgotten too.

        Raises:
            InvalidError: a moment is given for the system clock.
        """
        check_mode(mode or "virtual", moment, rate)
        self._clockwork.keeping.check_rate(rate)
        with self._lock:
            self._anew(mode, moment, rate)
            if self._site is not None:
                self._site.start()
        self._registrations.register_default()
        self._wake_up.ring(SHARED)
        self._news.tell(Topic.ALL)

    def _anew(self, mode: str | None, moment: datetime | None, rate: float) -> None:
        with self._clockwork.overtaking("Everything was reset."):
            if self._site is not None:
                self._site.stop(grace=0)
                self._site.forget()
            self._faults.clear()
            self._store.clear()
            self._clockwork.keeping.reload()
            self._sinks.clear()
            self._requests.forget()
            self._engine.forget_calls()
            begin = parse(self._begin) if self._begin else None
            if mode == "virtual":
                begin = moment or begin or wall()
            self._clockwork.keeping.begin(None if mode == "system" else begin, rate)

    def part(self, tenant: Tenant) -> None:
        """Forget a tenant's jobs and their calls, and a whole subscription's or API's faults and requests.

        Registrations, certificates and the time stay.
        """
        with self._lock, self._engine.paused():
            with self._store.begin() as tx:
                self._forgetting.stored(tx, tenant)
            self._forgetting.remembered(tenant)
        self._news.tell(Topic.ALL)
