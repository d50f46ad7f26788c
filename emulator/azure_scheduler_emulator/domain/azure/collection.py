"""What is a job collection, and what does its plan allow?

Numbers: contract of the classic API, section 11.1 (documentation of December 2015, with the plans of 2016).
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from enum import StrEnum

from azure_scheduler_emulator.domain.azure.underway import Underway
from azure_scheduler_emulator.domain.errors import InvalidError


@dataclass(frozen=True, kw_only=True)
class PlanLimits:
    """What a plan allows."""

    max_jobs: int
    #: The most frequent recurrence.
    floor: timedelta
    #: Collections of this plan in one subscription.
    max_collections: int
    #: Whether HTTP actions may authenticate.
    authentication: bool = True
    #: Time between the retries of a job that names no policy.
    retry_interval: timedelta = timedelta(seconds=30)


class Plan(StrEnum):
    """The plans, as the service spells them."""

    FREE = "Free"
    STANDARD = "Standard"
    #: The spelling before 2016 of what became P10.
    PREMIUM = "Premium"
    P10_PREMIUM = "P10Premium"
    P20_PREMIUM = "P20Premium"
    #: That of collections which no client of Azure can see: everything is allowed.
    NONE = "None"

    @property
    def limits(self) -> PlanLimits:
        """Return what the plan allows."""
        return _LIMITS[self]


_HOUR, _MINUTE = timedelta(hours=1), timedelta(minutes=1)
#: How many collections a subscription may have of the plans that the classic API knows: as it said itself (recorded in
#: January 2016); the documentation of later years has 100 of Standard, and the numbers of P10 and P20.
_LIMITS = {
    Plan.FREE: PlanLimits(max_jobs=5, floor=_HOUR, max_collections=1, authentication=False, retry_interval=_HOUR),
    Plan.STANDARD: PlanLimits(max_jobs=50, floor=_MINUTE, max_collections=100_000),
    Plan.PREMIUM: PlanLimits(max_jobs=50, floor=_MINUTE, max_collections=100_000),
    Plan.P10_PREMIUM: PlanLimits(max_jobs=50, floor=_MINUTE, max_collections=10_000),
    Plan.P20_PREMIUM: PlanLimits(max_jobs=1000, floor=_MINUTE, max_collections=10_000),
    Plan.NONE: PlanLimits(max_jobs=sys.maxsize, floor=timedelta(), max_collections=sys.maxsize),
}
_PLAN_NAMES = {plan.value.lower(): plan for plan in Plan if plan is not Plan.NONE} | {
    "p10": Plan.P10_PREMIUM,
    "p20": Plan.P20_PREMIUM,
}


def plan_named(text: str) -> Plan:
    """Return the plan that a client means, in any casing; ``P10`` and ``P20`` stand for the two premium plans.

    Raises:
        InvalidError: there is no such plan.
    """
    try:
        return _PLAN_NAMES[text.strip().lower()]
    except KeyError:
        raise InvalidError(f"The plan '{text}' is not valid.") from None


#: Length of a quota's frequency unit. The documents' sample names Second, the clients' enumeration Year.
UNIT = {
    "second": timedelta(seconds=1),
    "minute": _MINUTE,
    "hour": _HOUR,
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
    "month": timedelta(days=28),
    "year": timedelta(days=365),
}


#: Of a quota: as many units of any length as still make a span that Python can hold.
MAXIMUM_INTERVAL = 1_000_000


@dataclass(frozen=True, kw_only=True)
class MaxRecurrence:
    """The most frequent recurrence that a quota allows."""

    #: Name of the unit as the client wrote it.
    frequency: str
    #: None for what the client left out; 0, which Go clients send instead, is answered as given and means the same.
    interval: int | None = None

    @property
    def floor(self) -> timedelta:
        """Return the smallest distance allowed between two occurrences."""
        return UNIT[self.frequency.lower()] * (self.interval or 1)


@dataclass(frozen=True, kw_only=True)
class Quota:
    """Limits that a client sets on its own collection, below those of the plan."""

    #: 0 limits nothing (Terraform sends it when it is not set) and is answered as given.
    max_job_count: int | None = None
    #: Stored and echoed; it never had an effect on the service (user report in the contract, section 4.1).
    max_job_occurrence: int | None = None
    max_recurrence: MaxRecurrence | None = None


class CollectionState(StrEnum):
    """Whether the jobs of a collection run."""

    STARTED = "Started"
    STOPPED = "Stopped"
    #: The Resource Manager face's third state; its jobs do not run either.
    SUSPENDED = "Suspended"


@dataclass(frozen=True, kw_only=True)
class FormerService:
    """What a cloud service shows while an update of it is in progress."""

    label: str = ""
    description: str = ""
    region: str = ""


@dataclass(frozen=True, kw_only=True)
class CloudService:
    """The container of job collections: a classic cloud service and a resource group of the same name are one thing."""

    id: str
    subscription: str
    name: str
    label: str = ""
    description: str = ""
    region: str = ""
    #: Bare lower-case GUID.
    etag: str
    tags: Mapping[str, str] | None = None
    created_at: datetime
    underway: Underway | None = None
    former: FormerService | None = None

    @property
    def shown(self) -> CloudService:
        """Return what clients see of it: while an update is in progress, its old values."""
        return replace(self, **vars(self.former), former=None) if self.former else self


@dataclass(frozen=True, kw_only=True)
class FormerCollection:
    """What a job collection shows while an update of it is in progress."""

    plan: Plan
    quota: Quota | None = None
    state: CollectionState
    label: str | None = None
    region: str
    tags: Mapping[str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class JobCollection:
    """A named set of jobs under one plan."""

    id: str
    cloud_service_id: str
    subscription: str
    name: str
    plan: Plan = Plan.STANDARD
    #: None when the client set none: the plan's limits apply and no answer shows them.
    quota: Quota | None = None
    state: CollectionState = CollectionState.STARTED
    #: Plain text; None when the client gave none.
    label: str | None = None
    region: str = ""
    etag: str
    tags: Mapping[str, str] | None = None
    created_at: datetime
    #: The last asynchronous operation on it, as the list of cloud services shows it.
    last_operation: str = "Create"
    #: Whether Resource Manager made it: the classic API spells such a one differently (recorded).
    by_manager: bool = False
    underway: Underway | None = None
    former: FormerCollection | None = None

    @property
    def shown(self) -> JobCollection:
        """Return what clients see of it: while an update is in progress, its old values."""
        return replace(self, **vars(self.former), former=None) if self.former else self

    @property
    def shown_values(self) -> FormerCollection:
        """Return its values, for the time in which it is updated."""
        names = [field.name for field in fields(FormerCollection)]
        return FormerCollection(**{name: getattr(self, name) for name in names})

    @property
    def max_jobs(self) -> int:
        """Return how many jobs the collection may hold."""
        limit = self.plan.limits.max_jobs
        own = self.quota.max_job_count if self.quota else None
        return min(limit, own) if own else limit

    @property
    def floor(self) -> timedelta:
        """Return the smallest distance allowed between two occurrences of a job."""
        own = self.quota.max_recurrence if self.quota else None
        return max(self.plan.limits.floor, own.floor) if own else self.plan.limits.floor


def check_quota(plan: Plan, quota: Quota | None) -> None:
    """Refuse a quota that is wider than its plan.

    Raises:
        InvalidError: a limit is above the plan's, or not positive, or its unit is unknown.
    """
    if quota is None:
        return
    limits = plan.limits
    if quota.max_job_count is not None and not 0 <= quota.max_job_count <= limits.max_jobs:
        raise InvalidError(
            f"The maximum job count quota {quota.max_job_count} is not between 0 and {limits.max_jobs}, "
            f"the limit of {plan} job collections."
        )
    recurrence = quota.max_recurrence
    if recurrence is None:
        return
    if recurrence.frequency.lower() not in UNIT or not 0 <= (recurrence.interval or 0) <= MAXIMUM_INTERVAL:
        raise InvalidError("The maximum recurrence of the quota is not valid.")
    if recurrence.floor < limits.floor:
        raise InvalidError(
            f"The maximum recurrence {recurrence.floor} of the quota is more frequent than {limits.floor}, "
            f"the limit of {plan} job collections."
        )
