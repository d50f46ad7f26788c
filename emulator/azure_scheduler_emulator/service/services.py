"""What may the emulated APIs ask for? Everything that a face needs, in one frozen value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from azure_scheduler_emulator.clock import Clock, Clocks
from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.faults import FaultPlan
from azure_scheduler_emulator.service.cloud_services import CloudServices
from azure_scheduler_emulator.service.collections import Collections
from azure_scheduler_emulator.service.documents import Documents
from azure_scheduler_emulator.service.job_views import JobViews
from azure_scheduler_emulator.service.jobs import Jobs
from azure_scheduler_emulator.service.operations import Operations
from azure_scheduler_emulator.service.subscriptions import Subscriptions

if TYPE_CHECKING:
    # Off unless asked for, and a tenth of the time to READY: what runs web jobs is loaded when it is.
    from azure_scheduler_emulator.webjobs.site import Site


@dataclass(frozen=True, kw_only=True)
class Services:
    """The door for faces."""

    settings: Settings
    clocks: Clocks
    #: Makes a new dashed GUID.
    new_id: Callable[[], str]
    faults: FaultPlan
    subscriptions: Subscriptions
    cloud_services: CloudServices
    collections: Collections
    jobs: Jobs
    views: JobViews
    operations: Operations
    documents: Documents
    #: The site whose web jobs the Kudu API manages, if there is one.
    site: Site | None

    @property
    def clock(self) -> Clock:
        """Return the shared clock."""
        return self.clocks.shared
