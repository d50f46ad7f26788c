"""What does a worker do? It takes one attempt after the other from the queue, makes it, and settles it.

It needs the broker and the database, and no port: calls go out, and nothing comes in.
"""

from __future__ import annotations

import logging
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from azure_scheduler_emulator.engine.outcomes import Outcomes
from azure_scheduler_emulator.remote.broker import TASK, read_key
from azure_scheduler_emulator.remote.engine import WorkerEngine

#: Seconds between renewals of what is claimed.
BEAT = 1.0

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Worker:
    """Makes attempts."""

    engine: WorkerEngine
    outcomes: Outcomes

    def make(self, key: Any) -> None:
        """Make the attempt that a message names, unless it is not the queue's any more."""
        try:
            wanted = read_key(key)
        except (TypeError, ValueError):
            log.error("a message names no attempt and is dropped")
            return
        order = self.engine.take_over(wanted)
        if order is not None:
            self.outcomes.add([self.engine.attempt(order)])

    @contextmanager
    def holding(self, grace: float) -> Iterator[None]:
        """Keep what is claimed for as long as the block lasts; give back afterwards what is not settled by then."""
        ended = threading.Event()
        beat = threading.Thread(target=self._renew, args=(ended,), name="leases", daemon=True)
        beat.start()
        try:
            yield
        finally:
            ended.set()
            beat.join(grace)
            self.outcomes.stop(grace)
            self.engine.release()

    def _renew(self, ended: threading.Event) -> None:
        while not ended.wait(BEAT):
            try:
                self.engine.renew()
            except Exception as error:
                log.debug("claims could not be renewed", exc_info=error)


def consume(app: Any, worker: Worker, threads: int, log_level: str, ready: Callable[[], None]) -> int:
    """Take attempts from the queue with that many threads until the process is told to end; return its exit status.

    ``ready`` is called when the broker has let it in.
    """
    from celery.platforms import SecurityWarning
    from celery.signals import worker_ready

    # It warns root, since messages might be pickled objects: these are JSON, and nothing else is taken.
    warnings.simplefilter("ignore", SecurityWarning)
    worker_ready.connect(lambda **_: ready(), weak=False)

    @app.task(name=TASK, shared=False)  # type: ignore[untyped-decorator] # Celery has no types.
    def make(*key: Any) -> None:
        worker.make(key)

    celery = app.Worker(
        pool="threads",
        concurrency=threads,
        # Several on one machine must not be one to the broker.
        hostname=f"{worker.engine.owner}@%h",
        loglevel=log_level.upper(),
        # Workers need not know each other.
        without_gossip=True,
        without_mingle=True,
        quiet=True,
    )
    celery.start()
    return int(celery.exitcode or 0)
