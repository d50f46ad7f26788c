"""What comes between a job and its target? Faults that a test has set, and the targets inside the emulator.

Both stand at the one place where calls go out, so that whatever goes wrong on purpose is told in the words of the kind
of action that met it. ``with_faults`` tells that place whose call it is.

A call to a sink of this very emulator is handed over in the process: the sink sees the request as it would have been
sent and the history what it answered, without the sockets, which would cost a year of an hourly job 15 s.
docs/decisions/0007-calls-to-the-own-sinks-stay-inside.md
"""

from __future__ import annotations

import http.client
import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

from urllib3.exceptions import NewConnectionError

from azure_scheduler_emulator.actions.performer import Performer
from azure_scheduler_emulator.actions.wire.errors import explain
from azure_scheduler_emulator.actions.wire.transport import LIMIT, Answer, Call, Transport, host_of
from azure_scheduler_emulator.domain.jobs.history import Order, Result
from azure_scheduler_emulator.faults import Effect, FaultPlan, Moment, Where
from azure_scheduler_emulator.machine import pause
from azure_scheduler_emulator.runtime import Runtime
from azure_scheduler_emulator.sinks import Received, Sinks

_NOBODY = ("", "", "")


class Interposed:
    """Whose call is being made on this thread, and how long it took on a clock that stands still."""

    def __init__(self) -> None:
        self._local = threading.local()

    def begin(self, order: Order) -> None:
        """Note that calls on this thread are made for ``order``."""
        self._local.whose = (order.job_name, order.subscription, order.face)
        self._local.took = timedelta()

    def whose(self) -> tuple[str, str, str]:
        """Return job, subscription and face of the present call."""
        found: tuple[str, str, str] = getattr(self._local, "whose", _NOBODY)
        return found

    def spend(self, span: timedelta) -> None:
        """Note that the present call takes that much longer."""
        self._local.took = self.took() + span

    def took(self) -> timedelta:
        """Return what was noted for the present call."""
        found: timedelta = getattr(self._local, "took", timedelta())
        return found


class InterposedTransport(Transport):
    """Makes calls, unless a fault or a sink gets in the way."""

    def __init__(self, *, runtime: Runtime, faults: FaultPlan, sinks: Sinks, **options: Any) -> None:
        """Take the options of Transport besides ours."""
        super().__init__(**options)
        self.interposed = Interposed()
        self._runtime = runtime
        self._faults = faults
        self._sinks = sinks

    def send(self, call: Call) -> Answer:
        """Make the call and return the answer; raises CallError when there is none."""
        if self._faults.empty:
            return self._send(call)
        job, subscription, face = self.interposed.whose()
        host = host_of(call.uri)
        effect = self._faults.take(
            Moment(
                where=Where.TARGET,
                face=face,
                method=call.method,
                path=call.uri,
                job=job,
                host=host,
                subscription=subscription,
            )
        )
        self._faults.taken()
        return self._send(call) if effect is None else self._faulty(call, effect, host)

    def _faulty(self, call: Call, effect: Effect, host: str) -> Answer:
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
        found = self._sinks.address(call.uri)
        if found is None:
            return super().send(call)
        name, path, query = found
        reply = self._sinks.receive(
            name,
            Received(
                at=self._runtime.clock.now(),
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
        """Wait. On a clock that stands still nobody waits: the attempt merely ends later by it."""
        limit = timedelta(seconds=call.limit or LIMIT)
        if self._runtime.clock.virtual:
            self.interposed.spend(min(span, limit))
        else:
            pause(min(span, limit).total_seconds())
        if span >= limit:
            raise explain(TimeoutError(), host)


class _WithFaults:
    """Performs orders, and tells the transport whose calls it makes."""

    def __init__(self, performer: Performer, interposed: Interposed) -> None:
        self._performer = performer
        self._interposed = interposed

    def perform(self, order: Order) -> Result:
        """Carry out the order."""
        self._interposed.begin(order)
        result = self._performer.perform(order)
        took = self._interposed.took()
        return replace(result, took=took) if took else result


def with_faults(performer: Performer, interposed: Interposed) -> Performer:
    """Return ``performer`` such that faults at the targets can be set for single jobs and subscriptions."""
    return _WithFaults(performer, interposed)


def _answer(effect: Effect, status: int) -> Answer:
    return Answer(status=status, headers=tuple(effect.headers.items()), body=(effect.body or "").encode())
