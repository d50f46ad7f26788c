"""How does an outgoing HTTP action say who it is?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Basic:
    """HTTP Basic authentication. The password is stored and never shown again."""

    username: str
    password: str


Authentication = Basic
