"""Where does the site stand in lists, which name it although any name in any group is it?

In the first resource group of the subscription, or in one that is called like Azure's own, under the name that its jobs
find in ``WEBSITE_SITE_NAME``.
"""

from __future__ import annotations

from typing import Any

from azure_scheduler_emulator.domain.errors import GroupNotFoundError
from azure_scheduler_emulator.faces.azure_arm.context import owner, services
from azure_scheduler_emulator.faces.azure_arm.regions import for_people
from azure_scheduler_emulator.faces.azure_arm.web.place import TYPE, Place

#: Where it is as long as there are no groups.
GROUP = "Default-Web-WestUS"
REGION = "West US"


def the_site(group: str | None = None) -> Place | None:
    """Return where the site is, in a group if that is asked for; None if there is no site."""
    site = services().site
    if site is None:
        return None
    groups = services().cloud_services.all_of(owner())
    first = groups[0][0].name if groups else GROUP
    return Place(group=group or first, site=site.name)


def region(group: str) -> str:
    """Return where a resource group is, for people."""
    try:
        found, _ = services().cloud_services.get(owner(), group)
    except GroupNotFoundError:
        return REGION
    return for_people(found.region) or REGION


def resources() -> list[dict[str, Any]]:
    """Return the site as a list of all resources shows it."""
    place = the_site()
    if place is None:
        return []
    return [{"id": place.id, "name": place.site, "type": TYPE, "kind": "app", "location": region(place.group)}]
