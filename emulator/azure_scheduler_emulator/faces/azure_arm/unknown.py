"""What is said about an address that nobody answers? 404 in the words that Resource Manager has for it."""

from __future__ import annotations

from azure_scheduler_emulator.faces.azure_arm.errors import ArmError
from azure_scheduler_emulator.faces.azure_arm.providers import find


def error(path: str, api_version: str) -> ArmError:
    """Return the answer to a request for ``path``, which no route knows."""
    code, message = _words([segment for segment in path.split("/") if segment], api_version)
    return ArmError(404, code, message, gateway=True)


def resource_missing(identity: str) -> ArmError:
    """Return the error for a resource of that id, which does not exist."""
    segments = identity.split("/")
    group = segments[4] if segments[3].lower() == "resourcegroups" else ""
    return ArmError(404, "ResourceNotFound", _missing(identity.partition("/providers/")[2], group), gateway=True)


def _words(segments: list[str], api_version: str) -> tuple[str, str]:
    literals = [segment.lower() for segment in segments]
    if "providers" not in literals[:5]:
        if literals[:1] == ["subscriptions"]:
            return "NotFound", f"The requested path '/{'/'.join(segments)}' was not found."
        return (
            "MissingSubscription",
            "The request did not have a subscription or a valid tenant level resource provider.",
        )
    place = literals.index("providers")
    namespace, rest = "".join(segments[place + 1 : place + 2]), segments[place + 2 :]
    provider = find(namespace)
    if provider is None:
        return "InvalidResourceNamespace", f"The resource namespace '{namespace}' is invalid."
    if rest and not provider.has(rest[0]):
        message = (
            f"The resource type '{rest[0]}' could not be found in the namespace '{provider.namespace}' for api version "
            f"'{api_version}'. The supported api-versions are '{','.join(provider.versions)}'."
        )
        return "InvalidResourceType", message
    group = segments[3] if literals[2:3] == ["resourcegroups"] else ""
    return "ResourceNotFound", _missing("/".join([provider.namespace, *rest]), group)


def _missing(resource: str, group: str) -> str:
    return f"The Resource '{resource}' under resource group '{group or '<null>'}' was not found."
