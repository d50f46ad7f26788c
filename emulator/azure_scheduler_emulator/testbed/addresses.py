"""Where are the listeners, once they are?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Addresses:
    """Scheme, host and port of each; both empty behind another server."""

    https: str = ""
    http: str = ""
