"""How is one order carried out? With no transaction open, and whatever happens there is an outcome."""

from __future__ import annotations

import logging

from azure_scheduler_emulator.actions.performer import Performer
from azure_scheduler_emulator.clock import Clock
from azure_scheduler_emulator.domain.jobs.history import Finished, FireOrder, Outcome, Result
from azure_scheduler_emulator.engine import telling
from azure_scheduler_emulator.machine import monotonic

log = logging.getLogger("azure_scheduler_emulator.engine.engine")


def attempt(order: FireOrder, performer: Performer, clock: Clock) -> Finished:
    """Perform an order by the clock that its job lives by. Nothing is stored yet."""
    started, began = clock.now(), monotonic()
    try:
        result = performer.perform(order)
    except Exception as error:
        log.exception("attempt %s failed unexpectedly", order.attempt.key)
        result = Result(succeeded=False, message=f"Failed unexpectedly in the emulator: {type(error).__name__}.")
    finished = max(started, clock.now())
    if result.took is not None:
        finished += result.took
    done = Finished(order=order, outcome=Outcome(result=result, started_at=started, finished_at=finished))
    telling.tell(log, done, monotonic() - began)
    return done
