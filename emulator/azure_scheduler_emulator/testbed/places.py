"""Where is a job, as a list shows it?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a job is."""

    #: GUID of the subscription, or the name of the sibling API.
    subscription: str
    #: Cloud service or resource group, or the account or site of a sibling API.
    group: str
    collection: str
    collection_id: str


NOWHERE = Place(subscription="", group="", collection="", collection_id="")
