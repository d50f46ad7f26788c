"""Where do the jobs of the sibling APIs live?

An Azure job lives in a job collection with a plan and a quota. The sibling APIs know no such thing: their jobs live in
a *space*, one for each account, site or service, which is kept as a collection without limits under a cloud service
and a subscription of its own that no Azure path can name (they are no GUIDs).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Space:
    """The jobs of one owner in one API."""

    #: Name of the face, for example ``job_scheduler``.
    api: str
    #: Account, site or whatever keeps jobs apart in that API.
    owner: str
