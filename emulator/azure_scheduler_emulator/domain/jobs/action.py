"""What can a job do when it fires?

Every action is a frozen value; ``azure_scheduler_emulator.actions`` performs it. The kinds and their fields are those
of the Azure Scheduler job schema (contract of the classic API, section 5.2; of the Resource Manager face, section 4).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from azure_scheduler_emulator.domain.jobs.authentication import Authentication
from azure_scheduler_emulator.domain.jobs.webjob import WebJobKind, WebJobTask
from azure_scheduler_emulator.domain.time.dotnet import canonical
from azure_scheduler_emulator.domain.time.moment import parse

#: Service Bus counts the life of a message in milliseconds, and takes none that lasts no time.
SHORTEST_LIFE = timedelta(milliseconds=1)


@dataclass(frozen=True, kw_only=True)
class HttpAction:
    """Call an HTTP or HTTPS address."""

    #: Method as the client spelled it.
    method: str
    #: Absolute address, echoed as the client wrote it.
    uri: str
    #: Header names and values in the order given.
    headers: tuple[tuple[str, str], ...] = ()
    body: str | None = None
    authentication: Authentication | None = None
    #: The type as the client wrote it: the Resource Manager face echoes "http" and "Http" as given.
    type_text: str = "http"
    #: Whether the Azure Scheduler's own ``x-ms-...`` headers go out with the call; the sibling APIs send none.
    announce: bool = True
    #: Whether redirects are followed, as browsers do; then every final status below 400 is a success.
    follow_redirects: bool = False
    #: How long one request may take; None for the usual time.
    timeout: timedelta | None = None
    #: Whether ``body`` is base64, of bytes that are no text.
    binary: bool = False


@dataclass(frozen=True, kw_only=True)
class StorageQueueAction:
    """Put a message on an Azure storage queue, with a shared access signature."""

    storage_account: str
    queue_name: str
    #: Query string of the signature, with or without its question mark. Never shown again.
    sas_token: str
    message: str | None = None
    type_text: str = "storageQueue"


class BusTransport(StrEnum):
    """How a message travels to Service Bus, as answers spell it."""

    #: The REST interface.
    NET_MESSAGING = "netMessaging"
    AMQP = "AMQP"


@dataclass(frozen=True, kw_only=True)
class BrokeredProperties:
    """What Service Bus itself reads of a message; None for what the job leaves out."""

    content_type: str | None = None
    correlation_id: str | None = None
    force_persistence: bool | None = None
    label: str | None = None
    message_id: str | None = None
    partition_key: str | None = None
    reply_to: str | None = None
    reply_to_session_id: str | None = None
    #: Moment in ISO 8601, as the service echoes it.
    scheduled_enqueue_time: str | None = None
    session_id: str | None = None
    time_to_live: timedelta | None = None
    #: The same as the moment at which it ends, as the client wrote it.
    life_ends: str | None = None
    to: str | None = None
    via_partition_key: str | None = None

    def life_from(self, moment: datetime) -> timedelta | None:
        """Return how long a message sent at ``moment`` lives; one whose life is over ends at once."""
        if self.life_ends is None:
            return self.time_to_live
        return max(parse(canonical(self.life_ends)) - moment, SHORTEST_LIFE)


@dataclass(frozen=True, kw_only=True)
class BusMessage:
    """A message for Service Bus, and where and how it is sent."""

    namespace: str
    transport: BusTransport = BusTransport.NET_MESSAGING
    #: Name and key of a shared access policy. The key is never shown again.
    sas_key_name: str
    sas_key: str
    message: str | None = None
    brokered: BrokeredProperties = field(default_factory=BrokeredProperties)
    #: Names and values of the message's own properties, in the order given.
    custom: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class ServiceBusQueueAction:
    """Send a message to a Service Bus queue."""

    queue_name: str
    message: BusMessage
    type_text: str = "serviceBusQueue"


@dataclass(frozen=True, kw_only=True)
class ServiceBusTopicAction:
    """Send a message to a Service Bus topic."""

    topic_path: str
    message: BusMessage
    type_text: str = "serviceBusTopic"


@dataclass(frozen=True, kw_only=True)
class WebJobAction:
    """Have a web job do what is due: run, restart, notice its changed files."""

    job: str
    kind: WebJobKind
    task: WebJobTask


Action = HttpAction | StorageQueueAction | ServiceBusQueueAction | ServiceBusTopicAction | WebJobAction
