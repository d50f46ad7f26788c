"""Where does the site stand in lists, which name it although any name in any group is it?

By the names of the sites that templates or clients have put; without one, in the first resource group of the
subscription, or in one that is called like Azure's own, under the name that its jobs find in ``WEBSITE_SITE_NAME``.
"""

from __future__ import annotations

from typing import Any

from azure_scheduler_emulator.domain.azure.regions import for_people
from azure_scheduler_emulator.domain.errors import GroupNotFoundError
from azure_scheduler_emulator.faces.application import services
from azure_scheduler_emulator.faces.azure_arm.context import context, owner
from azure_scheduler_emulator.faces.azure_arm.place import Place
from azure_scheduler_emulator.faces.azure_arm.resources import store
from azure_scheduler_emulator.faces.azure_arm.web.place import TYPE, SitePlace

#: Where it is as long as there are no groups.
GROUP = "Default-Web-WestUS"
REGION = "West US"


def sites(group: str | None = None) -> list[SitePlace]:
    """Return where the site is, in a group if that is asked for; nothing if there is no site."""
    site = services().site
    if site is None:
        return []
    found = [SitePlace(group=each["id"].split("/")[4], site=each["name"]) for each in site_records(group)]
    return found or [SitePlace(group=group or _first_group(), site=site.name)]


def region(group: str) -> str:
    """Return where a resource group is, for people."""
    try:
        found, _ = services().cloud_services.get(owner(), group)
    except GroupNotFoundError:
        return REGION
    return for_people(found.region) or REGION


def site_records(group: str | None = None) -> list[dict[str, Any]]:
    """Return the sites that somebody put into a group, or into any, as they are kept."""
    found = [each for each in records(group) if str(each["type"]).lower() == TYPE.lower()]
    return [each for each in found if "/resourcegroups/" in each["id"].lower()]


def records(group: str | None = None) -> list[dict[str, Any]]:
    """Return the resources that are kept as records of a group, or of the whole subscription."""
    groups: list[str | None] = [group] if group else [None, *_groups()]
    places = [Place(subscription=context().subscription, group=each) for each in groups]
    return [document for place in places for document in store.all_in(place)]


def resources() -> list[dict[str, Any]]:
    """Return the site as a list of all resources shows it, by each of its names."""
    return [
        {"id": each.id, "name": each.site, "type": TYPE, "kind": "app", "location": region(each.group)}
        for each in sites()
    ]


def _groups() -> list[str]:
    return [group.name for group, _ in services().cloud_services.all_of(owner())]


def _first_group() -> str:
    return next(iter(_groups()), GROUP)
