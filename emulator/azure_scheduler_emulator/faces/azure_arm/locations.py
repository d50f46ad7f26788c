"""Where may a resource be? In a region that its provider has, and for good: nothing moves.

Codes and sentences are those of user reports.
"""

from __future__ import annotations

from azure_scheduler_emulator.domain.azure.regions import GROUP_REGIONS, REGIONS, is_known, normalised
from azure_scheduler_emulator.faces.azure_arm.documents import COLLECTION_TYPE
from azure_scheduler_emulator.faces.azure_arm.errors import ArmError


def check_collection(location: str) -> None:
    """Refuse a location where the scheduler is not.

    Raises:
        ArmError: 400, with the list of those where it is.
    """
    if not is_known(location):
        known = ",".join(normalised(region) for region in REGIONS)
        message = (
            f"The provided location '{location}' is not available for resource type '{COLLECTION_TYPE}'. "
            f"List of available regions for the resource type is '{known}'."
        )
        raise ArmError(400, "LocationNotAvailableForResourceType", message, gateway=True)


def check_group(location: str) -> None:
    """Refuse a location where no resource group can be.

    Raises:
        ArmError: 400, with the list of those where one can.
    """
    if normalised(location) not in GROUP_REGIONS:
        message = (
            f"The provided location '{location}' is not available for resource group. "
            f"List of available regions is '{','.join(GROUP_REGIONS)}'."
        )
        raise ArmError(400, "LocationNotAvailableForResourceGroup", message, gateway=True)


def check_same(name: str, group: str, stored: str, location: str) -> None:
    """Refuse another location than the ``stored`` one for a resource that exists.

    Raises:
        ArmError: 409, it is another.
    """
    if stored and normalised(stored) != normalised(location):
        message = (
            f"The resource '{name}' already exists in location '{normalised(stored)}' in resource group '{group}'. "
            f"A resource with the same name cannot be created in location '{location}'. "
            "Please select a new resource name."
        )
        raise ArmError(409, "InvalidResourceLocation", message, gateway=True)
