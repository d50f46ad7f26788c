"""Functions of resources: their ids, and what they are once they are deployed."""

from __future__ import annotations

import re
from typing import Any

from azure_scheduler_emulator.domain.azure.templates.errors import DeferredError, bad_call
from azure_scheduler_emulator.domain.azure.templates.functions.family import Family, Frame, Function, string, strings

FAMILY = Family()
_SUBSCRIPTION = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)


@FAMILY.add_framed("resourceId", 2, any_number=True)
def resource_id(frame: Frame, name: str, *parts: Any) -> str:
    """Return the id of a resource: perhaps a subscription and a resource group, then the type and the names."""
    given = strings(name, parts)
    world = frame.scope.world
    subscription, group = str(world.subscription["subscriptionId"]), world.resource_group
    before, kind, names = _split(name, given)
    if len(before) > (2 if group is not None else 1):
        raise bad_call(name, "the resource type must follow a subscription id and a resource group.")
    if group is None:
        return f"/subscriptions/{before[0] if before else subscription}{_provider(name, kind, names)}"
    where = str(group["name"])
    if len(before) == 2:
        subscription, where = before
    elif before and _SUBSCRIPTION.fullmatch(before[0]):
        subscription = before[0]
    elif before:
        where = before[0]
    return f"/subscriptions/{subscription}/resourceGroups/{where}{_provider(name, kind, names)}"


@FAMILY.add_framed("subscriptionResourceId", 2, any_number=True)
def subscription_resource_id(frame: Frame, name: str, *parts: Any) -> str:
    """Return the id of a resource of a subscription."""
    before, kind, names = _split(name, strings(name, parts))
    subscription = before[0] if before else frame.scope.world.subscription["subscriptionId"]
    return f"/subscriptions/{subscription}{_provider(name, kind, names)}"


@FAMILY.add("tenantResourceId", 2, any_number=True)
def tenant_resource_id(name: str, *parts: Any) -> str:
    """Return the id of a resource of a tenant."""
    _, kind, names = _split(name, strings(name, parts))
    return _provider(name, kind, names)


@FAMILY.add("extensionResourceId", 3, any_number=True)
def extension_resource_id(name: str, base: Any, *parts: Any) -> str:
    """Return the id of a resource that extends another."""
    _, kind, names = _split(name, strings(name, parts))
    return string(name, base).rstrip("/") + _provider(name, kind, names)


@FAMILY.add_framed("reference", 1, 3)
def reference(frame: Frame, name: str, what: Any, api_version: Any = None, full: Any = None) -> Any:
    """Return a resource: its properties, or with 'Full' all of it."""
    target = string(name, what)
    frame.scope.check_runtime(name)
    version = None if api_version is None else string(name, api_version)
    if full is not None and string(name, full).lower() != "full":
        raise bad_call(name, "the third argument can only be 'Full'.")
    if frame.scope.deployed is None:
        raise DeferredError
    return frame.scope.deployed.reference(target, version, full=full is not None)


def _listed(frame: Frame, name: str, arguments: Any) -> Any:
    """Return what an operation of a resource answers."""
    what, api_version, body = (*arguments, None, None)[:3]
    target = string(name, what)
    frame.scope.check_runtime(name)
    version = None if api_version is None else string(name, api_version)
    if frame.scope.deployed is None:
        raise DeferredError
    return frame.scope.deployed.listed(name, target, version, body)


#: Every function whose name begins with ``list`` and that is no other.
LIST = Function(name="list", call=_listed, least=1, most=3)


@FAMILY.add_framed("references", 1, 2)
def references(frame: Frame, name: str, names: Any, full: Any = None) -> list[Any]:
    """Return several resources, as the copies of a loop."""
    if not isinstance(names, list):
        raise bad_call(name, "an array of names is expected.")
    return [reference(frame, name, item, None, full) for item in names]


@FAMILY.add("providers", 1, 2)
def providers(name: str, namespace: Any, kind: Any = None) -> Any:
    """Return what is known of a resource provider: nothing but its name."""
    if kind is None:
        return {"namespace": string(name, namespace), "resourceTypes": []}
    return {"resourceType": string(name, kind), "locations": [], "apiVersions": []}


@FAMILY.add("pickZones", 3, 5)
def pick_zones(name: str, *parts: Any) -> list[str]:
    """Return the first availability zones of a region, as many as are asked for."""
    strings(name, parts[:3])
    count = parts[3] if len(parts) > 3 else 1
    return [str(number) for number in range(1, 4)][: count if isinstance(count, int) else 1]


def _split(name: str, parts: list[str]) -> tuple[list[str], str, list[str]]:
    """Return what stands before the type, which is the first part with a slash, the type, and the names."""
    for at, part in enumerate(parts):
        if "/" in part.strip("/"):
            return parts[:at], part.strip("/"), parts[at + 1 :]
    raise bad_call(
        name, "the type '" + (parts[0] if parts else "") + "' requires a namespace, such as 'Microsoft.Web/sites'."
    )


def _provider(name: str, kind: str, names: list[str]) -> str:
    """Return ``/providers/namespace/type/name``; a name may hold several segments, as 'site/slot'."""
    namespace, *types = kind.split("/")
    segments = [segment for given in names for segment in given.split("/")]
    if len(types) != len(segments):
        raise bad_call(
            name,
            f"the type '{kind}' requires '{len(types)}' resource name argument(s) while '{len(segments)}' were given.",
        )
    pairs = [f"/{kind_of}/{called}" for kind_of, called in zip(types, segments, strict=True)]
    return f"/providers/{namespace}{''.join(pairs)}"
