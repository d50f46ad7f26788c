"""Which resource providers are there, and what do they have?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from azure_scheduler_emulator.domain.azure.regions import REGIONS


@dataclass(frozen=True, kw_only=True)
class Provider:
    """A resource provider."""

    namespace: str
    types: tuple[str, ...]
    #: Its api-versions, newest first, as Resource Manager lists them.
    versions: tuple[str, ...]
    #: Whether its resources are in regions.
    regional: bool = True

    def has(self, kind: str) -> bool:
        """Tell whether ``kind`` is, or begins, one of the types."""
        return any(kind.lower() == known.lower().split("/")[0] for known in self.types)

    def document(self, subscription: str) -> dict[str, Any]:
        """Return what is said of it; it is registered with every subscription."""
        locations = list(REGIONS) if self.regional else []
        return {
            "id": f"{f'/subscriptions/{subscription}' if subscription else ''}/providers/{self.namespace}",
            "namespace": self.namespace,
            "resourceTypes": [
                {"resourceType": name, "locations": locations, "apiVersions": list(self.versions)}
                for name in self.types
            ],
            "registrationState": "Registered",
        }


SCHEDULER = "Microsoft.Scheduler"

PROVIDERS = (
    Provider(
        namespace="Microsoft.Resources",
        types=("subscriptions", "resourceGroups", "resources", "deployments", "deployments/operations", "tenants"),
        versions=("2022-09-01", "2021-04-01", "2020-10-01", "2019-10-01", "2018-05-01", "2017-05-10", "2016-09-01"),
        regional=False,
    ),
    Provider(
        namespace=SCHEDULER,
        # As recorded.
        types=("jobcollections", "operations", "operationResults", "flows"),
        versions=("2016-03-01", "2016-01-01", "2014-08-01-preview"),
    ),
    Provider(
        namespace="Microsoft.Web",
        types=(
            "sites",
            "sites/config",
            "sites/slots",
            "sites/slots/config",
            "sites/webjobs",
            "sites/triggeredwebjobs",
            "sites/triggeredwebjobs/history",
            "sites/continuouswebjobs",
        ),
        versions=(
            "2025-03-01",
            "2024-11-01",
            "2024-04-01",
            "2023-12-01",
            "2022-09-01",
            "2021-02-01",
            "2020-12-01",
            "2019-08-01",
            "2018-11-01",
            "2018-02-01",
            "2016-08-01",
            "2015-08-01",
        ),
    ),
)


def find(namespace: str) -> Provider | None:
    """Return the provider of that namespace in any casing, or None."""
    return next((each for each in PROVIDERS if each.namespace.lower() == namespace.lower()), None)
