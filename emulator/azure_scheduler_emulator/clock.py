"""What time is it, and for whom? Clocks that follow the machine's, stand where a test has put them, or run from there.

One clock is everybody's, the shared one. What belongs to a tenant may live by a clock of its own, a test clock. Here
clocks are read; ``engine.clockwork`` alone moves them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from azure_scheduler_emulator.domain.tenant import Tenant
from azure_scheduler_emulator.domain.time.moment import LATEST
from azure_scheduler_emulator.machine import monotonic, wall

#: The identity of the shared clock.
SHARED = ""


@dataclass(frozen=True)
class Reading:
    """The hands of a virtual clock: it showed ``base`` at ``since``, an instant of the machine, and goes ``rate`` times
    as fast as the machine; 0 for one that stands.
    """

    base: datetime
    since: float = 0.0
    rate: float = 0.0

    def at(self, instant: float) -> datetime:
        """Return what the clock shows at an instant of the machine that is not before ``since``."""
        if not self.rate:
            return self.base
        try:
            return self.base + timedelta(seconds=(instant - self.since) * self.rate)
        except OverflowError:
            return LATEST

    def instant_of(self, moment: datetime) -> float | None:
        """Return the instant at which the clock comes to a moment; None for one to which it does not come by itself."""
        if moment <= self.base:
            return self.since
        return self.since + (moment - self.base).total_seconds() / self.rate if self.rate else None


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What was agreed about a test clock when it was made."""

    #: Who lives by it.
    tenants: tuple[Tenant, ...] = ()
    #: Those of them that are accounts, as their users spell them.
    accounts: tuple[str, ...] = ()
    #: How many times as fast as the machine it goes while nobody moves it; 0 for one that stands.
    rate: float = 0.0
    #: How much of the machine's time may pass without a request under it before it is forgotten.
    expires: timedelta = timedelta(hours=1)


class Clock:
    """One line of time."""

    def __init__(self, id: str = SHARED, reading: Reading | None = None) -> None:
        """Show what ``reading`` says; None follows the machine's time."""
        self.id = id
        self._reading = reading
        #: When somebody last asked for something under it, by the machine's time that never runs backwards.
        self.touched = monotonic()
        #: Called after each move, for those who watch.
        self.moved: Callable[[], None] = _nobody_cares

    @classmethod
    def standing_at(cls, moment: datetime, id: str = SHARED) -> Clock:
        """Return a clock that stands at ``moment``."""
        return cls(id, Reading(moment.astimezone(UTC)))

    @property
    def virtual(self) -> bool:
        """Whether it goes its own way instead of following the machine's time."""
        return self._reading is not None

    @property
    def standing(self) -> bool:
        """Whether the time passes only when somebody moves it."""
        return self._reading is not None and not self._reading.rate

    @property
    def rate(self) -> float:
        """Return how many times as fast as the machine it goes; 0 while it stands."""
        return 1.0 if self._reading is None else self._reading.rate

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return wall() if self._reading is None else self._reading.at(monotonic())

    def comes_to(self, moment: datetime) -> datetime | None:
        """Return when, by the machine's time, it shows ``moment``; None if it does not come to it by itself."""
        if self._reading is None:
            return moment
        instant = self._reading.instant_of(moment)
        if instant is None:
            return None
        try:
            return wall() + timedelta(seconds=instant - monotonic())
        except OverflowError:
            return None

    def touch(self) -> None:
        """Note that somebody asks for something under it."""
        self.touched = monotonic()

    def set(self, moment: datetime, rate: float = 0.0) -> None:
        """Have it stand at ``moment``, before or after the present one, or run from there."""
        self._reading = Reading(moment.astimezone(UTC), monotonic(), rate)
        self.moved()

    def follow_system(self) -> None:
        """Have it follow the machine's time."""
        self._reading = None
        self.moved()


class Clocks:
    """The shared clock and the test clocks, and who lives by which."""

    def __init__(self, shared: Clock | None = None) -> None:
        self.shared = shared or Clock()
        self._lock = threading.Lock()
        self._clocks: dict[str, Clock] = {}
        self._terms: dict[str, Terms] = {}
        self._bound: dict[Tenant, Clock] = {}

    def of(self, tenant: Tenant) -> Clock:
        """Return the clock that a tenant's things live by."""
        if not self._bound:
            return self.shared
        return self._bound.get(tenant) or self._bound.get(tenant.api_alone) or self.shared

    def get(self, id: str) -> Clock | None:
        """Return the clock of that identity, or None."""
        return self.shared if id == SHARED else self._clocks.get(id)

    def everyone(self) -> list[Clock]:
        """Return every clock, the shared one first."""
        with self._lock:
            return [self.shared, *self._clocks.values()]

    def terms(self, id: str) -> Terms | None:
        """Return what was agreed about a test clock, or None."""
        return self._terms.get(id)

    @property
    def bound(self) -> Iterable[Tenant]:
        """Return those who live by a test clock."""
        return self._bound

    def add(self, clock: Clock, terms: Terms) -> None:
        """Have tenants live by a clock; whoever reads meanwhile sees all of that or nothing."""
        with self._lock:
            self._terms = {**self._terms, clock.id: terms}
            self._clocks = {**self._clocks, clock.id: clock}
            self._bound = {**self._bound, **dict.fromkeys(terms.tenants, clock)}

    def remove(self, id: str) -> None:
        """Forget a test clock: who lived by it lives by the shared one."""
        with self._lock:
            self._terms = {key: terms for key, terms in self._terms.items() if key != id}
            self._clocks = {key: clock for key, clock in self._clocks.items() if key != id}
            self._bound = {tenant: clock for tenant, clock in self._bound.items() if clock.id != id}


def _nobody_cares() -> None:
    """Hear that a clock has moved, and do nothing."""
