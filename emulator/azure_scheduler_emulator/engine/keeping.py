"""Where does the shared clock stand, for whoever comes after this process, and for others on the same database?"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime

from azure_scheduler_emulator.clock import SHARED, Clock, Clocks
from azure_scheduler_emulator.domain.errors import ConflictError
from azure_scheduler_emulator.domain.time.moment import parse, render
from azure_scheduler_emulator.storage import clocks, facts, jobs
from azure_scheduler_emulator.storage.store import Store, Transaction

log = logging.getLogger(__name__)


class Keeping:
    """Notes where a clock stands, and puts it there again."""

    def __init__(self, store: Store, clocks: Clocks) -> None:
        self._store = store
        self._clocks = clocks

    def note(self, clock: Clock) -> None:
        """Note where a virtual clock stands, so that a restart goes on from there."""
        with self._store.begin() as tx:
            if clock.id == SHARED:
                facts.put_clock(tx, clock.now() if clock.virtual else None, clock.rate)
            else:
                self._note_test_clock(tx, clock)

    def try_to_note(self, clock: Clock) -> None:
        """Note how far a running clock is, so that a restart goes on from there; if not now, then the next time."""
        try:
            self.note(clock)
        except Exception as error:
            log.debug("where a clock is cannot be noted", exc_info=error)

    def check_rate(self, rate: float) -> None:
        """Refuse to have a clock run on a database that other processes use too: it would be another in each.

        Raises:
            ConflictError: that is what would be.
        """
        if rate and self._store.shared:
            raise ConflictError("A clock that runs is one process's, and other processes use this database too.")

    def begin(self, moment: datetime | None, rate: float = 0.0) -> None:
        """Put the shared clock where a new state begins: at a virtual ``moment``, or on system time.

        Nothing is run.
        """
        shared = self._clocks.shared
        if moment is None:
            shared.follow_system()
        else:
            shared.set(moment, rate)
        self.note(shared)

    def resume(self, moment: str = "") -> None:
        """Put the shared clock where it stood when this state was left, or where it begins if the state is new.

        A restart never moves time back: ``moment`` is for a new state only.
        """
        with self._store.read() as tx:
            stood, new = facts.get(tx, facts.CLOCK), jobs.total(tx) == 0
        if stood is None and new:
            self.begin(parse(moment) if moment else None)
            return
        self._take_up(stood)
        self.reload()
        if moment and not (stood and self._clocks.shared.now() >= parse(moment)):
            shown = f"at {render(self._clocks.shared.now())}" if stood else "on system time"
            log.warning("the clock goes on as it was left, %s: --clock is for a new state", shown)

    def reload(self) -> None:
        """Have the test clocks be those that are stored, where they stood."""
        for clock in self._clocks.everyone()[1:]:
            self._clocks.remove(clock.id)
        with self._store.read() as tx:
            for kept in clocks.everyone(tx):
                clock = Clock.standing_at(kept.shows, kept.id)
                clock.set(kept.shows, kept.terms.rate)
                self._clocks.add(clock, kept.terms)

    def follow_database(self) -> None:
        """Put the shared clock where another process has put it."""
        with self._store.read() as tx:
            stood = facts.get(tx, facts.CLOCK)
        if stood or (stood is not None and self._clocks.shared.virtual):
            self._take_up(stood)

    def _note_test_clock(self, tx: Transaction, clock: Clock) -> None:
        clocks.note(tx, clock.id, clock.now())
        terms = self._clocks.terms(clock.id)
        if terms is not None and terms.rate != clock.rate:
            terms = replace(terms, rate=clock.rate)
            clocks.agree(tx, clock.id, terms)
            self._clocks.add(clock, terms)

    def _take_up(self, stood: str | None) -> None:
        shared = self._clocks.shared
        if stood:
            shared.set(*facts.read_clock(stood))
        else:
            shared.follow_system()
