"""Where are deployments kept? Among the face's documents, by their id in lower case."""

from __future__ import annotations

from typing import Any

from azure_scheduler_emulator.faces.application import services
from azure_scheduler_emulator.faces.azure_arm.deployments.errors import not_found
from azure_scheduler_emulator.faces.azure_arm.place import Place

KIND = "azure_arm.deployment"


def find(place: Place, name: str) -> dict[str, Any] | None:
    """Return the record of a deployment, or None."""
    record = services().documents.find(KIND, _key(place, name))
    return record.document if record else None


def require(place: Place, name: str) -> dict[str, Any]:
    """Return the record of a deployment.

    Raises:
        ArmError: 404, there is none.
    """
    found = find(place, name)
    if found is None:
        raise not_found(name)
    return found


def all_in(place: Place) -> list[dict[str, Any]]:
    """Return the records of a place, the newest first."""
    return [record.document for record in reversed(services().documents.look_up(KIND, place.key))]


def put(place: Place, record: dict[str, Any]) -> None:
    """Keep the record of a deployment."""
    services().documents.put(KIND, _key(place, record["name"]), record, place.key)


def delete(place: Place, name: str) -> bool:
    """Forget a deployment, but nothing that it has made; tell whether it was there."""
    return services().documents.delete(KIND, _key(place, name))


def forget(place: Place) -> None:
    """Forget every deployment of a place."""
    for record in all_in(place):
        delete(place, record["name"])


def _key(place: Place, name: str) -> str:
    return f"{place.key}/deployments/{name.lower()}"
