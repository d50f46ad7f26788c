"""What a client that has signed in can work with: tenants, subscriptions, and where in the world."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_smorest import Blueprint

from azure_scheduler_emulator.domain.azure.regions import REGIONS, normalised
from azure_scheduler_emulator.faces.application import services
from azure_scheduler_emulator.faces.azure_arm import tokens, wire
from azure_scheduler_emulator.faces.azure_arm.context import context

blueprint = Blueprint("identity", __name__)


@blueprint.before_request
def _answered_by_the_gateway() -> None:
    context().gateway = True


@blueprint.get("/subscriptions")
def list_subscriptions() -> Response:
    """List the subscriptions that somebody registered or used, the default one among them."""
    found = [_subscription(each) for each in services().subscriptions.known()]
    return wire.json_answer({"value": found, "count": {"type": "Total", "value": len(found)}})


@blueprint.get("/subscriptions/<subscription>")
def get_subscription(subscription: str) -> Response:
    """Get a subscription: there is every one that is asked for."""
    return wire.json_answer(_subscription(subscription))


@blueprint.get("/subscriptions/<subscription>/locations")
def list_locations(subscription: str) -> Response:
    """List the regions."""
    found = [
        {
            "id": f"/subscriptions/{subscription}/locations/{normalised(region)}",
            "name": normalised(region),
            "displayName": region,
            "regionalDisplayName": region,
        }
        for region in REGIONS
    ]
    return wire.json_answer({"value": found})


@blueprint.get("/tenants")
def list_tenants() -> Response:
    """List the tenants: the one of the token that asks."""
    tenant = _tenant()
    found = {"id": f"/tenants/{tenant}", "tenantId": tenant, "displayName": "Emulator", "tenantCategory": "Home"}
    return wire.json_answer({"value": [found]})


def _subscription(subscription: str) -> dict[str, Any]:
    return {
        "id": f"/subscriptions/{subscription}",
        "authorizationSource": "RoleBased",
        "managedByTenants": [],
        "subscriptionId": subscription,
        "tenantId": _tenant(),
        "displayName": "Emulator",
        "state": "Enabled",
        "subscriptionPolicies": {
            "locationPlacementId": "Public_2014-09-01",
            "quotaId": "PayAsYouGo_2014-09-01",
            "spendingLimit": "Off",
        },
    }


def _tenant() -> str:
    """Return the tenant that the present token was given by."""
    token = request.headers.get("Authorization", "").partition(" ")[2]
    return str(tokens.claims_of(token.strip()).get("tid") or tokens.TENANT)
