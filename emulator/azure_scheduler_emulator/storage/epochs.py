"""What was claimed before everything, or all that one tenant has, was forgotten? Its outcome must change nothing."""

from __future__ import annotations

import threading

from azure_scheduler_emulator.domain.tenant import Tenant


class Epochs:
    """Counts how often something was forgotten. What is claimed carries the count of that moment."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.now = 0
        #: When everything was forgotten last, and when all of a tenant was.
        self._everything = 0
        self._tenants: dict[Tenant, int] = {}

    def forget_everything(self) -> None:
        """Note that everything that was stored is forgotten."""
        with self._lock:
            self.now += 1
            self._everything = self.now
            self._tenants = {}

    def forget(self, tenant: Tenant) -> None:
        """Note that everything of a tenant is forgotten."""
        with self._lock:
            self.now += 1
            self._tenants = {**self._tenants, tenant: self.now}

    def is_over(self, epoch: int) -> bool:
        """Tell whether everything was forgotten since."""
        return epoch < self._everything

    def is_late(self, epoch: int, tenant: Tenant) -> bool:
        """Tell whether what a tenant had was forgotten since, with everything or alone."""
        if epoch == self.now:
            return False
        return self.is_over(epoch) or any(epoch < at for whose, at in self._tenants.items() if whose.covers(tenant))
