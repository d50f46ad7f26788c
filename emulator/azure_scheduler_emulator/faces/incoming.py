"""What is known about one request while it is answered? It is kept in the WSGI environment, for the gateway too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, cast

from azure_scheduler_emulator.clock import Clock, Clocks
from azure_scheduler_emulator.domain.azure.subscription import Certificate
from azure_scheduler_emulator.domain.tenant import Tenant
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
    #: The clock of whoever asks; the shared one as long as that is not known.
    clock: Clock
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

    def enter(self, tenant: Tenant, clocks: Clocks) -> datetime:
        """Have the request live by the clock of the tenant that it turns out to be for; return when it came in."""
        clock = clocks.of(tenant)
        if clock is not self.clock:
            self.clock, self.now = clock, clock.now()
            clock.touch()
        return self.now

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
    def begin(environ: WSGIEnvironment, shared: Clock) -> Incoming:
        """Return what is known about a request; nothing but the time if this is where it comes in."""
        found: Incoming | None = environ.get(_KEY)
        if found is None:
            trace = read(environ.get("HTTP_TRACEPARENT", ""), environ.get("HTTP_TRACESTATE", ""))
            environ[_KEY] = found = Incoming(shared.now(), shared, trace=trace)
        return found
