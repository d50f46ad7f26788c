"""What goes when a group is deployed completely? Every resource in it that the template does not declare."""

from __future__ import annotations

import hashlib
from typing import Any

from azure_scheduler_emulator.domain.azure.templates.declared import split_id
from azure_scheduler_emulator.faces.application import services
from azure_scheduler_emulator.faces.azure_arm.deployments import outcomes
from azure_scheduler_emulator.faces.azure_arm.deployments.planning import Planned
from azure_scheduler_emulator.faces.azure_arm.inside import call
from azure_scheduler_emulator.faces.azure_arm.place import Place
from azure_scheduler_emulator.faces.azure_arm.resources import store

_COLLECTIONS = "/providers/Microsoft.Scheduler/jobCollections"
_VERSION = "2016-03-01"


def clean(planned: Planned) -> list[dict[str, Any]]:
    """Delete what the template does not declare, and return the operations. What is nested goes with its parent."""
    place = planned.place
    if place.group is None:
        return []
    kept = _declared(planned)
    doomed = [identity for identity in _present(place) if identity.lower() not in kept]
    return [_delete(identity) for identity in doomed]


def _declared(planned: Planned) -> set[str]:
    """Return the ids of a template's resources and of those nested in it."""
    found = {resource.id.lower() for resource in planned.plan.order}
    for nested in planned.nested.values():
        found |= _declared(nested)
    return found


def _present(place: Place) -> list[str]:
    """Return the ids of what is in a resource group, on its own level."""
    listed = call("GET", f"{place.base}{_COLLECTIONS}", _VERSION).document or {}
    collections = [item["id"] for item in listed.get("value", [])]
    records = [document["id"] for document in store.all_in(place)]
    return collections + [identity for identity in records if "/" not in split_id(identity)[1]]


def _delete(identity: str) -> dict[str, Any]:
    outcome = outcomes.of(call("DELETE", identity, _VERSION))
    type_name, name = split_id(identity)
    target = {"id": identity, "resourceType": type_name, "resourceName": name}
    digest = hashlib.sha256(f"delete {identity.lower()}".encode()).hexdigest()
    return outcomes.operation(digest[:16].upper(), "Delete", outcome, 0.0, target, services().new_id)
