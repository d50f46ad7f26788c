"""Does the control API demand a token? If other machines can reach it, unless the settings say that it is open."""

from __future__ import annotations

import secrets
from dataclasses import replace

from azure_scheduler_emulator.config import Settings


def with_token(settings: Settings) -> Settings:
    """Return settings by which the control API demands a token if other machines can reach it; one may be made here."""
    if settings.control_token or settings.control_open or not settings.reachable:
        return settings
    return replace(settings, control_token=secrets.token_urlsafe(24))
