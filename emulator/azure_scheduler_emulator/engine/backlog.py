"""How many calls are due and have not started? Said once when it grows, and once when it is over."""

from __future__ import annotations

import logging

#: Fewer calls than that are no queue.
MANY = 100

log = logging.getLogger(__name__)


class Backlog:
    """Watches the calls that wait for their turn."""

    def __init__(self) -> None:
        self._before = 0
        self._said = False

    def note(self, waiting: int) -> None:
        """Look again, about once a second."""
        if not self._said and waiting > max(MANY, self._before):
            self._said = True
            log.warning(
                "%d calls are due and wait for their turn, and they become more: targets answer slowly "
                "(--per-host and --workers say how many are called at a time)",
                waiting,
            )
        elif self._said and not waiting:
            self._said = False
            log.warning("no call waits for its turn any more")
        self._before = waiting
