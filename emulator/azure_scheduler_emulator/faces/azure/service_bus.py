"""How is a message for Service Bus read and written? Shape and order as recorded on the Resource Manager face."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta
from typing import Any

from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.jobs.action import (
    BrokeredProperties,
    BusMessage,
    BusTransport,
    ServiceBusQueueAction,
    ServiceBusTopicAction,
)
from azure_scheduler_emulator.domain.jobs.left_out import LEFT_OUT
from azure_scheduler_emulator.domain.time import dotnet
from azure_scheduler_emulator.faces.azure.spelling import Spelling

_TRANSPORTS = {
    "netmessaging": BusTransport.NET_MESSAGING,
    "amqp": BusTransport.AMQP,
    "notspecified": BusTransport.NET_MESSAGING,
}
#: Members of the brokered properties in the order of the schema.
_BROKERED = {
    "content_type": "contentType",
    "correlation_id": "correlationId",
    "force_persistence": "forcePersistence",
    "label": "label",
    "message_id": "messageId",
    "partition_key": "partitionKey",
    "reply_to": "replyTo",
    "reply_to_session_id": "replyToSessionId",
    "scheduled_enqueue_time": "scheduledEnqueueTimeUtc",
    "session_id": "sessionId",
    "time_to_live": "timeToLive",
    "life_ends": "timeToLive",
    "to": "to",
    "via_partition_key": "viaPartitionKey",
}


def read_queue(kind: str, document: dict[str, Any] | None) -> ServiceBusQueueAction:
    """Return the action of type ``kind`` that a loaded ``document`` describes.

    Raises:
        InvalidError: a member is missing or wrong.
    """
    if not document or not document.get("queue_name"):
        # The sentence is from a user report in the contract, section 4.
        raise InvalidError("A valid value for QueueName required for ServiceBus Queue action job.")
    return ServiceBusQueueAction(
        queue_name=document["queue_name"], message=_message(kind, document, "Queue"), type_text=kind
    )


def read_topic(kind: str, document: dict[str, Any] | None) -> ServiceBusTopicAction:
    """Return the action of type ``kind`` that a loaded ``document`` describes.

    Raises:
        InvalidError: a member is missing or wrong.
    """
    if not document or not document.get("topic_path"):
        raise InvalidError("A valid value for TopicPath required for ServiceBus Topic action job.")
    return ServiceBusTopicAction(
        topic_path=document["topic_path"], message=_message(kind, document, "Topic"), type_text=kind
    )


def write_bus(
    action: ServiceBusQueueAction | ServiceBusTopicAction, spelling: Spelling, secrets: bool
) -> dict[str, Any]:
    """Return the member of an action that holds its message; the key only if ``secrets``."""
    if isinstance(action, ServiceBusQueueAction):
        place, name = {"queueName": action.queue_name}, "serviceBusQueueMessage"
    else:
        place, name = {"topicPath": action.topic_path}, "serviceBusTopicMessage"
    return {name: {**place, **_write_message(action.message, spelling, secrets)}}


def _message(kind: str, document: dict[str, Any], noun: str) -> BusMessage:
    transport = document.get("transport") or "NotSpecified"
    if transport.lower() not in _TRANSPORTS:
        raise InvalidError(f"The transport type '{transport}' is not valid.")
    if not document.get("namespace"):
        raise InvalidError(f"A valid value for Namespace required for ServiceBus {noun} action job.")
    authentication = document.get("authentication") or {}
    if (authentication.get("type") or "SharedAccessKey").lower() != "sharedaccesskey":
        raise InvalidError(f"The authentication type '{authentication['type']}' is not valid.")
    if not authentication.get("sas_key_name"):
        raise InvalidError(f"An action of type '{kind}' needs an authentication with a SAS key name and a SAS key.")
    return BusMessage(
        namespace=document["namespace"],
        transport=_TRANSPORTS[transport.lower()],
        sas_key_name=authentication["sas_key_name"],
        sas_key=authentication.get("sas_key") or LEFT_OUT,
        message=document.get("message"),
        brokered=_brokered(document.get("brokered", {})),
        custom=tuple((name, value or "") for name, value in document.get("custom", {}).items()),
    )


def _brokered(document: dict[str, Any]) -> BrokeredProperties:
    given = dict(document)
    if "time_to_live" in given:
        given |= _life(given.pop("time_to_live"))
    if "scheduled_enqueue_time" in given:
        given["scheduled_enqueue_time"] = dotnet.canonical(given["scheduled_enqueue_time"])
    return BrokeredProperties(**given)


def _life(text: str) -> dict[str, Any]:
    """Return how long a message lives: a span of time, or the moment at which its life ends.

    Some libraries type it as a date and time: the classic .NET one 6.2, the Resource Manager ones of 2014 and
    2016-01-01.
    """
    try:
        span = dotnet.span(text)
    except InvalidError:
        dotnet.canonical(text)
        return {"life_ends": text}
    if span <= timedelta():
        raise InvalidError(f"The value '{text}' of 'timeToLive' is not valid: a message lives longer than no time.")
    return {"time_to_live": span}


def _write_message(message: BusMessage, spelling: Spelling, secrets: bool) -> dict[str, Any]:
    authentication = {
        "sasKeyName": message.sas_key_name,
        **({"sasKey": message.sas_key} if secrets else {}),
        "type": "sharedAccessKey",
    }
    members = {
        "namespace": message.namespace,
        "transportType": message.transport.value,
        "authentication": authentication,
        "message": message.message,
        "brokeredMessageProperties": _write_brokered(message.brokered, spelling),
        "customMessageProperties": dict(message.custom),
    }
    return {name: value for name, value in members.items() if value not in (None, {})}


def _write_brokered(brokered: BrokeredProperties, spelling: Spelling) -> dict[str, Any]:
    values = {field.name: getattr(brokered, field.name) for field in fields(brokered)}
    if brokered.time_to_live is not None:
        values["time_to_live"] = spelling.span(brokered.time_to_live)
    return {_BROKERED[name]: value for name, value in values.items() if value is not None}
