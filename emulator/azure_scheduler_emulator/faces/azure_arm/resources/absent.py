"""What is said about a resource that nobody has put? That it is not there; or that its path takes another verb."""

from __future__ import annotations

from flask import current_app, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from azure_scheduler_emulator.domain.azure.templates.declared import split_id
from azure_scheduler_emulator.faces.azure_arm.unknown import resource_missing

#: Of the routes that answer for any resource.
BLUEPRINT = "other_resources"
_METHODS = ("GET", "PUT", "POST", "PATCH", "DELETE")


def absence(identity: str) -> Exception:
    """Return what to raise for a resource that is not there."""
    if _has_another_route():
        return MethodNotAllowed()
    type_name, name = split_id(identity)
    group = identity.split("/")[4] if "/resourcegroups/" in identity.lower() else ""
    return resource_missing(type_name, name, group)


def absence_of_type() -> Exception:
    """Return what to raise for a list of a type that nobody has put anything of: the API may know it, or not."""
    return MethodNotAllowed() if _has_another_route() else NotFound()


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
