"""Who wakes the engine in real time? APScheduler, which is the alarm clock and never the database.

One APScheduler job rings at the earliest due moment of the store; others keep house. Why it is no more than that:
docs/decisions/0001-apscheduler-is-the-alarm.md.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger

from azure_scheduler_emulator.clock import Clock
from azure_scheduler_emulator.domain.jobs.history import FireOrder
from azure_scheduler_emulator.engine.backlog import Backlog
from azure_scheduler_emulator.engine.clockwork import Clockwork
from azure_scheduler_emulator.engine.condition import said
from azure_scheduler_emulator.engine.crew import LASTING
from azure_scheduler_emulator.engine.dispatcher import MakeDispatcher
from azure_scheduler_emulator.engine.engine import Engine
from azure_scheduler_emulator.engine.leases import Leases
from azure_scheduler_emulator.engine.outcomes import Outcomes
from azure_scheduler_emulator.engine.room import Room
from azure_scheduler_emulator.machine import monotonic, wall

#: On a shared database another process tells what it has stored (``hearing``). Should it not be heard, look this often.
SHARED_POLL = timedelta(seconds=1)
HOUSEKEEPING_EVERY = timedelta(minutes=10)
#: How often claims are renewed, and the alarm is set anew, whoever forgot to.
BEAT = timedelta(seconds=1)
#: How long to leave a database alone that just refused.
AFTER_FAILURE = timedelta(seconds=1)

ALARM = "alarm"
_TROUBLE = "claiming"
#: When the alarm rings if it is not set. A job without a next run would be removed each time it rang.
NEVER = datetime(9999, 1, 1, tzinfo=UTC)

log = logging.getLogger(__name__)


class OnlyWhenSet(BaseTrigger):  # type: ignore[misc]
    """The trigger of the alarm, which is set by hand each time."""

    def get_next_fire_time(self, _previous: datetime | None, _now: datetime) -> datetime:
        """Return a moment that does not come."""
        return NEVER


class Alarm:
    """Rings when something falls due, and has it done."""

    def __init__(
        self,
        engine: Engine,
        clockwork: Clockwork,
        outcomes: Outcomes,
        *,
        dispatch: MakeDispatcher,
        housekeep: Callable[[Clock], None],
        shared: bool,
    ) -> None:
        self._engine = engine
        self._clockwork = clockwork
        self._clocks = clockwork.clocks
        self._housekeep = housekeep
        self._shared = shared
        self._lock = threading.Lock()
        #: Notified when a ring has ended.
        self._quiet = threading.Condition(self._lock)
        self._stopped = False
        self._ringing = False
        #: Held by what looks at the database again and again.
        self._beating = threading.Lock()
        #: Somebody stored something while the alarm rang: look once more.
        self._again = False
        self._armed_for: datetime | None = None
        self._outcomes = outcomes
        self._dispatcher = dispatch(self._perform, self.rearm)
        self._backlog = Backlog()
        #: Attempts that were due at the last look and found no room.
        self._behind = 0
        #: Until when what finds no room is left where it is.
        self._patient_until = 0.0
        self._leases = Leases(engine)
        self._expire: Callable[[], None] = lambda: None
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(2)},
            # Nothing is lost for being late, whatever the machine was doing.
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )

    def see_to(self, expire: Callable[[], None]) -> None:
        """Have what is out of date looked for with each beat."""
        self._expire = expire

    def start(self) -> None:
        """Begin to ring."""
        # A ring that starts while the last one is ending must not be dropped, hence more than one instance.
        self._scheduler.add_job(self._ring, OnlyWhenSet(), id=ALARM, max_instances=8)
        self._scheduler.add_job(self._keep_house, "interval", seconds=HOUSEKEEPING_EVERY.total_seconds())
        self._scheduler.add_job(self._beat, "interval", seconds=BEAT.total_seconds())
        if self._shared:
            self._scheduler.add_job(self.look, "interval", seconds=SHARED_POLL.total_seconds())
        self._dispatcher.start()
        self._scheduler.start()
        self.rearm()

    def stop(self, grace: float) -> None:
        """Claim nothing more, and give running attempts ``grace`` seconds to be recorded; let go of the others."""
        with self._quiet:
            self._stopped = True
            self._quiet.wait_for(lambda: not self._ringing, grace)
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        if self._beating.acquire(timeout=grace):
            self._beating.release()
        self._dispatcher.stop()
        self._outcomes.stop(grace)
        try:
            self._engine.release()
        except Exception as error:
            log.warning("claims could not be given back; they end by themselves: %s", said(error))
            log.debug("the reason", exc_info=error)

    @property
    def running(self) -> int:
        """Return how many calls are under way."""
        return self._dispatcher.running

    @property
    def waiting(self) -> int:
        """Return how many calls are due and wait for their turn."""
        return self._dispatcher.queued + self._behind

    def rearm(self, clock: str | None = None, due: datetime | None = None) -> None:
        """Set the alarm to the earliest due moment, which is read from the store under the alarm's own lock.

        ``due`` is no more than a hint, the moment of a clock that the caller has just stored: an alarm that rings
        before it will look at the store anyway. It is never what the alarm is set to: a due moment that is handed along
        can be overtaken by another one, and a wake-up is lost.
        """
        found = self._clocks.get(clock) if clock is not None and due is not None else None
        hint = found.comes_to(due) if found is not None and due is not None else None
        with self._lock:
            if self._ringing:
                self._again = True
            elif hint is not None and self._armed_for is not None and self._armed_for <= hint:
                return
            elif self._scheduler.running and not self._stopped:
                self._arm({})

    def _arm(self, seen: Mapping[str, datetime]) -> None:
        """Set the alarm, or have it ring soon if that cannot be told now: whatever fails, it rings again.

        What was due by a clock when that was ``seen``, and waits for others to end, is no reason to ring.
        """
        try:
            moments = [self._next(clock, seen.get(clock.id)) for clock in self._running_clocks()]
        except Exception as error:
            log.debug("the next due moment is not known", exc_info=error)
            self._fail(error)
            return
        moment = min((each for each in moments if each is not None), default=None)
        if moment is not None and (self._armed_for is None or moment < self._armed_for):
            self._schedule(moment)

    def _next(self, clock: Clock, seen: datetime | None) -> datetime | None:
        """Return when the machine comes to what falls due next by a clock."""
        due = self._engine.next_due(clock.id, seen)
        if due is None:
            return None
        if seen is not None and due <= seen:
            # It found no room. There may be some in a moment; if not, what is due behind it is looked for.
            return wall() + timedelta(seconds=LASTING)
        return clock.comes_to(due)

    def _running_clocks(self) -> list[Clock]:
        return [clock for clock in self._clocks.everyone() if not clock.standing]

    def _schedule(self, moment: datetime) -> None:
        """Ring at ``moment``, which may be past."""
        self._armed_for = moment
        self._scheduler.modify_job(ALARM, next_run_time=moment)

    def _ring(self) -> None:
        with self._lock:
            self._armed_for = None
            self._again = self._ringing
            if self._ringing or self._stopped:
                return
            self._ringing = True
        seen = self._run_due()
        with self._lock:
            self._ringing = self._again = False
            self._quiet.notify_all()
            if not self._stopped and seen is not None:
                self._arm(seen)

    def _run_due(self) -> Mapping[str, datetime] | None:
        """Do what is due until nothing is; return when that was so by each clock, or None if it could not be done."""
        try:
            while True:
                self._again = False
                clocks = self._running_clocks()
                seen = {clock.id: clock.now() for clock in clocks}
                self._submit_due(clocks)
                if self._stopped or not self._again:
                    break
        except Exception as error:
            log.debug("what was due could not be claimed", exc_info=error)
            with self._lock:
                self._fail(error)
            return None
        self._engine.condition.end(_TROUBLE)
        return seen

    def _fail(self, error: Exception) -> None:
        """Leave the database alone for a moment, and ring again."""
        self._engine.condition.begin(_TROUBLE, f"what is due cannot be claimed, tried again: {said(error)}")
        if self._scheduler.running and not self._stopped:
            self._schedule(wall() + AFTER_FAILURE)

    def _submit_due(self, clocks: Sequence[Clock]) -> None:
        if not self._behind:
            self._patient_until = monotonic() + LASTING
        room = self._dispatcher.room()
        for clock in clocks:
            with self._clockwork.claiming(clock) as may:
                if may:
                    room = self._submit(clock, room)
        self._behind = room.behind
        self._dispatcher.left_behind(room)

    def _submit(self, clock: Clock, room: Room) -> Room:
        """Have done what is due by a clock and finds room; return the room with what is told of it."""
        more = True
        while more and not self._stopped:
            patient = monotonic() < self._patient_until
            orders, more = self._engine.claim_what_fits(clock, room, patient=patient, lease=self._dispatcher.lease())
            if orders:
                # Targets answer: what found no room may find some in a moment.
                self._patient_until = monotonic() + LASTING
            self._dispatcher.take(orders)
            if more:
                room = self._dispatcher.room()
        return room

    def _perform(self, order: FireOrder) -> None:
        if not self._engine.is_late(order):
            self._outcomes.add([self._engine.attempt(order)])

    def settled(self) -> None:
        """Be told that another process has settled something."""
        self._dispatcher.settled()

    def look(self) -> None:
        """See what other processes have done."""
        with self._beating:
            if self._stopped:
                return
            try:
                self._clockwork.look()
            except Exception as error:
                log.debug("the database does not answer", exc_info=error)
        self.rearm()

    def _beat(self) -> None:
        """Keep the claims, and set the alarm."""
        with self._beating:
            if self._shared and not self._stopped:
                self._leases.renew()
        self._backlog.note(self.waiting)
        self._clockwork.beat()
        self._expire()
        self.rearm()

    def _keep_house(self) -> None:
        try:
            for clock in self._clocks.everyone():
                self._housekeep(clock)
        except Exception:
            log.exception("old records could not be deleted; tried again later")
