"""Performs the Service Bus actions: sends a message to a queue or a topic.

No history sentence of theirs was ever recorded; these follow those of the other actions.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from azure_scheduler_emulator.actions.service_bus import rest as bus_rest
from azure_scheduler_emulator.actions.service_bus.amqp import Sender
from azure_scheduler_emulator.actions.wire.errors import CallError, WebStatus
from azure_scheduler_emulator.actions.wire.record import (
    Mask,
    failure_record,
    plain,
    quoted,
    request_record,
    response_record,
)
from azure_scheduler_emulator.actions.wire.status_names import status_name
from azure_scheduler_emulator.actions.wire.transport import Answer, Sends
from azure_scheduler_emulator.domain.jobs.action import (
    BusMessage,
    BusTransport,
    ServiceBusQueueAction,
    ServiceBusTopicAction,
)
from azure_scheduler_emulator.domain.jobs.history import FireOrder, Result
from azure_scheduler_emulator.machine import wall

SUFFIX = ".servicebus.windows.net"
#: The property in which Azure's libraries carry a trace through Service Bus: what ``traceparent`` says.
TRACE = "Diagnostic-Id"
_NAMESPACE = re.compile(r"[a-z0-9-]+", re.IGNORECASE)


#: Whether the message was taken, what Service Bus said, what was sent, and what came back.
_Sent = tuple[bool, str, dict[str, Any], dict[str, Any]]


class ServiceBusPerformer:
    """Performs a ServiceBusQueueAction or a ServiceBusTopicAction."""

    def __init__(self, sender: Sender, now: Callable[[], datetime] = wall) -> None:
        """``now`` tells the real time, by which Service Bus checks signatures."""
        self._sender = sender
        self._now = now

    def perform(self, order: FireOrder, wire: Sends, /) -> Result:
        """Send the message; its acceptance succeeds, everything else fails. The key appears nowhere in the result."""
        action = order.action
        assert isinstance(action, ServiceBusQueueAction | ServiceBusTopicAction)
        kind, noun, path = _words(action)
        mask = quoted([action.message.sas_key])
        place = f"{noun} '{mask(path)}' of namespace '{mask(action.message.namespace)}'"
        message = _completed(order, action.message)
        try:
            if message.transport is BusTransport.AMQP:
                succeeded, said, request, response = self._by_amqp(path, message, mask)
            else:
                succeeded, said, request, response = self._by_rest(path, message, mask, wire)
        except CallError as error:
            succeeded, said = False, f"Request to {place} failed: {error}"
            request, response = _described(path, action.message, mask), failure_record(error)
        else:
            said = f"Message {'accepted' if succeeded else 'refused'} by {place}: {said}"
        text = plain(f"{kind} Action - {said}")
        return Result(succeeded=succeeded, message=text, request=request, response=response)

    def _by_rest(self, path: str, message: BusMessage, mask: Mask, wire: Sends) -> _Sent:
        call = bus_rest.call(_host(message), path, message, self._now())
        answer = wire.send(call)
        said = f"'{status_name(answer.status)}'{mask(_reason(answer))}"
        return answer.status == 201, said, request_record(call, mask), response_record(answer, mask)

    def _by_amqp(self, path: str, message: BusMessage, mask: Mask) -> _Sent:
        self._sender.send(_host(message), path, message)
        return True, "'Accepted'", _described(path, message, mask), {"status": "accepted"}


def _words(action: ServiceBusQueueAction | ServiceBusTopicAction) -> tuple[str, str, str]:
    """Return the kind of action as its messages name it, the kind of place, and the place."""
    if isinstance(action, ServiceBusQueueAction):
        return "ServiceBusQueue", "queue", action.queue_name
    return "ServiceBusTopic", "topic", action.topic_path


def _completed(order: FireOrder, message: BusMessage) -> BusMessage:
    """Give a message its life, counted from the attempt's moment, and an id if it has none.

    The id stays the same when, after a crash, an attempt is made once more: a queue or topic with duplicate detection
    then takes it once. Service Bus itself would give it a random one.
    """
    given = message.brokered
    life, identity = given.life_from(order.attempt.due_at), given.message_id
    identity = order.attempt.key if identity is None else identity
    custom = message.custom
    if order.place and not any(name.lower() == TRACE.lower() for name, _ in custom):
        custom = (*custom, (TRACE, order.place.parent))
    brokered = replace(given, message_id=identity, time_to_live=life, life_ends=None)
    return replace(message, brokered=brokered, custom=custom)


def _host(message: BusMessage) -> str:
    """Return the host of the namespace, which may be written in full; raises CallError for one that is none."""
    name = message.namespace.lower().removesuffix(SUFFIX)
    if not _NAMESPACE.fullmatch(name):
        raise CallError(WebStatus.SEND, "The name of the Service Bus namespace is not valid.")
    return f"{name}{SUFFIX}"


def _reason(answer: Answer) -> str:
    """Return what Service Bus says about a refusal: a short XML document with the code and a detail."""
    found = re.search(rb"<Detail>(.*?)</Detail>", answer.body, re.DOTALL)
    return f" {found[1].decode('utf-8', 'replace')}" if found else ""


def _described(path: str, message: BusMessage, mask: Mask) -> dict[str, Any]:
    """Return what was sent, for the execution journal, when it was no HTTP request."""
    return {
        "transport": message.transport.value,
        "namespace": plain(message.namespace),
        "path": plain(path),
        "properties": [[plain(name), mask(plain(value))] for name, value in message.custom],
        "body": mask(plain(message.message)) if message.message is not None else None,
    }
