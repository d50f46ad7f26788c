"""What did a client ask of an emulated API, and what did it get?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """One request with its answer, as they were on the wire; secrets are masked when it is shown."""

    at: datetime
    #: Name of the face that answered; empty if no face claimed the request.
    face: str
    method: str
    path: str
    query: str
    #: Subscription that the path names, lower case; empty if it names none.
    subscription: str
    #: Pairs of name and value.
    headers: Sequence[tuple[str, str]]
    #: The first KEPT bytes.
    body: bytes
    #: Number of the answer; 0 when a fault broke the connection instead.
    status: int
    answer_headers: Sequence[tuple[str, str]]
    answer_body: bytes
    #: Seconds that the answer took, delays on purpose included.
    seconds: float

    @property
    def size(self) -> int:
        """Return the bytes that it holds, roughly."""
        return 4000 + len(self.body) + len(self.answer_body)


#: Bytes of a body, either way, that are remembered.
KEPT = 64 * 1024
