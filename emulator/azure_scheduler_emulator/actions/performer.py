"""Who carries out what a job does when it fires?"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Protocol

from azure_scheduler_emulator.domain.jobs.history import Order, Result

_logger = logging.getLogger(__name__)


class Performer(Protocol):
    """Carries out one kind of action, on any thread."""

    def perform(self, order: Order) -> Result:
        """Carry out the order and say what came of it. Whatever the target does is a Result, not an exception."""


class Dispatcher:
    """Performs any action, by the performer for its kind; never raises."""

    def __init__(self, performers: Mapping[type, Performer]) -> None:
        """Take the performers by the class of action that they carry out."""
        self._performers = dict(performers)

    def perform(self, order: Order) -> Result:
        """Carry out the order; what nobody foresaw is a failed Result, and a traceback in the log."""
        kind = type(order.action)
        performer = self._performers.get(kind)
        if performer is None:
            return Result(succeeded=False, message=f"{kind.__name__} - This emulator performs no such action.")
        try:
            return performer.perform(order)
        except Exception as error:
            _logger.exception("attempt %s failed unexpectedly", order.attempt.key)
            return Result(
                succeeded=False,
                message=f"{kind.__name__} - Failed unexpectedly in the emulator: {type(error).__name__}.",
            )
