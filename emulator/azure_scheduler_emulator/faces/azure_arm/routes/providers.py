"""The registration of the resource provider, which is always registered."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint

from azure_scheduler_emulator.faces.azure_arm import wire
from azure_scheduler_emulator.faces.azure_arm.context import context
from azure_scheduler_emulator.faces.azure_arm.errors import ArmError
from azure_scheduler_emulator.faces.azure_arm.regions import REGIONS

blueprint = Blueprint("providers", __name__, url_prefix="/subscriptions/<subscription>/providers")

NAMESPACE = "Microsoft.Scheduler"
#: Newest first, as Resource Manager lists them.
API_VERSIONS = ("2016-03-01", "2016-01-01", "2014-08-01-preview")
#: As recorded.
RESOURCE_TYPES = ("jobcollections", "operations", "operationResults", "flows")


@blueprint.before_request
def _answered_by_the_gateway() -> None:
    context().gateway = True


@blueprint.get("")
def list_providers(subscription: str) -> Response:  # noqa: ARG001 - the route's
    """List the resource providers: this one."""
    return wire.json_answer({"value": [_provider()]})


@blueprint.get("/<namespace>")
def get_provider(subscription: str, namespace: str) -> Response:  # noqa: ARG001 - the route's
    """Get a resource provider."""
    return _answer(namespace)


@blueprint.post("/<namespace>/register")
def register(subscription: str, namespace: str) -> Response:  # noqa: ARG001 - the route's
    """Register a resource provider with the subscription."""
    return _answer(namespace)


def _answer(namespace: str) -> Response:
    if namespace.lower() != NAMESPACE.lower():
        raise ArmError(
            404, "InvalidResourceNamespace", f"The resource namespace '{namespace}' is invalid.", gateway=True
        )
    return wire.json_answer(_provider())


def _provider() -> dict[str, Any]:
    types = [
        {"resourceType": name, "locations": list(REGIONS), "apiVersions": list(API_VERSIONS)} for name in RESOURCE_TYPES
    ]
    return {
        "id": f"/subscriptions/{context().subscription}/providers/{NAMESPACE}",
        "namespace": NAMESPACE,
        "resourceTypes": types,
        "registrationState": "Registered",
    }
