"""How does the Resource Manager want its answers? In an envelope (contract of the Kudu face, section 1)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import request

from azure_scheduler_emulator.webjobs import arm


def envelope(document: dict[str, Any], *, listed: bool = False) -> dict[str, Any]:
    """Return the envelope of one object; an object of a list adds its name to the list's own identity."""
    identity = urlsplit(request.headers.get("Referer", "")).path
    if listed:
        identity = f"{identity.rstrip('/')}/{document['name']}"
    return arm.envelope(identity, request.headers.get("x-ms-geo-location", ""), document)
