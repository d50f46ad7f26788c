"""What is said about a resource that nobody has put? As little as possible: other parts of the API may know more."""

from __future__ import annotations

from flask import current_app, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from azure_scheduler_emulator.domain.azure.templates.declared import split_id
from azure_scheduler_emulator.faces.azure_arm.errors import ArmError

#: Of the routes that answer for any resource.
BLUEPRINT = "other_resources"
_METHODS = ("GET", "PUT", "POST", "PATCH", "DELETE")


def absence(identity: str, *, known: bool) -> Exception:
    """Return what to raise for a resource that is not there.

    ``known`` tells that its provider is known of; of others it is left to the API to say that there is none.
    """
    if _has_another_route():
        return MethodNotAllowed()
    return missing(identity) if known else NotFound()


def missing(identity: str) -> ArmError:
    """Return the error for a resource that does not exist."""
    type_name, name = split_id(identity)
    group = identity.split("/")[4] if "/resourcegroups/" in identity.lower() else "<null>"
    message = f"The Resource '{type_name}/{name}' under resource group '{group}' was not found."
    return ArmError(404, "ResourceNotFound", message, gateway=True)


def _has_another_route() -> bool:
    """Tell whether the path of the present request is that of another route, which takes another verb."""
    adapter = current_app.create_url_adapter(request)
    assert adapter is not None, "a request has an adapter"
    for method in _METHODS:
        try:
            endpoint, _ = adapter.match(method=method)
        except HTTPException:
            continue
        if not endpoint.startswith(f"{BLUEPRINT}."):
            return True
    return False
