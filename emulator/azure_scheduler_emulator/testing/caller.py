"""What do the parts of the client need of the connection to the control API?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

from azure_scheduler_emulator.domain.time import duration, moment


class Caller(Protocol):
    """Makes calls."""

    #: Where the control API is.
    url: str

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """Make one call and return its document, None if there is none."""

    def verify(self, path: str, wanted: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Ask a journal, and wait for what is wanted."""


def text_of(value: Any) -> str:
    """Spell a value for a request."""
    if isinstance(value, datetime):
        return moment.render(value)
    if isinstance(value, timedelta):
        return duration.iso(value)
    return str(value)
