"""Whose things are these, and where are jobs kept?

An Azure job lives in a job collection with a plan and a quota. The sibling APIs know no such thing: the jobs of an
account or a site are kept as one collection without limits, under names that no Azure path can have (their subscription
is the name of an API and no GUID).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

#: What both Azure faces are called where it is about whose things are meant.
AZURE = "azure"


@dataclass(frozen=True)
class Tenant:
    """Whoever has things of their own: a subscription of Azure, or an account or a site of a sibling API."""

    api: str
    #: The subscription's GUID in lower case, or what the sibling API tells its users apart by; empty for all of them.
    owner: str

    @property
    def api_alone(self) -> Tenant:
        """Return what stands for every owner of the same API."""
        return Tenant(self.api, "")

    def __str__(self) -> str:
        """Say who it is, for people."""
        return f"{self.api} {self.owner}".strip()

    def covers(self, other: Tenant) -> bool:
        """Tell whether the things of ``other`` are among this one's."""
        return self.api == other.api and self.owner in ("", other.owner)


#: Whose things are nobody's in particular.
NOBODY = Tenant("", "")


#: The one site whose web jobs are managed.
SITE = Tenant("kudu", "site")
#: The APIs by the names of their faces.
APIS: Mapping[str, str] = {
    AZURE: AZURE,
    "azure_classic": AZURE,
    "azure_arm": AZURE,
    **{name: name for name in ("job_scheduler", "kudu", "seed_scheduler")},
}
_PLAIN = re.compile(r"[a-z0-9@._-]+")


@dataclass(frozen=True)
class JobScope:
    """Where jobs are kept: the names of a subscription, of a cloud service or resource group, and of a collection."""

    subscription: str
    group: str
    collection: str
    #: Whether it comes into being with its first job, without a plan.
    made_on_use: bool = False

    @property
    def tenant(self) -> Tenant:
        """Return whose jobs these are."""
        return Tenant(self.subscription, self.group) if self.made_on_use else Tenant(AZURE, self.subscription.lower())

    @classmethod
    def stored(cls, subscription: str, group: str, collection: str) -> JobScope:
        """Return the scope of what is stored under those names: what is no GUID is a sibling API."""
        return cls(subscription, group, collection, made_on_use="-" not in subscription)

    @classmethod
    def of_account(cls, account: str) -> JobScope:
        """Return where the jobs of a Job Scheduler account are; unlike scopes, accounts differ by case."""
        digest = hashlib.sha256(account.encode("utf-8", "replace")).hexdigest()
        return cls.own("job_scheduler", account if _PLAIN.fullmatch(account) else f"#{digest[:32]}")

    @classmethod
    def own(cls, api: str, owner: str) -> JobScope:
        """Return where the jobs of an owner in a sibling API are."""
        return cls(api, owner, "jobs", made_on_use=True)
