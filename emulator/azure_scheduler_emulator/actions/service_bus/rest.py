"""How does a message reach Service Bus over its REST interface (transport netMessaging)?

Service Bus takes its own properties as JSON in one header and the custom ones as further headers, their values as JSON
literals (documentation of "Send Message").
"""

from __future__ import annotations

import json
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import quote

from azure_scheduler_emulator.actions.service_bus.shared_access import signature
from azure_scheduler_emulator.actions.wire.transport import Call
from azure_scheduler_emulator.domain.jobs.action import BrokeredProperties, BusMessage
from azure_scheduler_emulator.domain.time import moment

#: Without a content type of its own a message is text.
CONTENT_TYPE = "text/plain; charset=utf-8"
#: Headers that a custom property cannot be: what frames the request, and what is ours.
_TAKEN = frozenset({"authorization", "brokerproperties", "content-length", "content-type", "host", "transfer-encoding"})


def call(host: str, path: str, message: BusMessage, now: datetime) -> Call:
    """Return the request that sends a message to the queue or topic at ``path`` of the namespace ``host``."""
    resource = f"https://{host}/{quote(path, safe='/', errors='replace')}"
    headers = [
        ("Authorization", signature(resource, message.sas_key_name, message.sas_key, now)),
        ("Content-Type", message.brokered.content_type or CONTENT_TYPE),
    ]
    headers.append(("BrokerProperties", json.dumps(_brokered(message.brokered), separators=(",", ":"))))
    headers += [(name, json.dumps(value)) for name, value in message.custom if name.lower() not in _TAKEN]
    return Call(
        method="POST",
        uri=f"{resource}/messages",
        headers=tuple(headers),
        body=(message.message or "").encode("utf-8", "replace"),
    )


def _brokered(given: BrokeredProperties) -> dict[str, Any]:
    """Return the properties by the names of the header; the content type travels as one of HTTP's."""
    scheduled, life = given.scheduled_enqueue_time, given.time_to_live
    values = {
        "CorrelationId": given.correlation_id,
        "ForcePersistence": given.force_persistence,
        "Label": given.label,
        "MessageId": given.message_id,
        "PartitionKey": given.partition_key,
        "ReplyTo": given.reply_to,
        "ReplyToSessionId": given.reply_to_session_id,
        "ScheduledEnqueueTimeUtc": format_datetime(moment.parse(scheduled), usegmt=True) if scheduled else None,
        "SessionId": given.session_id,
        "TimeToLive": life.total_seconds() if life is not None else None,
        "To": given.to,
        "ViaPartitionKey": given.via_partition_key,
    }
    return {name: value for name, value in values.items() if value is not None}
