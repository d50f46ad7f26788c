"""Who wakes the engine in real time? APScheduler, which is the alarm clock and never the database.

One APScheduler job rings at the earliest due moment of the store; others keep house. Why it is no more than that:
docs/decisions/0001-apscheduler-is-the-alarm.md.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger

from azure_scheduler_emulator.domain.jobs.history import Finished, FireOrder
from azure_scheduler_emulator.engine.engine import Engine
from azure_scheduler_emulator.engine.pool import Pool
from azure_scheduler_emulator.engine.timeline import Timeline
from azure_scheduler_emulator.engine.writer import DrainingWriter
from azure_scheduler_emulator.machine import wall
from azure_scheduler_emulator.runtime import Runtime

#: On a shared database another process may have stored something that is due sooner: look again this often.
SHARED_POLL = timedelta(milliseconds=250)
HOUSEKEEPING_EVERY = timedelta(minutes=10)
RENEWAL_EVERY = timedelta(seconds=10)
#: How long to leave a database alone that just refused.
AFTER_FAILURE = timedelta(seconds=1)

ALARM = "alarm"
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
        runtime: Runtime,
        *,
        workers: int,
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
        #: Somebody stored something while the alarm rang: look once more.
        self._again = False
        self._armed_for: datetime | None = None
        self._pool = Pool(workers, "attempt")
        self._writer = DrainingWriter(self._settle, "settle")
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
        self._scheduler.add_job(self._engine.renew_leases, "interval", seconds=RENEWAL_EVERY.total_seconds())
        if self._shared:
            self._scheduler.add_job(self.rearm, "interval", seconds=SHARED_POLL.total_seconds())
        self._scheduler.start()
        self.rearm()

    def stop(self, grace: float) -> None:
        """Claim nothing more; give running attempts ``grace`` seconds to be recorded. Others stay claimed."""
        with self._quiet:
            self._stopped = True
            self._quiet.wait_for(lambda: not self._ringing, grace)
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        self._pool.stop()
        self._writer.stop(grace)

    def rearm(self, due: datetime | None = None) -> None:
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

    def _arm(self) -> None:
        due = self._engine.next_due()
        if due is None:
            return
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
        failed = not self._run_due()
        with self._lock:
            self._ringing = self._again = False
            self._quiet.notify_all()
            if failed and not self._stopped:
                self._schedule(wall() + AFTER_FAILURE)
            elif not self._stopped:
                self._arm()

    def _run_due(self) -> bool:
        """Do what is due until nothing is; tell whether that went well."""
        try:
            while not self._stopped:
                self._again = False
                if self._runtime.clock.virtual:
                    self._timeline.run_due()
                else:
                    self._submit_due()
                if not self._again:
                    return True
        except Exception:
            log.exception("what was due could not be claimed")
            return False
        return True

    def _submit_due(self) -> None:
        with self._engine.turn:
            while not self._stopped and (orders := self._engine.claim()):
                for order in orders:
                    self._pool.submit(partial(self._perform, order))

    def _perform(self, order: FireOrder) -> None:
        if not self._stopped:
            self._writer.put(self._engine.attempt(order))

    def _settle(self, finished: Sequence[Finished]) -> None:
        try:
            self._engine.settle(finished)
        except Exception:
            log.exception(
                "outcomes could not be stored; their attempts stay claimed and are made again after a restart"
            )

    def _keep_house(self) -> None:
        try:
            self._housekeep()
        except Exception:
            log.exception("old records could not be deleted; tried again later")
