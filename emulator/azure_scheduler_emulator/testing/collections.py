"""How does a test look at job collections, and stop and start them?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

if TYPE_CHECKING:
    from azure_scheduler_emulator.testing.control import Control


class Collections:
    """The job collections of every API."""

    def __init__(self, control: Control) -> None:
        self._control = control

    def all(self, **wanted: Any) -> list[dict[str, Any]]:
        """Return the collections; ``wanted`` is ``subscription``, ``top``, ``skip``."""
        query = f"?{urlencode(wanted)}" if wanted else ""
        return list(self._control.call("GET", f"/collections{query}"))

    def get(self, collection_id: str) -> dict[str, Any]:
        """Return a collection."""
        return dict(self._control.call("GET", f"/collections/{collection_id}"))

    def start(self, collection_id: str) -> dict[str, Any]:
        """Have the jobs of a collection fire; return it."""
        return self._set(collection_id, "started")

    def stop(self, collection_id: str) -> dict[str, Any]:
        """Keep the jobs of a collection from firing; return it."""
        return self._set(collection_id, "stopped")

    def _set(self, collection_id: str, state: str) -> dict[str, Any]:
        return dict(self._control.call("PATCH", f"/collections/{collection_id}", {"state": state}))
