"""How does a test keep states by name, put them back and compare them?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

if TYPE_CHECKING:
    from azure_scheduler_emulator.testing.control import Control


class Snapshots:
    """States that the emulator keeps by name."""

    def __init__(self, control: Control) -> None:
        self._control = control

    def take(self, name: str) -> dict[str, Any]:
        """Take a snapshot, in the place of the one of that name; return what is told of it."""
        return dict(self._control.call("PUT", _path(name)))

    def all(self) -> list[dict[str, Any]]:
        """Return what is told of the snapshots that are kept."""
        return list(self._control.call("GET", "/snapshots"))

    def get(self, name: str) -> dict[str, Any]:
        """Return a snapshot as ``LiveEmulator.state`` would have returned it."""
        return dict(self._control.call("GET", _path(name)))

    def restore(self, name: str) -> None:
        """Put a snapshot in the place of everything that is there."""
        self._control.call("POST", f"{_path(name)}/restore")

    def diff(self, name: str, to: str = "") -> dict[str, Any]:
        """Return what has changed since a snapshot, or between it and another one, by part."""
        query = f"?{urlencode({'to': to})}" if to else ""
        return dict(self._control.call("GET", f"{_path(name)}/diff{query}")["parts"])

    def delete(self, name: str) -> None:
        """Keep a snapshot no longer."""
        self._control.call("DELETE", _path(name))


def _path(name: str) -> str:
    return f"/snapshots/{quote(name, safe='')}"
