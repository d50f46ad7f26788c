"""Who may use the control API?

A page in a browser must not reach it: neither by a name that was rebound to the loopback address (Host), nor from
another site (Origin). A token can be demanded on top.
"""

from __future__ import annotations

import hmac
from urllib.parse import urlsplit

from flask import Response, request

from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.control.problems import problem


def refuse(settings: Settings) -> Response | None:
    """Return the refusal of the present request, or None if it may go on."""
    hosts = {host.lower() for host in settings.control_hosts}
    if _name(f"//{request.host}") not in hosts:
        return problem(403, f"The control API does not answer to the host name '{request.host}'.")
    origin = request.headers.get("Origin")
    if origin is not None and _name(origin) not in hosts:
        return problem(403, f"The control API does not answer to pages of '{origin}'.")
    if settings.control_token and request.path != "/health" and not _has_token(settings.control_token):
        answer = problem(401, "The control API demands its token.")
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer
    return None


def _name(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""


def _has_token(token: str) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return hmac.compare_digest(given.encode(), token.encode())
