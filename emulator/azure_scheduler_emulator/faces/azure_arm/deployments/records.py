"""What is kept of a deployment?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from azure_scheduler_emulator.domain.azure.regions import normalised
from azure_scheduler_emulator.domain.time.moment import render
from azure_scheduler_emulator.faces.azure_arm.deployments.worlds import template_hash

if TYPE_CHECKING:
    from azure_scheduler_emulator.domain.azure.templates.plan import Plan
    from azure_scheduler_emulator.faces.azure_arm.deployments.planning import Planned

_FIRST = datetime(1, 1, 1, tzinfo=UTC)


def begin(planned: Planned, now: datetime, correlation_id: str, operation: str = "") -> dict[str, Any]:
    """Return the record of a deployment that begins; ``operation`` is the one that clients poll, if they can."""
    asked, plan = planned.asked, planned.plan
    return {
        "name": planned.name,
        "base": planned.place.base,
        "operation": operation,
        "sequence": sequence(now),
        "template": asked.template,
        "template_link": asked.template_link,
        "parameters_link": asked.parameters_link,
        "template_hash": template_hash(asked.template),
        "parameters": plan.parameters,
        "mode": asked.mode,
        "location": asked.location,
        "started": render(now),
        "ended": render(now),
        "took": 0.0,
        "correlation_id": correlation_id,
        "providers": providers(plan),
        "dependencies": dependencies(plan),
        "outputs": None,
        "output_resources": [],
        "operations": [],
        "error": None,
        "canceled": False,
    }


def sequence(now: datetime) -> str:
    """Return the twenty digits that name a deployment's run: they count down, in .NET's ticks (as recorded)."""
    ticks = (now - _FIRST) // timedelta(microseconds=1) * 10
    return f"{2**63 - 1 - ticks:020}"


def full(record: dict[str, Any]) -> dict[str, Any]:
    """Return what ``reference`` of a nested deployment sees."""
    properties = {
        "templateHash": record["template_hash"],
        "parameters": record["parameters"],
        "mode": record["mode"],
        "provisioningState": "Succeeded",
        "timestamp": record["ended"],
        "correlationId": record["correlation_id"],
        "outputs": record["outputs"] or {},
    }
    return {"name": record["name"], "properties": properties}


def providers(plan: Plan) -> list[dict[str, Any]]:
    """Return the providers and types of a template with their locations, in the order of the template (recorded)."""
    found: dict[str, tuple[str, dict[str, tuple[str, list[str | None]]]]] = {}
    for resource in plan.resources:
        if not resource.deployed:
            continue
        namespace, _, kind = resource.type.partition("/")
        _, types = found.setdefault(namespace.lower(), (namespace, {}))
        _, locations = types.setdefault(kind.lower(), (kind, []))
        location = normalised(resource.location) if resource.location else None
        if location not in locations:
            locations.append(location)
    return [
        {
            "namespace": namespace,
            "resourceTypes": [{"resourceType": kind, "locations": locations} for kind, locations in types.values()],
        }
        for namespace, types in found.values()
    ]


def dependencies(plan: Plan) -> list[dict[str, Any]]:
    """Return which resource waits for which, as answers show it."""
    return [
        {
            "dependsOn": [
                {"id": edge.id, "resourceType": edge.type, "resourceName": edge.name}
                for edge in plan.waits_for[resource.id]
            ],
            "id": resource.id,
            "resourceType": resource.type,
            "resourceName": resource.name,
        }
        for resource in plan.resources
        if resource.deployed and plan.waits_for[resource.id]
    ]
