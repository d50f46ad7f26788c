"""Who wakes the engine in real time? APScheduler, which is the alarm clock and never the database.

One APScheduler job rings at the earliest due moment of the store; others keep house. Why it is no more than that:
docs/decisions/0001-apscheduler-is-the-alarm.md.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger

from azure_scheduler_emulator.clock import SHARED
from azure_scheduler_emulator.domain.jobs.history import FireOrder
from azure_scheduler_emulator.engine.backlog import Backlog
from azure_scheduler_emulator.engine.condition import said
from azure_scheduler_emulator.engine.crew import LASTING
from azure_scheduler_emulator.engine.dispatcher import MakeDispatcher
from azure_scheduler_emulator.engine.engine import LEASE, Engine
from azure_scheduler_emulator.engine.outcomes import Outcomes
from azure_scheduler_emulator.engine.timeline import Timeline
from azure_scheduler_emulator.machine import monotonic, wall
from azure_scheduler_emulator.runtime import Runtime

#: On a shared database another process tells what it has stored (``hearing``). Should it not be heard, look this often.
SHARED_POLL = timedelta(seconds=1)
HOUSEKEEPING_EVERY = timedelta(minutes=10)
#: How often claims are renewed, and the alarm is set anew, whoever forgot to.
BEAT = timedelta(seconds=1)
#: How long to leave a database alone that just refused.
AFTER_FAILURE = timedelta(seconds=1)

ALARM = "alarm"
_TROUBLE, _LEASES = "claiming", "leases"
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
        timeline: Timeline,
        outcomes: Outcomes,
        runtime: Runtime,
        *,
        dispatch: MakeDispatcher,
        housekeep: Callable[[], None],
        shared: bool,
    ) -> None:
        self._engine = engine
        self._timeline = timeline
        self._runtime = runtime
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
        #: Since when the database has been answering.
        self._answering = monotonic()
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(2)},
            # Nothing is lost for being late, whatever the machine was doing.
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )

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

    def rearm(self, _clock: str = SHARED, due: datetime | None = None) -> None:
        """Set the alarm to the earliest due moment, which is read from the store under the alarm's own lock.

        ``due`` is no more than a hint, the moment that the caller has just stored: an alarm that rings before it will
        look at the store anyway. It is never what the alarm is set to: a due moment that is handed along can be
        overtaken by another one, and a wake-up is lost.
        """
        if due is not None and self._runtime.clock.virtual and due > self._runtime.clock.now():
            # A clock that stands still does not come to it by itself.
            return
        with self._lock:
            if self._ringing:
                self._again = True
            elif due is not None and self._armed_for is not None and self._armed_for <= due:
                return
            elif self._scheduler.running and not self._stopped:
                self._arm()

    def _arm(self, seen: datetime | None = None) -> None:
        """Set the alarm, or have it ring soon if that cannot be told now: whatever fails, it rings again.

        What was due when it was ``seen``, and waits for others to end, is no reason to ring.
        """
        try:
            due = self._engine.next_due(after=seen)
        except Exception as error:
            log.debug("the next due moment is not known", exc_info=error)
            self._fail(error)
            return
        if due is None:
            return
        if seen is not None and due <= seen:
            # It found no room. There may be some in a moment; if not, what is due behind it is looked for.
            due = wall() + timedelta(seconds=LASTING)
        if self._runtime.clock.virtual:
            if due <= self._runtime.clock.now():
                self._schedule(None)
        elif self._armed_for is None or due < self._armed_for:
            self._schedule(due)

    def _schedule(self, moment: datetime | None) -> None:
        """Ring at ``moment``, which may be past; None is at once."""
        self._armed_for = moment
        self._scheduler.modify_job(ALARM, next_run_time=moment or wall())

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
                self._arm(None if self._runtime.clock.virtual else seen)

    def _run_due(self) -> datetime | None:
        """Do what is due until nothing is; return when that was so, or None if it could not be done."""
        try:
            while True:
                self._again = False
                seen = self._runtime.clock.now()
                if self._runtime.clock.virtual:
                    self._timeline.run_due()
                else:
                    self._submit_due()
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

    def _submit_due(self) -> None:
        with self._engine.turn:
            more = True
            if not self._behind:
                self._patient_until = monotonic() + LASTING
            while more and not self._stopped:
                room, lease = self._dispatcher.room(), self._dispatcher.lease()
                patient = monotonic() < self._patient_until
                orders, more = self._engine.claim_what_fits(self._runtime.clock, room, patient=patient, lease=lease)
                if orders:
                    # Targets answer: what found no room may find some in a moment.
                    self._patient_until = monotonic() + LASTING
                self._dispatcher.take(orders)
            self._behind = room.behind
        self._dispatcher.left_behind(room)

    def _perform(self, order: FireOrder) -> None:
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
                self._timeline.look()
            except Exception as error:
                log.debug("the database does not answer", exc_info=error)
        self.rearm()

    def _beat(self) -> None:
        """Keep the claims, and set the alarm."""
        with self._beating:
            if self._shared and not self._stopped:
                self._renew()
        self._backlog.note(self.waiting)
        self.rearm()

    def _renew(self) -> None:
        """Keep the claims, and take over those that ended, but not just after the database was gone.

        Whose claims ended meanwhile had no chance to renew them either.
        """
        take_over = monotonic() - self._answering > LEASE.total_seconds()
        try:
            self._engine.note_presence()
            self._engine.renew_leases(take_over=take_over)
        except Exception as error:
            log.debug("claims could not be renewed", exc_info=error)
            self._answering = monotonic()
            self._engine.condition.begin(_LEASES, f"claims cannot be renewed, tried again: {said(error)}")
        else:
            self._engine.condition.end(_LEASES)

    def _keep_house(self) -> None:
        try:
            self._housekeep()
        except Exception:
            log.exception("old records could not be deleted; tried again later")
