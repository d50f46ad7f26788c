"""How does virtual time pass? From due moment to due moment.

At each moment everything that is due is performed, one attempt after the other in the order of due moment and identity,
and its outcomes are stored, before time moves on: retries and error actions fall into their place and two runs of the
same story are equal.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from azure_scheduler_emulator.domain.errors import ConflictError
from azure_scheduler_emulator.engine.engine import Engine
from azure_scheduler_emulator.runtime import Runtime


class Timeline:
    """Moves a virtual clock and runs what falls due on the way."""

    def __init__(self, engine: Engine, runtime: Runtime, housekeep: Callable[[], None]) -> None:
        self._engine = engine
        self._runtime = runtime
        self._housekeep = housekeep

    def advance(self, target: datetime) -> int:
        """Move the clock to ``target``; return how many attempts were made, all of them stored.

        Raises:
            ConflictError: the clock follows the system, or stands later than ``target``, now that it is our turn.
        """
        made = 0
        with self._engine.turn:
            if not self._runtime.clock.virtual:
                raise ConflictError("The clock follows the system; make it virtual first (PUT /clock).")
            if target < self._runtime.clock.now():
                raise ConflictError("The clock does not go backward while it advances; PUT /clock sets it.")
            while True:
                occurrence, waiting = self._engine.next_moments()
                due = min((moment for moment in (occurrence, waiting) if moment is not None), default=None)
                if due is None or due > target:
                    break
                if due > self._runtime.clock.now():
                    self._runtime.clock.set(due)
                made += self._run_batch(waiting is not None and waiting <= self._runtime.clock.now())
            if target > self._runtime.clock.now():
                self._runtime.clock.set(target)
        self._housekeep()
        return made

    def run_due(self) -> int:
        """Run what is due at the present moment until nothing is; return how many attempts were made."""
        made = 0
        with self._engine.turn:
            while batch := self._run_batch():
                made += batch
        return made

    def _run_batch(self, waiting: bool = True) -> int:
        orders = self._engine.claim(waiting=waiting)
        if orders:
            self._engine.settle([self._engine.attempt(order) for order in orders])
        return len(orders)
