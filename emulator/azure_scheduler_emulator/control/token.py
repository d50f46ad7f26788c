"""Does the control API demand a token, and who has it? Known before that API is loaded.

It does if other machines can reach it, unless the settings say that it is open.
"""

from __future__ import annotations

import secrets
from dataclasses import replace

from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.testbed.access import shows_token


def with_token(settings: Settings) -> Settings:
    """Return settings by which the control API demands a token if other machines can reach it; one may be made here."""
    if settings.control_token or settings.control_open or not settings.reachable:
        return settings
    return replace(settings, control_token=secrets.token_urlsafe(24))


def lets_in(settings: Settings, authorization: str) -> bool:
    """Tell whether an ``Authorization`` shows the token, if one is wanted."""
    return not settings.control_token or shows_token(authorization, settings.control_token)
