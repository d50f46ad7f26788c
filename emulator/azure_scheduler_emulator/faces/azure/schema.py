"""Which members does a job document have, and what may they hold?

.NET read these documents: keys and enumerations in any casing, null as if it were missing, unknown members ignored
(recorded on the Resource Manager face).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, pre_load

from azure_scheduler_emulator.characters import IS_TOKEN
from azure_scheduler_emulator.domain.errors import InvalidError

#: What the service answered to a document that it could not read (user report).
MALFORMED = "Malformed Job Object"

#: What no value of a header may hold: it would end the header and begin another.
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


class Document(Schema):
    """A JSON object as the service reads it."""

    class Meta:
        unknown = EXCLUDE

    @pre_load
    def fold(self, data: Any, **_: Any) -> Any:
        """Bring the keys to their spelling, whatever their casing, and drop the nulls."""
        if not isinstance(data, Mapping):
            return data
        return {self._spelt.get(str(key).lower(), str(key)): value for key, value in data.items() if value is not None}

    @cached_property
    def _spelt(self) -> dict[str, str]:
        return {key.lower(): key for key in (field.data_key or name for name, field in self.fields.items())}


class Text(fields.String):
    """A string; numbers and booleans are read as their text, as .NET's serializer reads them."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, int | float):
            return str(value)
        return super()._deserialize(value, attr, data, **kwargs)


class Number(fields.Integer):
    """A whole number; a boolean is none."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
            raise self.make_error("invalid")
        return super()._deserialize(value, attr, data, **kwargs)


def check_headers(headers: Mapping[str, str | None]) -> None:
    """Refuse headers that HTTP cannot carry, and names that differ by their case alone: one would be lost."""
    seen: set[str] = set()
    for name, text in headers.items():
        if not IS_TOKEN.fullmatch(name):
            raise ValidationError(f"{name!r} is not the name of a header.")
        if _CONTROL.search(text or ""):
            raise ValidationError(f"The header {name!r} holds a line break or another control character.")
        if name.lower() in seen:
            raise ValidationError(f"The header {name!r} is given twice.")
        seen.add(name.lower())


class Numbers(fields.List[int]):
    """A list of whole numbers."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Number(), **kwargs)


class AuthenticationDocument(Document):
    """How an outgoing call authenticates; every kind's members together."""

    type = Text()
    username = Text()
    password = Text()
    pfx = Text()
    certificate_thumbprint = Text(data_key="certificatethumbprint")
    tenant = Text()
    audience = Text()
    client_id = Text(data_key="clientId")
    secret = Text()
    sas_key_name = Text(data_key="sasKeyName")
    sas_key = Text(data_key="sasKey")


class RequestDocument(Document):
    """An HTTP request."""

    uri = Text()
    method = Text()
    body = Text()
    headers = fields.Dict(keys=fields.String(), values=Text(allow_none=True), validate=check_headers)
    authentication = fields.Nested(AuthenticationDocument)


class QueueMessageDocument(Document):
    """A message for a storage queue."""

    storage_account = Text(data_key="storageAccount")
    queue_name = Text(data_key="queueName")
    sas_token = Text(data_key="sasToken")
    message = Text()


class BrokeredPropertiesDocument(Document):
    """What Service Bus itself reads of a message."""

    content_type = Text(data_key="contentType")
    correlation_id = Text(data_key="correlationId")
    force_persistence = fields.Boolean(data_key="forcePersistence")
    label = Text()
    message_id = Text(data_key="messageId")
    partition_key = Text(data_key="partitionKey")
    reply_to = Text(data_key="replyTo")
    reply_to_session_id = Text(data_key="replyToSessionId")
    scheduled_enqueue_time = Text(data_key="scheduledEnqueueTimeUtc")
    session_id = Text(data_key="sessionId")
    time_to_live = Text(data_key="timeToLive")
    to = Text()
    via_partition_key = Text(data_key="viaPartitionKey")


class BusMessageDocument(Document):
    """A message for a Service Bus queue or topic."""

    queue_name = Text(data_key="queueName")
    topic_path = Text(data_key="topicPath")
    namespace = Text()
    transport = Text(data_key="transportType")
    authentication = fields.Nested(AuthenticationDocument)
    message = Text()
    brokered = fields.Nested(BrokeredPropertiesDocument, data_key="brokeredMessageProperties")
    custom = fields.Dict(keys=fields.String(), values=Text(allow_none=True), data_key="customMessageProperties")


class RetryPolicyDocument(Document):
    """A retry policy."""

    kind = Text(data_key="retryType")
    interval = Text(data_key="retryInterval")
    count = Number(data_key="retryCount")


class ErrorActionDocument(Document):
    """An action: its type and the member that belongs to it."""

    type = Text()
    request = fields.Nested(RequestDocument)
    queue_message = fields.Nested(QueueMessageDocument, data_key="queueMessage")
    bus_queue_message = fields.Nested(BusMessageDocument, data_key="serviceBusQueueMessage")
    bus_topic_message = fields.Nested(BusMessageDocument, data_key="serviceBusTopicMessage")


class ActionDocument(ErrorActionDocument):
    """The main action, with what follows its failures."""

    retry_policy = fields.Nested(RetryPolicyDocument, data_key="retryPolicy")
    error_action = fields.Nested(ErrorActionDocument, data_key="errorAction")


class MonthlyOccurrenceDocument(Document):
    """The n-th given day of a month."""

    day = Text(required=True)
    occurrence = Number()


class ScheduleDocument(Document):
    """The finer grid inside a recurrence."""

    minutes = Numbers()
    hours = Numbers()
    week_days = fields.List(Text(), data_key="weekDays")
    months = Numbers()
    month_days = Numbers(data_key="monthDays")
    monthly_occurrences = fields.List(fields.Nested(MonthlyOccurrenceDocument), data_key="monthlyOccurrences")


class RecurrenceDocument(Document):
    """A recurrence."""

    frequency = Text()
    interval = Number()
    count = Number()
    end_time = Text(data_key="endTime")
    schedule = fields.Nested(ScheduleDocument)


class JobDocument(Document):
    """A job as clients write it."""

    id = Text()
    start_time = Text(data_key="startTime")
    action = fields.Nested(ActionDocument)
    recurrence = fields.Nested(RecurrenceDocument)
    state = Text()
    status = fields.Raw()


_JOB = JobDocument()


def load(document: Any) -> dict[str, Any]:
    """Return a job ``document`` with known members only, checked for their types.

    Raises:
        InvalidError: it is no object, or a member holds the wrong type.
    """
    if not isinstance(document, Mapping):
        raise InvalidError(MALFORMED)
    try:
        loaded: dict[str, Any] = _JOB.load(document)
    except ValidationError as error:
        raise InvalidError(f"{MALFORMED}: {first_complaint(error.messages)}") from error
    return loaded


def first_complaint(messages: Any, path: str = "") -> str:
    """Return the first complaint of a nested report as ``member.member: sentence``."""
    if isinstance(messages, Mapping):
        key, inner = next(iter(messages.items()))
        return first_complaint(inner, f"{path}.{key}" if path else str(key))
    if isinstance(messages, list):
        return first_complaint(messages[0], path)
    return f"{path}: {messages}"
