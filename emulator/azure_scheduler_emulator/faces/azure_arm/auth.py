"""Who is asking? Whoever brings a bearer token: any, or one of those that the settings name."""

from __future__ import annotations

from flask import request

from azure_scheduler_emulator.config import Settings, named
from azure_scheduler_emulator.faces.application import explain
from azure_scheduler_emulator.faces.azure_arm.errors import ArmError
from azure_scheduler_emulator.faces.azure_arm.tokens import TENANT, is_known


def authenticate(settings: Settings, header: str) -> None:
    """Let a request in by its ``Authorization`` header, or refuse it.

    Raises:
        ArmError: 401, when it brings no token, or one that the settings do not know while they are strict.
    """
    scheme, _, token = header.partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token:
        raise _refusal("Authentication failed. The 'Authorization' header is missing or holds no token.")
    if settings.arm_auth == "strict" and not is_known(token, settings.arm_tokens):
        explain(
            f"{named('arm_auth')} is strict, and the token is none of the {len(settings.arm_tokens)} that "
            f"{named('arm_tokens')} names, nor signed with one of them."
        )
        raise _refusal("Authentication failed. The access token is invalid.")


def _refusal(message: str) -> ArmError:
    challenge = (
        f'Bearer authorization_uri="{request.host_url}{TENANT}", error="invalid_token", '
        'error_description="The access token is missing or invalid."'
    )
    headers = {"WWW-Authenticate": challenge}
    return ArmError(401, "AuthenticationFailed", message, gateway=True, headers=headers)
