"""Whose are the claims? Those of this process are renewed, those of one that is gone are taken over."""

from __future__ import annotations

import logging

from azure_scheduler_emulator.engine.condition import said
from azure_scheduler_emulator.engine.engine import LEASE, Engine
from azure_scheduler_emulator.machine import monotonic

_TROUBLE = "leases"

log = logging.getLogger(__name__)


class Leases:
    """Keeps the claims, on a database that is shared."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        #: Since when the database has been answering.
        self._answering = monotonic()

    def renew(self) -> None:
        """Keep the claims, and take over those that ended, but not just after the database was gone.

        Whose claims ended meanwhile had no chance to renew them either.
        """
        take_over = monotonic() - self._answering > LEASE.total_seconds()
        try:
            self._engine.renew_leases(take_over=take_over)
        except Exception as error:
            log.debug("claims could not be renewed", exc_info=error)
            self._answering = monotonic()
            self._engine.condition.begin(_TROUBLE, f"claims cannot be renewed, tried again: {said(error)}")
        else:
            self._engine.condition.end(_TROUBLE)
