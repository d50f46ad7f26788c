"""Which api-versions are there, and how do they differ?

Three served the same resources; only the names of the premium plans changed (contract, sections 3 and 4). Any other
that is well-formed is answered as the one before it (decision 9).
"""

from __future__ import annotations

from azure_scheduler_emulator.domain.azure.collection import Plan
from azure_scheduler_emulator.faces.application import explain
from azure_scheduler_emulator.faces.azure.api_versions import OLDEST, is_api_version
from azure_scheduler_emulator.faces.azure_arm.errors import ArmError

#: From this version on there are two premium plans.
PREMIUM_SPLIT = "2016-03-01"


def check(text: str | None) -> str:
    """Return the api-version of a request.

    Raises:
        ArmError: 400, when it is missing or malformed.
    """
    if not text:
        raise ArmError(
            400,
            "MissingApiVersionParameter",
            "The api-version query parameter (?api-version=) is required for all requests.",
            gateway=True,
        )
    if not is_api_version(text):
        explain(f"The api-version '{text}' is not a date (2016-03-01, 2016-01-01-preview) from {OLDEST} on.")
        raise ArmError(400, "InvalidApiVersionParameter", f"The api-version '{text}' is invalid.", gateway=True)
    return text


def plan_name(plan: Plan, api_version: str) -> str:
    """Return what a version calls a plan: the older ones know a single premium plan, which became P10."""
    if api_version >= PREMIUM_SPLIT:
        return Plan.P10_PREMIUM.value if plan is Plan.PREMIUM else plan.value
    return Plan.PREMIUM.value if plan is Plan.P10_PREMIUM else plan.value
