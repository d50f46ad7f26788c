"""Where are the records of resources kept? Among the face's documents, by their id in lower case."""

from __future__ import annotations

from typing import Any

from azure_scheduler_emulator.faces.application import services
from azure_scheduler_emulator.faces.azure_arm.place import Place

KIND = "azure_arm.resource"


def find(identity: str) -> dict[str, Any] | None:
    """Return the resource of that id, or None."""
    record = services().documents.find(KIND, identity.lower())
    return record.document if record else None


def all_in(place: Place) -> list[dict[str, Any]]:
    """Return the resources of a place in the order of their creation."""
    return [record.document for record in services().documents.look_up(KIND, place.key)]


def put(place: Place, document: dict[str, Any]) -> None:
    """Keep a resource, which knows its own id."""
    services().documents.put(KIND, document["id"].lower(), document, place.key)


def delete(place: Place, identity: str) -> bool:
    """Forget a resource and what is below it; tell whether it was there."""
    key = identity.lower()
    there = services().documents.delete(KIND, key)
    for document in all_in(place):
        if document["id"].lower().startswith(f"{key}/"):
            services().documents.delete(KIND, document["id"].lower())
    return there


def forget(place: Place) -> None:
    """Forget every resource of a place."""
    for document in all_in(place):
        services().documents.delete(KIND, document["id"].lower())
