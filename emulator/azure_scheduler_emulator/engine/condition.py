"""What is wrong with the engine at present, for whoever asks whether it is well?"""

from __future__ import annotations

import logging
import threading

log = logging.getLogger(__name__)


class Condition:
    """The troubles that last. Each has a name, and is logged when it begins and when it is over."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._troubles: dict[str, str] = {}

    def begin(self, name: str, reason: str) -> None:
        """Note a trouble, or why it goes on."""
        with self._lock:
            new = name not in self._troubles
            self._troubles[name] = reason
        if new:
            log.error("%s", reason)

    def end(self, name: str) -> None:
        """Note that a trouble is over, if there was one."""
        if name not in self._troubles:
            return
        with self._lock:
            reason = self._troubles.pop(name, None)
        if reason is not None:
            log.warning("over by now: %s", reason)

    def reasons(self) -> list[str]:
        """Return what is wrong."""
        with self._lock:
            return list(self._troubles.values())


def said(error: BaseException) -> str:
    """Return the first line of what an error says, or its kind if it says nothing."""
    cause = getattr(error, "orig", None) or error
    return next((line.strip() for line in str(cause).splitlines() if line.strip()), type(cause).__name__)
