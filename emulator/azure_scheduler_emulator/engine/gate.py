"""When is nothing half done? Between the steps of those who move time: who wants to look at everything, looks then."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from azure_scheduler_emulator.domain.errors import ConflictError
from azure_scheduler_emulator.machine import monotonic


class AmidStepError(ConflictError):
    """Calls are under way on a clock that is moved; they may last."""

    #: Seconds after which to ask again.
    retry_after = 1


class Gate:
    """Lets steps pass, unless somebody looks."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        #: Steps under way, steps that wait for who looks, and those who look or are about to.
        self._steps = self._held_up = self._looking = 0

    @contextmanager
    def step(self) -> Iterator[None]:
        """Do one step; wait while somebody looks, or is about to."""
        with self._changed:
            if self._looking:
                self._held_up += 1
                self._changed.wait_for(lambda: not self._looking)
                self._held_up -= 1
                self._changed.notify_all()
            self._steps += 1
        try:
            yield
        finally:
            with self._changed:
                self._steps -= 1
                if self._looking:
                    self._changed.notify_all()

    @contextmanager
    def looking(self, patience: float) -> Iterator[None]:
        """Wait for the steps under way, and hold up further ones.

        Raises:
            AmidStepError: one of them takes longer than ``patience`` seconds.
        """
        deadline = monotonic() + patience
        with self._changed:
            # After each other: who looks again and again must not hold up the same step for ever.
            self._changed.wait_for(lambda: not self._held_up, patience)
            self._looking += 1
        try:
            with self._changed:
                if not self._changed.wait_for(lambda: not self._steps, max(0.0, deadline - monotonic())):
                    raise AmidStepError("A clock is being moved, and a call on its way takes its time; ask again.")
            yield
        finally:
            with self._changed:
                self._looking -= 1
                self._changed.notify_all()
