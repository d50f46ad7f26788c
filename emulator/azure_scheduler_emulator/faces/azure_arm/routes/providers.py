"""The registration of the resource providers, which are always registered."""

from __future__ import annotations

from flask import Response
from flask_smorest import Blueprint
from werkzeug.exceptions import NotFound

from azure_scheduler_emulator.faces.azure_arm import provider_operations, wire
from azure_scheduler_emulator.faces.azure_arm.context import context
from azure_scheduler_emulator.faces.azure_arm.errors import ArmError
from azure_scheduler_emulator.faces.azure_arm.providers import PROVIDERS, SCHEDULER, find

blueprint = Blueprint("providers", __name__)

OF_SUBSCRIPTION = "/subscriptions/<subscription>/providers"
#: Of the tenant, as a client asks that has no subscription.
OF_TENANT = "/providers"


@blueprint.before_request
def _answered_by_the_gateway() -> None:
    context().gateway = True


@blueprint.get(OF_SUBSCRIPTION)
@blueprint.get(OF_TENANT, defaults={"subscription": ""})
def list_providers(subscription: str) -> Response:
    """List the resource providers that are emulated."""
    return wire.json_answer({"value": [provider.document(subscription) for provider in PROVIDERS]})


@blueprint.get(f"{OF_SUBSCRIPTION}/<namespace>")
@blueprint.get(f"{OF_TENANT}/<namespace>", defaults={"subscription": ""})
def get_provider(subscription: str, namespace: str) -> Response:
    """Get a resource provider."""
    return _answer(subscription, namespace)


@blueprint.get(f"{OF_SUBSCRIPTION}/<namespace>/operations")
@blueprint.get(f"{OF_TENANT}/<namespace>/operations", defaults={"subscription": ""})
def list_operations(subscription: str, namespace: str) -> Response:  # noqa: ARG001 - the route's
    """List what a provider can do, as roles name it; only the scheduler's list is known here."""
    if namespace.lower() != SCHEDULER.lower():
        raise NotFound
    return wire.json_answer({"value": provider_operations.documents()})


@blueprint.post(f"{OF_SUBSCRIPTION}/<namespace>/register")
def register(subscription: str, namespace: str) -> Response:
    """Register a resource provider with the subscription."""
    return _answer(subscription, namespace)


def _answer(subscription: str, namespace: str) -> Response:
    found = find(namespace)
    if found is None:
        message = f"The resource namespace '{namespace}' is invalid."
        raise ArmError(404, "InvalidResourceNamespace", message, gateway=True)
    return wire.json_answer(found.document(subscription))
