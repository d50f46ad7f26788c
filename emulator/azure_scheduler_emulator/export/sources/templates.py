"""Jobs of an ARM template: its expressions are evaluated as a deployment does, with the defaults of its parameters."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from azure_scheduler_emulator.domain.azure.templates.errors import TemplateError
from azure_scheduler_emulator.domain.azure.templates.limits import Budget
from azure_scheduler_emulator.domain.azure.templates.plan import plan
from azure_scheduler_emulator.domain.azure.templates.scope import World
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.export.job import ExportedJob
from azure_scheduler_emulator.export.sources.documents import job, member
from azure_scheduler_emulator.runtime import new_guid

JOBS = "microsoft.scheduler/jobcollections/jobs"
SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"
BASE = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/exported"


def is_template(document: Any) -> bool:
    """Tell whether a document is one."""
    return isinstance(document, Mapping) and isinstance(member(document, "resources"), list | dict)


def read(document: Mapping[str, Any], now: datetime, parameters: Mapping[str, str]) -> Iterator[ExportedJob]:
    """Yield the jobs of a template.

    Raises:
        InvalidError: the template is not valid, or has no default for a parameter that is not given.
    """
    known = {str(name).lower(): (str(name), kind) for name, kind in (member(document, "parameters") or {}).items()}
    given = {
        known[name.lower()][0]: _value(known[name.lower()][1], text)
        for name, text in parameters.items()
        if name.lower() in known
    }
    try:
        planned = plan(document, given, _world(now), BASE, Budget())
        for resource in planned.order:
            if resource.type.lower() == JOBS:
                body = planned.body(resource)
                yield job(body["properties"], now, resource.name.split("/")[-1], (resource.name.split("/")[0],))
    except TemplateError as error:
        raise InvalidError(f"The template cannot be read: {error}") from error


def _value(definition: Any, text: str) -> Any:
    """Return the value that a text on the command line stands for: JSON where the parameter is no string."""
    if str(member(definition, "type")).lower() in ("string", "securestring"):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def _world(now: datetime) -> World:
    group = {"id": BASE, "name": "exported", "location": "westeurope", "tags": {}, "properties": {}}
    return World(
        now=now,
        new_id=new_guid,
        subscription={"id": f"/subscriptions/{SUBSCRIPTION}", "subscriptionId": SUBSCRIPTION, "displayName": "Export"},
        tenant={"tenantId": SUBSCRIPTION},
        deployment={"name": "export"},
        environment={"name": "AzureCloud"},
        resource_group=group,
    )
