"""How long does a listener wait for its clients?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Patience:
    """Times in seconds. A connection may live half a second longer than it may: see ``poller.TICK``."""

    #: From the first byte of a connection or request to the end of the request's head; also the longest pause within a
    #: body.
    request: float = 5.0
    #: The longest rest between two requests. Clients keep a connection for 100 to 120 s, and one that is closed just as
    #: its client takes it up again costs that client an error.
    rest: float = 120.0
    #: The longest time in which a client takes nothing of its answer.
    answer: float = 5.0
    #: How many bytes a second a client takes at least of an answer, once it has been waited for as long as that. One
    #: that takes a byte now and then would hold it, and its thread, for ever.
    pace: float = 16384.0
    #: How long the rest of a refused request is thrown away. Closing at once would reset the connection, and the client
    #: might never read why it was refused.
    linger: float = 2.0
    #: How long requests may take to end when the listeners stop. Idle connections get no time at all.
    grace: float = 0.2
