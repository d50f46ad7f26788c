"""Who a client is: the subscription that it works in, and the token that it comes with.

Tools that insist on getting a token (Terraform, and jobs with ActiveDirectoryOAuth) are given one here, as by the first
endpoint of Azure Active Directory.
"""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_smorest import Blueprint

from azure_scheduler_emulator.faces.azure_arm import wire
from azure_scheduler_emulator.faces.azure_arm.auth import is_known
from azure_scheduler_emulator.faces.azure_arm.context import context, services
from azure_scheduler_emulator.machine import wall

blueprint = Blueprint("identity", __name__)

#: Given to whoever asks, unless the settings are strict.
TOKEN = "emulator"  # noqa: S105 - nobody's secret
#: Seconds that a token is said to be good for; in truth for ever.
LIFE = 3599


@blueprint.get("/subscriptions/<subscription>")
def get_subscription(subscription: str) -> Response:
    """Get a subscription: there is every one that is asked for."""
    context().gateway = True
    path = f"/subscriptions/{subscription}"
    return wire.json_answer({"id": path, "subscriptionId": subscription, "displayName": "Emulator", "state": "Enabled"})


@blueprint.post("/<tenant>/oauth2/token")
def give_token(tenant: str) -> Response:  # noqa: ARG001 - the route's
    """Give a token for client credentials; with strict settings, only for a known token as the secret."""
    context().gateway = True
    settings = services().settings
    secret = request.form.get("client_secret", "")
    if settings.arm_auth == "strict" and not is_known(secret, settings.arm_tokens):
        return _refused("invalid_client", "The client secret is none of the tokens that the emulator knows.")
    now = int(wall().timestamp())
    answer = {
        "token_type": "Bearer",
        "expires_in": str(LIFE),
        "expires_on": str(now + LIFE),
        "not_before": str(now),
        "resource": request.form.get("resource", ""),
        "access_token": secret if settings.arm_auth == "strict" else TOKEN,
    }
    return wire.json_answer(answer)


def _refused(error: str, description: str) -> Response:
    answer: dict[str, Any] = {"error": error, "error_description": description}
    return wire.json_answer(answer, 401)
