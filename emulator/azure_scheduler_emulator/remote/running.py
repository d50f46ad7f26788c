"""How is a worker put together? Of the engine and what calls the targets, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from azure_scheduler_emulator.actions import calling
from azure_scheduler_emulator.config import Settings, named
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.engine.outcomes import Outcomes
from azure_scheduler_emulator.faults import FaultPlan
from azure_scheduler_emulator.remote.engine import WorkerEngine
from azure_scheduler_emulator.remote.worker import Worker
from azure_scheduler_emulator.runtime import Runtime
from azure_scheduler_emulator.sinks import Sinks
from azure_scheduler_emulator.storage.store import StateError, Store

#: Seconds that the end of a worker gives to what is under way.
GRACE = 5.0


@contextmanager
def working(settings: Settings) -> Iterator[Worker]:
    """Yield a worker on the database of the settings; it lets go of what it has claimed at the end of the block.

    Raises:
        InvalidError: the database is none that a worker can share, or cannot be used.
    """
    if not settings.database_url:
        raise InvalidError(f"A worker needs {named('database_url')}, the database of the emulators it works for.")
    runtime = Runtime()
    wires = calling.wires(settings, runtime.clocks, FaultPlan(settings.fault_seed), Sinks(), lambda _order: False)
    try:
        store = Store(settings.url, connections=settings.database_connections)
    except StateError as error:
        raise InvalidError(f"{named('database_url')}: {error}") from error
    try:
        if not store.shared:
            raise InvalidError(f"{named('database_url')} is no server that several processes share.")
        engine = WorkerEngine(store, runtime, calling.performer(settings, wires(), None))
        worker = Worker(engine, Outcomes(engine.settle, engine.condition))
        with worker.holding(GRACE):
            yield worker
    finally:
        store.stop()
