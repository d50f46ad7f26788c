"""What stands between one attempt and its target? Faults that a test has set, and the targets inside the emulator.

Both stand at the one place where calls go out, so that whatever goes wrong on purpose is told in the words of the kind
of action that met it.

A call to a sink of this very emulator is handed over in the process: the sink sees the request as it would have been
sent and the history what it answered, without the sockets, which would cost a year of an hourly job 15 s.
docs/decisions/0007-calls-to-the-own-sinks-stay-inside.md
"""

from __future__ import annotations

import http.client
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from urllib3.exceptions import NewConnectionError

from azure_scheduler_emulator.actions.wire.errors import CallError, WebStatus, explain
from azure_scheduler_emulator.actions.wire.own import refuse_control
from azure_scheduler_emulator.actions.wire.transport import LIMIT, Answer, Call, Transport, host_of
from azure_scheduler_emulator.clock import Clocks
from azure_scheduler_emulator.domain.fault_mark import FaultMark
from azure_scheduler_emulator.domain.jobs.history import FireOrder
from azure_scheduler_emulator.domain.tenant import NOBODY, Tenant
from azure_scheduler_emulator.faults import Effect, FaultPlan, FaultPoint, Where
from azure_scheduler_emulator.machine import pause
from azure_scheduler_emulator.sinks import Received, Sinks


@dataclass(frozen=True, kw_only=True)
class Wires:
    """Makes the wire of each attempt."""

    transport: Transport
    clocks: Clocks
    faults: FaultPlan
    sinks: Sinks
    #: Tells whether what an order is about was forgotten since.
    is_late: Callable[[FireOrder], bool] = lambda _order: False

    def to(self, order: FireOrder | None = None, tenant: Tenant = NOBODY) -> Wire:
        """Return the wire for the calls of an order, or for calls that are no job's but a tenant's."""
        return Wire(self, order, tenant)


class Wire:
    """Makes the calls of one attempt, unless a fault or a sink gets in the way. In the hands of one thread."""

    def __init__(self, wires: Wires, order: FireOrder | None, tenant: Tenant) -> None:
        self._wires = wires
        self._order = order
        found = wires.clocks.get(order.attempt.clock) if order is not None else wires.clocks.of(tenant)
        self._clock = found or wires.clocks.shared
        #: How much longer the calls took on a clock that stands still, where nobody waits.
        self.took = timedelta()
        #: The fault that got in the way, the last one if there were several.
        self.fault: FaultMark | None = None

    def send(self, call: Call) -> Answer:
        """Make the call and return the answer; raises CallError when there is none."""
        if self._order is not None and self._wires.is_late(self._order):
            # It would be news to whoever has begun anew.
            raise CallError(WebStatus.CANCELLED, "The request was aborted: what it was about was forgotten.")
        if self._wires.faults.empty:
            return self._send(call)
        effect = self._wires.faults.take(self._point(call))
        return self._send(call) if effect is None else self._struck(call, effect, host_of(call.uri))

    def _point(self, call: Call) -> FaultPoint:
        order = self._order
        return FaultPoint(
            where=Where.TARGET,
            face=order.tenant.api if order else "",
            method=call.method,
            path=call.uri,
            job=order.job_name if order else "",
            host=host_of(call.uri),
            subscription=order.subscription if order else "",
        )

    def _struck(self, call: Call, effect: Effect, host: str) -> Answer:
        self.fault = effect.by
        if effect.delay:
            self._delay(call, effect.delay, host)
        if effect.refuse:
            raise explain(NewConnectionError(None, "refused on purpose"), host)  # type: ignore[arg-type] # never used
        if effect.reset:
            raise explain(ConnectionResetError(), host)
        answer = self._send(call) if effect.status is None else _answer(effect, effect.status)
        if effect.truncate is not None and effect.truncate < len(answer.body):
            raise explain(http.client.IncompleteRead(answer.body[: effect.truncate]), host)
        return answer

    def _send(self, call: Call) -> Answer:
        found = self._wires.sinks.address(call.uri)
        if found is None:
            if self._wires.sinks.keeps_out(call.uri):
                raise refuse_control()
            return self._wires.transport.send(call)
        name, path, query = found
        reply = self._wires.sinks.receive(
            name,
            Received(
                at=self._clock.now(),
                method=call.method,
                path=path,
                query=query,
                headers=call.headers,
                body=call.body.decode("utf-8", "replace"),
                status=0,
            ),
        )
        if reply.delay:
            self._delay(call, reply.delay, host_of(call.uri))
        return Answer(status=reply.status, headers=tuple(reply.headers.items()), body=reply.body.encode())

    def _delay(self, call: Call, span: timedelta, host: str) -> None:
        """Wait, by the clock of the job. If that stands still nobody waits: the attempt merely ends later by it."""
        limit = timedelta(seconds=call.limit or LIMIT)
        if self._clock.standing:
            self.took += min(span, limit)
        else:
            pause(min(span, limit).total_seconds() / self._clock.rate)
        if span >= limit:
            raise explain(TimeoutError(), host)


def _answer(effect: Effect, status: int) -> Answer:
    return Answer(status=status, headers=tuple(effect.headers.items()), body=(effect.body or "").encode())
