"""How does the Resource Manager want what the site answers? In an envelope (contract of the Kudu face, section 1)."""

from __future__ import annotations

from typing import Any

#: Where the provider is in the segments of an id: /subscriptions/s/resourceGroups/g/providers/Microsoft.Web/...
_PROVIDER = 6


def envelope(identity: str, location: str, document: dict[str, Any]) -> dict[str, Any]:
    """Return the envelope of a document; type and name take turns in its id, behind the provider (Kudu's source)."""
    segments = identity.split("/")
    known = len(segments) > _PROVIDER + 2
    return {
        "id": identity,
        "name": "/".join(segments[_PROVIDER + 2 :: 2]) if known else document["name"],
        "type": "/".join([segments[_PROVIDER], *segments[_PROVIDER + 1 :: 2]]) if known else "",
        "location": location,
        "properties": document,
    }
