"""How is all forgotten that a tenant has? What is stored, and what is remembered of it; late results change nothing."""

from __future__ import annotations

from azure_scheduler_emulator.domain.tenant import AZURE, Tenant
from azure_scheduler_emulator.engine.engine import Engine
from azure_scheduler_emulator.faults import FaultPlan
from azure_scheduler_emulator.journal import Exchange, Journal
from azure_scheduler_emulator.storage import tenants
from azure_scheduler_emulator.storage.store import Store, Transaction


class Forgetting:
    """Forgets tenants."""

    def __init__(self, store: Store, engine: Engine, faults: FaultPlan, requests: Journal[Exchange]) -> None:
        self._store = store
        self._engine = engine
        self._faults = faults
        self._requests = requests

    def stored(self, tx: Transaction, tenant: Tenant) -> None:
        """Delete what a tenant has."""
        tenants.forget(tx, tenant)
        self._store.epochs.forget(tenant)

    def remembered(self, tenant: Tenant) -> None:
        """Forget a tenant's calls, and a whole subscription's or API's faults and requests."""
        if tenant.api == AZURE or not tenant.owner:
            name = tenant.owner or tenant.api
            self._faults.clear(lambda rule: (rule.match.subscription or "").lower() == name)
            self._requests.forget(lambda exchange: exchange.subscription == name)
        self._engine.forget_calls(tenant)
