"""Does the control API demand a token, and who has it? Known before that API is loaded.

It does if other machines can reach it, unless the settings say that it is open.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from dataclasses import replace

from azure_scheduler_emulator.config import Settings


def with_token(settings: Settings) -> Settings:
    """Return settings by which the control API demands a token if other machines can reach it; one may be made here."""
    if settings.control_token or settings.control_open or not settings.reachable:
        return settings
    return replace(settings, control_token=secrets.token_urlsafe(24))


def lets_in(settings: Settings, authorization: str) -> bool:
    """Tell whether an ``Authorization`` shows the token, as it is, as ``Bearer`` or as a password, if one is wanted."""
    if not settings.control_token:
        return True
    scheme, _, rest = authorization.partition(" ")
    given = authorization
    if scheme.lower() == "bearer":
        given = rest.strip()
    elif scheme.lower() == "basic":
        try:
            given = base64.b64decode(rest, validate=True).decode("utf-8", "replace").partition(":")[2]
        except ValueError:  # It is not even ASCII.
            given = ""
    return hmac.compare_digest(given.encode("utf-8", "replace"), settings.control_token.encode())
