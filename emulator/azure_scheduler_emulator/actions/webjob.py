"""Performs the actions of web jobs: has the site do what is due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from azure_scheduler_emulator.domain.jobs.action import WebJobAction
from azure_scheduler_emulator.domain.jobs.history import FireOrder, Result

#: Does what an action asks for, which was due at a moment, and tells what came of it.
Fire = Callable[[WebJobAction, datetime], Result]


class WebJobPerformer:
    """Performs a WebJobAction."""

    def __init__(self, fire: Fire) -> None:
        self._fire = fire

    def perform(self, order: FireOrder, _wire: object, /) -> Result:
        """Hand the order to the site."""
        assert isinstance(order.action, WebJobAction)
        return self._fire(order.action, order.attempt.expected_at)
