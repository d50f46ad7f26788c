"""Registering subscriptions, with certificates made here or brought along."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from azure_scheduler_emulator.control import examples
from azure_scheduler_emulator.control.context import testbed
from azure_scheduler_emulator.control.openapi import refuses
from azure_scheduler_emulator.control.schemas import OwnerDocument, RegisteredDocument, SubscriptionDocument

blueprint = Blueprint("subscriptions", __name__, url_prefix="/subscriptions", description="Who may ask for what.")


@blueprint.get("")
@blueprint.response(200, OwnerDocument(many=True), example=[examples.OWNER])
def list_subscriptions() -> list[dict[str, Any]]:
    """List the subscriptions that are registered, with the certificates that they trust."""
    return [
        {"id": owner.id, "label": owner.label, "certificates": [vars(each) for each in owner.certificates]}
        for owner in testbed().registrations.everyone()
    ]


@blueprint.post("")
@refuses(409)
@blueprint.arguments(SubscriptionDocument, example=examples.REGISTER)
@blueprint.response(201, RegisteredDocument, example=examples.REGISTERED)
def register(given: dict[str, Any]) -> dict[str, Any]:
    """Register a subscription; without a certificate, issue a management certificate for it."""
    identity = str(given["id"]) if "id" in given else None
    made = testbed().registrations.register(identity, given.get("certificate"), given.get("label"))
    pfx = {"pfx": made.pfx} if made.pfx else {}
    return {"id": made.id, "certificate": {"pem": made.pem, **pfx, "thumbprint": made.thumbprint}}
