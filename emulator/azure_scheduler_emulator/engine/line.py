"""Whose turn is it? The commands of one clock are carried out one after the other, by one thread."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

from azure_scheduler_emulator.clock import Clock
from azure_scheduler_emulator.engine.commands import Advance, CancelledError, Next, RunDue, Set, State, Walk

#: Seconds that what is due at once waits for a command that moves the clock.
MOMENT = 0.01
#: How many commands that are over are remembered.
MOST = 100


class Line:
    """The commands of a clock. Its thread is there while there is something to do."""

    def __init__(
        self,
        clock: Clock,
        carry_out: Callable[[Line, Advance], None],
        known: dict[str, Advance] | None = None,
    ) -> None:
        self.clock = clock
        #: Held by whoever moves this clock, or claims by it.
        self.turn = threading.RLock()
        #: The commands that can be looked at, oldest first.
        self.known: dict[str, Advance] = {} if known is None else known
        #: Lets go of the right to move time that no other process has meanwhile.
        self.let_go: Callable[[], None] = lambda: None
        self._carry_out = carry_out
        self._lock = threading.Lock()
        #: Notified when a command comes.
        self._changed = threading.Condition(self._lock)
        self._waiting: deque[Advance] = deque()
        self._current: Advance | None = None
        self._thread: threading.Thread | None = None

    def submit(self, advance: Advance) -> Advance:
        """Have a command carried out when its turn comes, and return it.

        To run what is due is asked for once at a time: whoever asks again gets the command that waits.
        """
        with self._lock:
            if isinstance(advance.command, RunDue):
                asked = next((each for each in self._waiting if isinstance(each.command, RunDue)), None)
                if asked is not None:
                    return asked
            else:
                self.known[advance.id] = advance
                self._forget_oldest()
            self._waiting.append(advance)
            self._changed.notify_all()
            if self._thread is None:
                thread = threading.Thread(target=self._work, name=f"clock-{self.clock.id or 'shared'}", daemon=True)
                self._thread = thread
                thread.start()
        return advance

    def cancel(self, why: str, only: Advance | None = None) -> None:
        """Have every command end before it is done, or one."""
        with self._lock:
            open_ = [*self._waiting, *([self._current] if self._current else [])]
            for advance in open_:
                if only in (None, advance) and not advance.cancelled:
                    advance.cancelled = why
            waiting = [each for each in self._waiting if each.cancelled]
            self._waiting = deque(each for each in self._waiting if not each.cancelled)
        for advance in waiting:
            advance.end(State.CANCELLED, CancelledError(self.clock, why))

    def abandon(self, why: str) -> None:
        """Cancel everything, and wait for nothing: what is under way cannot move the clock any more."""
        current = self._current
        self.cancel(why)
        self.let_go()
        if current is not None:
            current.end(State.CANCELLED, CancelledError(self.clock, why))

    @property
    def busy(self) -> bool:
        """Whether a command is carried out or waits."""
        return self._thread is not None

    @property
    def works_here(self) -> bool:
        """Whether the present thread is the one that carries its commands out."""
        return self._thread is threading.current_thread()

    def _work(self) -> None:
        while (advance := self._next()) is not None:
            self._carry_out(self, advance)

    def _next(self) -> Advance | None:
        with self._lock:
            if self._waiting and isinstance(self._waiting[0].command, RunDue):
                self._make_way()
            self._current = self._waiting.popleft() if self._waiting else None
            if self._current is None:
                self._thread = None
            return self._current

    def _make_way(self) -> None:
        """Leave what is due to a command that moves the clock, if one comes in a moment: it runs that first, and tells.

        So a test that makes a job which is due at once, and then moves the clock, finds the call counted.
        """
        moves = (Walk, Next, Set)
        self._changed.wait_for(lambda: any(isinstance(each.command, moves) for each in self._waiting), MOMENT)
        first = self._waiting[0] if self._waiting else None
        if first and first.command == RunDue() and any(isinstance(each.command, moves) for each in self._waiting):
            self._waiting.popleft().end(State.DONE)

    def _forget_oldest(self) -> None:
        over = [each.id for each in self.known.values() if each.over]
        for id in over[: max(0, len(self.known) - MOST)]:
            del self.known[id]
