"""How much may be claimed? No more than can start soon, of all and for each target."""

from __future__ import annotations

from collections.abc import Mapping

#: The most that is claimed ahead for a target that answers fast.
WIDEST = 256
#: A target for which as much as was allowed is done within so many seconds may have more the next time.
SOON, MORE = 0.25, 4


class Window:
    """How many calls to one target may be claimed: few at first, more while it answers fast."""

    def __init__(self, least: int, now: float) -> None:
        self._least = self._size = least
        self._since = now

    def room(self, open_: int, now: float) -> int:
        """Return how many more may be claimed while ``open_`` ones wait or run."""
        if open_ < self._least:
            # What was allowed the last time is done.
            self._size = min(WIDEST, self._size * MORE) if now - self._since < SOON else self._least
            self._since = now
        return max(0, self._size - open_)


class Room:
    """What one claim may take. In the hands of one thread."""

    def __init__(self, lanes: Mapping[str, int], per_lane: int, most: int) -> None:
        self._lanes = dict(lanes)
        self._per_lane = per_lane
        self._most = most
        #: Lanes that were full.
        self.refused: set[str] = set()
        #: Whether there was no room for anybody.
        self.crowded = False
        #: How many found no room.
        self.behind = 0

    def take(self, lane: str) -> bool:
        """Take room for one call to a target; tell whether there was any."""
        left = self._lanes.get(lane, self._per_lane if lane else self._most)
        if left > 0 and self._most > 0:
            self._lanes[lane] = left - 1
            self._most -= 1
            return True
        self.behind += 1
        if left > 0:
            self.crowded = True
        else:
            self.refused.add(lane)
        return False
