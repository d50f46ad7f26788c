"""How does a deployment look? Members, their order, and what the versions change, as recorded."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from azure_scheduler_emulator.domain.azure.templates.values import member
from azure_scheduler_emulator.domain.time.moment import parse, render
from azure_scheduler_emulator.faces.azure_arm.context import context
from azure_scheduler_emulator.faces.azure_arm.deployments import errors
from azure_scheduler_emulator.faces.azure_arm.deployments.progress import ACCEPTED, SUCCEEDED, Progress

if TYPE_CHECKING:
    from azure_scheduler_emulator.domain.azure.templates.declared import Resource
    from azure_scheduler_emulator.faces.azure_arm.deployments.planning import Planned

TYPE = "Microsoft.Resources/deployments"
#: From these versions on: ids with the provider; the template's hash and whole ids of what came out; the type.
_WITH_PROVIDER, _WITH_HASH, _WITH_TYPE = "2015-01-01", "2017-01-01", "2019-05-01"


def deployment(record: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Return a deployment as it stands."""
    properties = {
        **_description(record),
        "provisioningState": progress.state,
        "timestamp": render(progress.at),
        "duration": duration(progress.took),
        "correlationId": record["correlation_id"],
        "providers": record["providers"],
        "dependencies": record["dependencies"],
    }
    if not progress.active:
        properties |= _results(record)
    return {**_identity(record), "properties": properties}


def accepted(record: dict[str, Any]) -> dict[str, Any]:
    """Return a deployment as the answer to its PUT shows it, however far it is by then (recorded)."""
    took = timedelta(seconds=record["took"])
    return deployment(record, Progress(state=ACCEPTED, at=parse(record["started"]), took=took))


def validation(record: dict[str, Any], planned: Planned) -> dict[str, Any]:
    """Return a deployment that has been found valid."""
    properties = {
        **_description(record),
        "provisioningState": SUCCEEDED if context().api_version >= _WITH_HASH else ACCEPTED,
        "timestamp": record["started"],
        "duration": "PT0S",
        "correlationId": record["correlation_id"],
        "providers": record["providers"],
        "dependencies": record["dependencies"],
        "validatedResources": validated(planned),
    }
    return {**_identity(record), "properties": properties}


def validated(planned: Planned) -> list[dict[str, Any]]:
    """Return the resources of a valid deployment; those of a nested one stand in its place (recorded)."""
    found: list[dict[str, Any]] = []
    for resource in planned.plan.resources:
        if not resource.deployed:
            continue
        if resource.id in planned.nested:
            found += validated(planned.nested[resource.id])
            continue
        body = planned.plan.body(resource)
        waits_for = [edge.id for edge in planned.plan.waits_for[resource.id]]
        found.append(_valid(resource, body, waits_for))
    return found


def _valid(resource: Resource, body: dict[str, Any], waits_for: list[str]) -> dict[str, Any]:
    last = ("location", "tags", "properties")
    return {
        **({"dependsOn": waits_for} if waits_for else {}),
        "apiVersion": resource.api_version,
        "id": resource.id,
        "name": resource.name,
        "type": resource.type,
        **{name: value for name, value in body.items() if name.lower() not in last},
        **{name: value for name in last if (value := member(body, name)) is not None},
    }


def status(record: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Return what polling a deployment finds: its status, and why it failed."""
    if progress.active:
        return {"status": "Running"}
    failed = {"error": error(record)} if progress.state == "Failed" else {}
    return {"status": progress.state, **failed}


def operations(record: dict[str, Any], progress: Progress) -> list[dict[str, Any]]:
    """Return the steps of a deployment, the newest first; nothing has started while it is only accepted."""
    if progress.state == ACCEPTED:
        return []
    steps = record["operations"]
    if progress.active:
        # The first of them is under way, which is the last of the resources in the list.
        return [_step(record, step, progress, running=True) for step in steps[:-1][-1:]]
    return [_step(record, step, progress) for step in steps]


def error(record: dict[str, Any]) -> dict[str, Any]:
    """Return why a deployment failed."""
    found: dict[str, Any] = dict(record["error"])
    if context().api_version < _WITH_PROVIDER and found["message"] == errors.AT_LEAST_ONE:
        found["message"] = errors.OPERATION_FAILED
    return found


def duration(span: timedelta) -> str:
    """Return a span as .NET spells it in ISO 8601, in days, hours, minutes, and seconds with a fraction."""
    seconds, fraction = divmod(span // timedelta(microseconds=1), 1_000_000)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    part = f"{second}.{fraction:06}".rstrip("0").rstrip(".")
    units = [(hour, "H"), (minute, "M")]
    time = "".join(f"{size}{unit}" for size, unit in units if size) + (f"{part}S" if part != "0" else "")
    return f"P{f'{days}D' if days else ''}{f'T{time}' if time else ''}" if days or time else "PT0S"


def identity(record: dict[str, Any]) -> str:
    """Return the id of a deployment."""
    provider = "/providers/Microsoft.Resources" if context().api_version >= _WITH_PROVIDER else ""
    return f"{record['base']}{provider}/deployments/{record['name']}"


def _identity(record: dict[str, Any]) -> dict[str, Any]:
    kind = {"type": TYPE} if context().api_version >= _WITH_TYPE else {}
    location = {"location": record["location"]} if record["location"] else {}
    return {"id": identity(record), "name": record["name"], **kind, **location}


def _description(record: dict[str, Any]) -> dict[str, Any]:
    links = (("templateLink", record["template_link"]), ("parametersLink", record["parameters_link"]))
    hashed = {"templateHash": record["template_hash"]} if context().api_version >= _WITH_HASH else {}
    return {
        **{name: link for name, link in links if link},
        **hashed,
        "parameters": record["parameters"],
        "mode": record["mode"],
    }


def _results(record: dict[str, Any]) -> dict[str, Any]:
    """Return what came out: an error; or outputs, where the template has some, and resources by their ids."""
    if record["canceled"]:
        return {}
    if record["error"]:
        return {"error": error(record)}
    outputs = {} if record["outputs"] is None else {"outputs": record["outputs"]}
    made = sorted(record["output_resources"], key=str.lower)
    if context().api_version < _WITH_HASH:
        made = [_without_provider(found) for found in made]
    return {**outputs, "outputResources": [{"id": found} for found in made]}


def _without_provider(found: str) -> str:
    """Return the part of an id that the older versions show."""
    return found.partition("/providers/")[2] or found


def _step(record: dict[str, Any], step: dict[str, Any], progress: Progress, *, running: bool = False) -> dict[str, Any]:
    key = step["id"] or record["sequence"]
    known = step["properties"]
    order = {
        "provisioningOperation": known["provisioningOperation"],
        "provisioningState": "Running" if running else known["provisioningState"],
        "timestamp": render(progress.at),
        "duration": duration(timedelta(seconds=step["took"])),
        "trackingId": known.get("trackingId", record["correlation_id"]),
    }
    rest = {name: value for name, value in known.items() if name not in order}
    if running:
        rest = {name: value for name, value in rest.items() if name != "statusMessage"} | {"statusCode": "Created"}
    where = f"{record['base']}/providers/{TYPE}/{record['name']}"
    return {"id": f"{where}/operations/{key}", "operationId": key, "properties": {**order, **rest}}
