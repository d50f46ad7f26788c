"""What became of what a person has just done? Said once, on the page that the browser is sent to.

The page's address holds a name for the notice and not its words, which somebody else could write into a link.
"""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass

#: Notices that are remembered, for a page that is loaded again.
_MOST = 100


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A sentence or two for whoever did something."""

    head: str
    text: str = ""
    #: The status and the call of the control API that would have said the same.
    call: str = ""
    bad: bool = False
    #: The advance whose end is said in its place.
    awaits: str = ""
    #: Something to copy or keep, such as a new certificate.
    extra: str = ""


class Notices:
    """The newest notices by their names."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._notices: OrderedDict[str, Notice] = OrderedDict()

    def keep(self, notice: Notice) -> str:
        """Remember a notice; return its name."""
        name = secrets.token_urlsafe(6)
        with self._lock:
            self._notices[name] = notice
            while len(self._notices) > _MOST:
                self._notices.popitem(last=False)
        return name

    def get(self, name: str) -> Notice | None:
        """Return the notice of that name, if it is remembered."""
        with self._lock:
            return self._notices.get(name)
