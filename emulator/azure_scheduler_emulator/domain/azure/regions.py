"""Which regions are there, and how are they spelled?

Resource Manager takes both spellings and normalises that of resource groups; the classic API shows the one for people.
"""

from __future__ import annotations

REGIONS = (
    "North Central US",
    "South Central US",
    "North Europe",
    "West Europe",
    "East Asia",
    "Southeast Asia",
    "West US",
    "East US",
    "Japan West",
    "Japan East",
    "Brazil South",
    "Central US",
    "East US 2",
    "Australia East",
    "Australia Southeast",
    "South India",
    "Central India",
    "West India",
    "Canada Central",
    "Canada East",
    "West US 2",
    "West Central US",
    "UK South",
    "UK West",
)
_FOR_PEOPLE = {region.lower().replace(" ", ""): region for region in REGIONS}
#: Where Resource Manager has groups, beside those regions: it outlived the scheduler, and today's users are there.
_LATER = (
    "australiacentral",
    "austriaeast",
    "belgiumcentral",
    "brazilsoutheast",
    "chilecentral",
    "francecentral",
    "germanywestcentral",
    "indonesiacentral",
    "israelcentral",
    "italynorth",
    "jioindiawest",
    "koreacentral",
    "koreasouth",
    "malaysiawest",
    "mexicocentral",
    "newzealandnorth",
    "norwayeast",
    "polandcentral",
    "qatarcentral",
    "southafricanorth",
    "spaincentral",
    "swedencentral",
    "switzerlandnorth",
    "uaenorth",
    "westus3",
)
#: As normalised.
GROUP_REGIONS = (*_FOR_PEOPLE, *_LATER)


def normalised(region: str) -> str:
    """Return ``West US`` as ``westus``."""
    return region.lower().replace(" ", "")


def for_people(region: str) -> str:
    """Return ``westus`` as ``West US``; an unknown region is returned as it is."""
    return _FOR_PEOPLE.get(normalised(region), region)


def is_known(region: str) -> bool:
    """Tell whether the scheduler is in a region, however it is spelled."""
    return normalised(region) in _FOR_PEOPLE
