"""Who performs the attempts in real time, and who goes first?

A few daemon threads. Calls to one target share a lane; a lane has no more than so many calls at a time, and lanes take
turns. A call that lasts is waiting for its target and needs no processor: it is not counted among the workers any
longer, and another thread takes its place. So targets that never answer hold up nobody but themselves.

The standard executor joins its threads when the interpreter ends: one call that hangs for its 60 s would hold the
emulator's stop that long.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from azure_scheduler_emulator.domain.jobs.history import FireOrder
from azure_scheduler_emulator.engine.lanes import NOBODY, lane_of
from azure_scheduler_emulator.engine.room import Room, Window
from azure_scheduler_emulator.machine import monotonic, pause

#: How many calls may wait for each worker: as many as it makes in a moment.
AHEAD = 16
#: Seconds after which a call is waiting for its target.
LASTING = 0.05
#: How many such calls have threads of their own; further ones are counted among the workers again.
MOST_LASTING = 256

log = logging.getLogger(__name__)


@dataclass
class _Lane:
    """The calls to one target."""

    window: Window
    limit: int
    queue: deque[FireOrder] = field(default_factory=deque)
    running: int = 0
    #: Whether it is among those whose turn comes.
    has_turn: bool = False

    @property
    def ready(self) -> bool:
        return bool(self.queue) and self.running < self.limit


class Crew:
    """Threads that perform orders."""

    def __init__(
        self, workers: int, per_lane: int, perform: Callable[[FireOrder], None], has_room: Callable[[], None]
    ) -> None:
        """``has_room`` is called when there is room again for what was left behind."""
        self._workers = workers
        self._per_lane = per_lane
        self._perform = perform
        self._has_room = has_room
        self._lock = threading.Lock()
        #: Notified when a thread may find something to do, and when there is something to do at all.
        self._changed, self._busy = threading.Condition(self._lock), threading.Condition(self._lock)
        self._lanes: dict[str, _Lane] = {}
        #: Names of the lanes that have something to start, in the order of their turns.
        self._turns: deque[str] = deque()
        self._queued = self._idle = self._threads = 0
        #: When the call of each busy thread began.
        self._begun: dict[int, float] = {}
        self._left: frozenset[str] = frozenset()
        self._crowded = self._stopped = self._watched = False

    @property
    def running(self) -> int:
        """Return how many calls are under way."""
        return len(self._begun)

    @property
    def queued(self) -> int:
        """Return how many calls are claimed and have not started."""
        return self._queued

    def start(self) -> None:
        """Do nothing: threads begin when there is something to do."""

    def lease(self) -> None:
        """Return that attempts are claimed for this very process."""

    def room(self) -> Room:
        """Return what may be claimed now: no more than can start soon."""
        with self._lock:
            now = monotonic()
            lanes = {name: lane.window.room(len(lane.queue) + lane.running, now) for name, lane in self._lanes.items()}
            return Room(lanes, self._per_lane, AHEAD * self._workers - self._queued)

    def left_behind(self, room: Room) -> None:
        """Be told for whom there was no room."""
        with self._lock:
            self._left, self._crowded = frozenset(room.refused), room.crowded
            again = self._wanted_again()
        if again:
            self._has_room()

    def take(self, orders: Sequence[FireOrder]) -> None:
        """Perform orders as soon as it is their turn."""
        with self._lock:
            for order in orders:
                self._queue(order)
            self._grow()
            self._changed.notify(self._startable())

    def settled(self) -> None:
        """Do nothing: what is handed to a thread, no other process settles."""

    def stop(self) -> None:
        """Start nothing more; do not wait for what runs."""
        with self._lock:
            self._stopped = True
            self._changed.notify_all()
            self._busy.notify_all()

    def _queue(self, order: FireOrder) -> None:
        name = lane_of(order.action)
        lane = self._lanes.get(name)
        if lane is None:
            limit = self._workers + MOST_LASTING if name == NOBODY else self._per_lane
            lane = self._lanes[name] = _Lane(Window(limit, monotonic()), limit)
        lane.queue.append(order)
        self._queued += 1
        self._give_turn(name, lane)

    def _give_turn(self, name: str, lane: _Lane) -> None:
        if lane.ready and not lane.has_turn:
            lane.has_turn = True
            self._turns.append(name)
            self._busy.notify()

    def _startable(self) -> int:
        lanes = (self._lanes[name] for name in self._turns)
        return sum(min(len(lane.queue), lane.limit - lane.running) for lane in lanes)

    def _next(self) -> tuple[str, FireOrder] | None:
        if not self._turns:
            return None
        name = self._turns.popleft()
        lane = self._lanes[name]
        order = lane.queue.popleft()
        lane.running += 1
        lane.has_turn = False
        self._queued -= 1
        self._give_turn(name, lane)
        return name, order

    def _done(self, name: str) -> None:
        lane = self._lanes[name]
        lane.running -= 1
        self._give_turn(name, lane)
        if not lane.queue and not lane.running and len(self._lanes) > MOST_LASTING:
            del self._lanes[name]

    def _wanted_again(self) -> bool:
        """Tell whether somebody was left behind for whom there is room now, once."""
        if self._crowded and self._queued <= AHEAD * self._workers // 4:
            self._crowded = False
            return True
        for name in self._left:
            lane = self._lanes.get(name)
            if lane is None or (not lane.queue and lane.running < lane.limit):
                self._left = frozenset()
                return True
        return False

    def _work(self) -> None:
        me = threading.get_ident()
        while (found := self._wait_for_turn(me)) is not None:
            name, order = found
            try:
                self._perform(order)
            except Exception:
                log.exception("an attempt could not be made")
            with self._lock:
                del self._begun[me]
                self._done(name)
                again = self._wanted_again()
            if again:
                self._has_room()

    def _wait_for_turn(self, me: int) -> tuple[str, FireOrder] | None:
        with self._lock:
            while not self._stopped:
                if self._threads - self._lasting() <= self._workers and (found := self._next()) is not None:
                    self._begun[me] = monotonic()
                    return found
                if self._threads > self._workers:
                    break
                self._idle += 1
                self._changed.wait()
                self._idle -= 1
            self._threads -= 1
            self._changed.notify()
            self._busy.notify()
            return None

    def _lasting(self) -> int:
        edge = monotonic() - LASTING
        return min(MOST_LASTING, sum(begun < edge for begun in self._begun.values()))

    def _grow(self) -> None:
        """See to it that as many threads as may work are there."""
        wanted = self._startable() - self._idle
        free = self._workers + self._lasting() - self._threads
        for _ in range(min(wanted, free)):
            if not self._begin(self._work, f"attempt-{self._threads}"):
                break
            self._threads += 1
        if not self._watched and self._begin(self._watch, "attempts"):
            self._watched = True

    def _begin(self, run: Callable[[], None], name: str) -> bool:
        try:
            threading.Thread(target=run, name=name, daemon=True).start()
        except RuntimeError:
            # The machine gives no more; those that are there go on, and this is tried again.
            log.warning("no further thread can be started")
            return False
        return True

    def _watch(self) -> None:
        """Have threads started while calls last and others wait."""
        while not self._stopped:
            with self._lock:
                self._busy.wait_for(lambda: self._turns or self._stopped)
                self._grow()
                self._changed.notify(self._startable())
            pause(LASTING / 2)
