"""Where can jobs of a test call? Targets inside the emulator."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from azure_scheduler_emulator.testing.caller import Caller


class Sink:
    """A target inside the emulator."""

    def __init__(self, control: Caller, name: str) -> None:
        self._control = control
        self._path = f"/sink/{quote(name, safe='')}"
        self.name = name

    @property
    def url(self) -> str:
        """Return the address for jobs to call; anything may follow it after a slash."""
        return self._control.url + self._path

    def answer(self, *answers: int | Mapping[str, Any]) -> None:
        """Script the answers in turn, the last of which repeats: ``answer(500, 500, 200)``.

        An answer is a status, or a document with ``status``, ``headers``, ``body`` and ``delay`` (ISO 8601).
        """
        script = [{"status": answer} if isinstance(answer, int) else dict(answer) for answer in answers]
        self._control.call("PUT", self._path, {"answers": script})

    def calls(self, **wanted: Any) -> list[dict[str, Any]]:
        """Return what came, oldest first; with ``count`` and ``timeout`` wait for it.

        Raises:
            Unmet: too few came in time; its text tells the nearest misses.
        """
        return self._control.verify(f"{self._path}/calls", wanted)
