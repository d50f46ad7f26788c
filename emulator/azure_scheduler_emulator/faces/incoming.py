"""What is known about one request while it is answered? It is kept in the WSGI environment, for the gateway too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, cast

from azure_scheduler_emulator.domain.azure.subscription import Certificate
from azure_scheduler_emulator.domain.trace import TraceContext, read
from azure_scheduler_emulator.faults import Effect

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_KEY = "azure_scheduler_emulator.incoming"


@dataclass
class Incoming:
    """One request."""

    #: When it came in. The clock is read once for each request.
    now: datetime
    #: What a fault does to it: the face answers a status, the gateway waits and breaks the connection.
    effect: Effect | None = None
    #: In whose name the emulator itself asks, for what it begins with: nobody is asked for credentials then, no fault
    #: strikes, and nothing takes time. Empty for everybody who comes from outside.
    acting: str = ""
    #: Why it is refused, in a sentence for whoever wonders; the answer is in the words of the API.
    reason: str = ""
    #: The client's certificate, DER, where the API goes by one.
    certificate: bytes | None = None
    #: The certificates that would have been let in, where the client's was not.
    registered: Sequence[Certificate] = ()
    #: The trace that it is part of.
    trace: TraceContext | None = None

    @staticmethod
    def of(environ: WSGIEnvironment) -> Incoming:
        """Return what is known about the request of an environment."""
        return cast("Incoming", environ[_KEY])

    @staticmethod
    def explain(environ: WSGIEnvironment, reason: str) -> None:
        """Note why the request of an environment is refused, if anything is noted of it."""
        found: Incoming | None = environ.get(_KEY)
        if found is not None:
            found.reason = reason

    @staticmethod
    def begin(environ: WSGIEnvironment, now: Callable[[], datetime]) -> Incoming:
        """Return what is known about a request; nothing but the time if this is where it comes in."""
        found: Incoming | None = environ.get(_KEY)
        if found is None:
            trace = read(environ.get("HTTP_TRACEPARENT", ""), environ.get("HTTP_TRACESTATE", ""))
            environ[_KEY] = found = Incoming(now(), trace=trace)
        return found
