"""Who performs the attempts in real time? A few daemon threads.

The standard executor joins its threads when the interpreter ends: one call that hangs for its 60 s would hold the
emulator's stop that long. Here an attempt that is still running when the emulator stops is left claimed, and made again
after a restart.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable

Task = Callable[[], None]


class Pool:
    """A fixed number of daemon threads that run tasks in the order they come."""

    def __init__(self, size: int, name: str) -> None:
        self._tasks: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._threads = [threading.Thread(target=self._work, name=f"{name}-{n}", daemon=True) for n in range(size)]
        self._started = False

    def submit(self, task: Task) -> None:
        """Run ``task`` on one of the threads. It must not raise."""
        if not self._started:
            self._started = True
            for thread in self._threads:
                thread.start()
        self._tasks.put(task)

    def stop(self) -> None:
        """Let no further task start; do not wait for those that run."""
        for _ in self._threads:
            self._tasks.put(None)

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None:
            task()
