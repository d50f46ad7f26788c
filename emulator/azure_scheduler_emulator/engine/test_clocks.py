"""How does a test get a clock of its own? It binds what it works with, and all that lives there lives by the clock.

Only what has no jobs yet can be bound, and it stays bound as long as the clock is there: no job ever changes its time.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from azure_scheduler_emulator.clock import SHARED, Clock, Terms
from azure_scheduler_emulator.domain.errors import ConflictError, InvalidError, NotFoundError
from azure_scheduler_emulator.domain.tenant import Tenant
from azure_scheduler_emulator.engine.clockwork import Clockwork
from azure_scheduler_emulator.engine.forgetting import Forgetting
from azure_scheduler_emulator.machine import monotonic
from azure_scheduler_emulator.storage import clocks, tenants
from azure_scheduler_emulator.storage.clocks import Kept
from azure_scheduler_emulator.storage.store import Store

#: Test clocks that can be there at once.
MOST = 100

log = logging.getLogger(__name__)


class TestClocks:
    """The test clocks, which come and go."""

    #: pytest takes classes whose names begin so for tests.
    __test__ = False

    def __init__(
        self,
        store: Store,
        clockwork: Clockwork,
        forgetting: Forgetting,
        new_id: Callable[[], str],
        start_anew: Callable[[Tenant], None],
    ) -> None:
        """``start_anew`` is told of tenants whose things were forgotten: there may be parts that run for them."""
        self._store = store
        self._clockwork = clockwork
        self._forgetting = forgetting
        self._new_id = new_id
        self._start_anew = start_anew

    def create(self, now: datetime, terms: Terms) -> Clock:
        """Make a clock by which tenants live from now on.

        Raises:
            ConflictError: one of them has jobs or lives by another test clock; there are too many; the database is
                shared: a clock is one process's.
            InvalidError: nobody is to live by it.
        """
        if self._store.shared:
            raise ConflictError("A test clock is one process's, and other processes use this database too.")
        if not terms.tenants:
            raise InvalidError("Say who lives by the clock: 'subscriptions', 'accounts', 'sites' or 'faces'.")
        clock = Clock.standing_at(now, self._new_id())
        with self._store.begin() as tx:
            if len(self._clockwork.clocks.everyone()) > MOST:
                raise ConflictError(f"There are {MOST} test clocks already; delete some, or reset.")
            for tenant in terms.tenants:
                self._check_free(tenant)
                if tenants.has_jobs(tx, tenant):
                    raise ConflictError(f"{tenant} has jobs already, which live by another clock.")
            clocks.add(tx, Kept(clock.id, now, terms))
            # Nobody else stores anything before this transaction is over.
            self._clockwork.clocks.add(clock, terms)
        if terms.rate:
            clock.set(now, terms.rate)
        log.info("test clock made", extra={"clock": clock.id, "now": str(now)})
        return clock

    def delete(self, id: str, why: str = "The clock was deleted.") -> None:
        """Forget a clock and everything that lives by it.

        Raises:
            NotFoundError: there is no such clock.
        """
        terms = self.terms(id)
        self._clockwork.drop(id, why)
        with self._clockwork.quiet():
            with self._store.begin() as tx:
                for tenant in terms.tenants:
                    self._forgetting.stored(tx, tenant)
                clocks.delete(tx, id)
                self._clockwork.clocks.remove(id)
            for tenant in terms.tenants:
                self._forgetting.remembered(tenant)
        for tenant in terms.tenants:
            self._start_anew(tenant)
        log.info("test clock gone", extra={"clock": id, "why": why})

    def terms(self, id: str) -> Terms:
        """Return what was agreed about a clock.

        Raises:
            NotFoundError: there is no such clock.
        """
        found = self._clockwork.clocks.terms(id)
        if id == SHARED or found is None:
            raise NotFoundError(f"There is no clock '{id}'.")
        return found

    def everyone(self) -> Sequence[Clock]:
        """Return every test clock."""
        return self._clockwork.clocks.everyone()[1:]

    def expire(self) -> None:
        """Forget the clocks under which nothing was asked for long; one that is moved is in use."""
        for clock in self.everyone():
            terms = self._clockwork.clocks.terms(clock.id)
            if terms is None or self._clockwork.is_busy(clock.id):
                continue
            if monotonic() - clock.touched > terms.expires.total_seconds():
                try:
                    self.delete(clock.id, "Nothing was asked under the clock for as long as it was made for.")
                except Exception as error:
                    log.debug("a clock that is out of date could not be forgotten; tried again", exc_info=error)

    def _check_free(self, tenant: Tenant) -> None:
        for other in self._clockwork.clocks.bound:
            if other.covers(tenant) or tenant.covers(other):
                raise ConflictError(f"{tenant} lives by another test clock already.")
