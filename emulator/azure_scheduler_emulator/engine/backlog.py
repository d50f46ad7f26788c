"""How many calls are due and have not started? Said once when it grows, and once when it is over."""

from __future__ import annotations

import logging

#: Fewer calls than that are no queue, and one that goes down again within so many looks is a burst.
MANY, LOOKS = 100, 5

log = logging.getLogger(__name__)


class Backlog:
    """Watches the calls that wait for their turn."""

    def __init__(self) -> None:
        self._looks = 0

    def note(self, waiting: int) -> None:
        """Look again, about once a second."""
        if waiting > MANY:
            self._looks += 1
        elif not waiting:
            if self._looks >= LOOKS:
                log.warning("no call waits for its turn any more")
            self._looks = 0
        if waiting > MANY and self._looks == LOOKS:
            log.warning(
                "%d calls are due and wait for their turn: targets answer slowly "
                "(--per-host and --workers say how many are called at a time)",
                waiting,
            )
