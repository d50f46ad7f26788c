"""How are attempts handed to workers on other machines, and how is it noticed what came of them?

The database decides, the broker only carries: an attempt that is handed over belongs to nobody but the queue for a
minute. The worker that gets the message takes it into its own name first; if the minute ends before, because the broker
or its message is lost, the attempt is claimed and handed over again.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol

from azure_scheduler_emulator.domain.jobs.history import FireOrder
from azure_scheduler_emulator.engine.condition import Condition, said
from azure_scheduler_emulator.engine.followed import Followed
from azure_scheduler_emulator.engine.lanes import lane_of
from azure_scheduler_emulator.engine.room import Room, Window
from azure_scheduler_emulator.machine import monotonic, wall
from azure_scheduler_emulator.remote.broker import HOLDER, QUEUE, TASK, key_of
from azure_scheduler_emulator.storage.attempts import Lease

TAKEN_WITHIN = timedelta(minutes=1)
#: How many attempts of this process are at the broker at a time.
MOST = 2_000
#: Seconds between looks at what is settled: soon after one that found something, and in any case.
SOON, LATEST = 0.02, 1.0
#: Seconds to leave a broker alone that just refused.
PAUSE = 1.0
#: Seconds that the end waits for a broker or a database to answer.
GRACE = 1.0

_TROUBLE = "broker"

log = logging.getLogger(__name__)


class Sends(Protocol):
    """What is needed of Celery to hand something over."""

    def send_task(self, name: str, *, args: Sequence[Any], queue: str, retry: bool) -> object:
        """Have the broker take a message; raises whatever keeps it from that."""


@dataclass
class _Lane:
    """The attempts for one host that are out."""

    window: Window
    keys: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class _Unsent:
    """An order that the broker does not have yet, and until when it may still be sent (monotonic seconds)."""

    order: FireOrder
    until: float


class CeleryDispatcher:
    """Hands attempts to a broker, no more to one host at a time than it answers soon."""

    def __init__(
        self,
        app: Sends,
        per_lane: int,
        condition: Condition,
        followed: Followed,
        has_room: Callable[[], None],
        taken_within: timedelta = TAKEN_WITHIN,
    ) -> None:
        """``has_room`` is called when there is room again for what was left behind.

        ``taken_within`` is how long an attempt may wait at the broker before it is claimed again.
        """
        self._taken_within = taken_within
        self._app = app
        self._per_lane = per_lane
        self._condition = condition
        self._followed = followed
        self._has_room = has_room
        self._changed = threading.Condition()
        self._unsent: deque[_Unsent] = deque()
        self._out: dict[str, FireOrder] = {}
        self._lanes: dict[str, _Lane] = {}
        self._left = self._failing = self._look = self._stopped = False
        self._threads = [
            threading.Thread(target=run, name=name, daemon=True)
            for run, name in ((self._send, "broker"), (self._watch, "broker-outcomes"))
        ]

    @property
    def running(self) -> int:
        """Return how many calls are at the broker or under way."""
        return len(self._out)

    @property
    def queued(self) -> int:
        """Return how many calls the broker does not have yet."""
        return len(self._unsent)

    def start(self) -> None:
        """Begin to send, and to look."""
        for thread in self._threads:
            thread.start()

    def lease(self) -> Lease:
        """Return that attempts are claimed for the queue."""
        return Lease(HOLDER, wall() + self._taken_within)

    def room(self) -> Room:
        """Return what may be handed over now; nothing while the broker does not answer."""
        with self._changed:
            now = monotonic()
            lanes = {name: lane.window.room(len(lane.keys), now) for name, lane in self._lanes.items()}
            return Room(lanes, self._per_lane, 0 if self._failing else MOST - len(self._out))

    def left_behind(self, room: Room) -> None:
        """Be told for whom there was no room: there is some when something is settled."""
        self._left = bool(room.behind)

    def take(self, orders: Sequence[FireOrder], /) -> None:
        """Hand orders over as soon as the broker takes them."""
        with self._changed:
            until = monotonic() + self._taken_within.total_seconds()
            for order in orders:
                name, key = lane_of(order.action), order.attempt.key
                lane = self._lanes.setdefault(name, _Lane(Window(self._per_lane, monotonic())))
                lane.keys.add(key)
                self._out[key] = order
                self._unsent.append(_Unsent(order, until))
            self._changed.notify_all()

    def settled(self) -> None:
        """Look at once at what is settled."""
        with self._changed:
            self._look = True
            self._changed.notify_all()

    def stop(self) -> None:
        """Hand over nothing more. What the broker has, workers do."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(GRACE)

    def _send(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._unsent or self._stopped)
                if self._stopped:
                    return
                first = self._unsent[0]
            if first.until > monotonic() and not self._sent(first.order):
                with self._changed:
                    self._changed.wait_for(lambda: self._stopped, PAUSE)
                continue
            with self._changed:
                self._unsent.popleft()

    def _sent(self, order: FireOrder) -> bool:
        try:
            self._app.send_task(TASK, args=key_of(order.attempt), queue=QUEUE, retry=False)
        except Exception as error:
            log.debug("the broker took no attempt", exc_info=error)
            self._failing = True
            self._condition.begin(_TROUBLE, f"the broker takes no attempts, tried again: {said(error)}")
            return False
        if self._failing:
            self._failing = False
            self._condition.end(_TROUBLE)
            self._has_room()
        return True

    def _watch(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._stopped or (self._look and self._out), LATEST)
                if self._stopped:
                    return
                self._look = False
                asked = list(self._out.values())
            if asked and self._note_settled(asked):
                with self._changed:
                    self._changed.wait_for(lambda: self._stopped, SOON)

    def _note_settled(self, asked: Sequence[FireOrder]) -> bool:
        """Forget what is not open any more; tell whether there was any."""
        try:
            still = {order.attempt.key for order in self._followed.still_open(asked)}
            done = [order for order in asked if order.attempt.key not in still]
            self._followed.note_settled(done)
        except Exception as error:
            # The engine says that the database is gone. Later.
            log.debug("the database does not answer", exc_info=error)
            return False
        with self._changed:
            for order in done:
                self._forget(order)
            again, self._left = self._left and bool(done), self._left and not done
        if again:
            self._has_room()
        return bool(done)

    def _forget(self, order: FireOrder) -> None:
        name, key = lane_of(order.action), order.attempt.key
        if self._out.get(key) is not order:
            # It has been handed over again meanwhile.
            return
        del self._out[key]
        lane = self._lanes[name]
        lane.keys.discard(key)
        if not lane.keys and len(self._lanes) > MOST:
            del self._lanes[name]
