"""Performs the storage queue action: puts a message on an Azure storage queue.

The envelope is the one that the service's consumers met (contract of the classic API, section 9.2). Of its history
sentences only fragments are known (section 10): ``StorageQueue Action - ``, account and queue in quotes, the status,
``does not exist``; the rest is ours.
"""

from __future__ import annotations

import base64
import re
from urllib.parse import quote, unquote_plus
from xml.sax.saxutils import escape

from azure_scheduler_emulator.actions.job_headers import expected_time, idempotency
from azure_scheduler_emulator.actions.wire.errors import CallError, WebStatus
from azure_scheduler_emulator.actions.wire.record import (
    MASK,
    Mask,
    failure_record,
    plain,
    request_record,
    response_record,
)
from azure_scheduler_emulator.actions.wire.status_names import status_name
from azure_scheduler_emulator.actions.wire.transport import Answer, Call, Sends
from azure_scheduler_emulator.domain.jobs.action import StorageQueueAction
from azure_scheduler_emulator.domain.jobs.history import FireOrder, Result

#: A version of the storage service from the years of the Scheduler; shared access signatures name their own.
STORAGE_VERSION = "2015-04-05"

_ACCOUNT = re.compile(r"[a-z0-9-]+", re.IGNORECASE)
#: What XML 1.0 cannot carry, not even escaped.
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class StorageQueuePerformer:
    """Performs a StorageQueueAction."""

    def perform(self, order: FireOrder, wire: Sends, /) -> Result:
        """Put the message; 201 succeeds, everything else fails. The signature appears nowhere in the result."""
        action = order.action
        assert isinstance(action, StorageQueueAction)
        mask = _masking(action.sas_token)
        call = _call(order, action)
        place = f"queue '{action.queue_name}' of storage account '{action.storage_account}'"
        try:
            _check(action)
            answer = wire.send(call)
        except CallError as error:
            message = f"StorageQueue Action - Request to {place} failed: {error}"
            succeeded, response = False, failure_record(error)
        else:
            message = f"StorageQueue Action - {_answered(action, answer)}"
            succeeded, response = answer.status == 201, response_record(answer, mask)
        return Result(
            succeeded=succeeded, message=mask(plain(message)), request=request_record(call, mask), response=response
        )


def envelope(order: FireOrder, message: str | None) -> str:
    """Return the XML that the message is wrapped in.

    The declaration says utf-16 although UTF-8 is sent: the service serialised into a .NET string. A job without a
    message gives an envelope without the field.
    """
    fields = [
        ("ExecutionTag", order.execution_tag),
        ("ClientRequestId", order.client_request_id),
        ("ExpectedExecutionTime", expected_time(order.attempt.expected_at)),
        ("SchedulerJobId", order.job_name),
        ("SchedulerJobCollectionId", order.collection_name),
        ("Region", order.region),
    ]
    if message is not None:
        fields.append(("Message", message))
    return (
        '<?xml version="1.0" encoding="utf-16"?>'
        '<StorageQueueMessage xmlns:xsd="http://www.w3.org/2001/XMLSchema" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        + "".join(_element(name, text) for name, text in fields)
        + "</StorageQueueMessage>"
    )


def _element(name: str, text: str) -> str:
    # A bare carriage return would reach the reader as a line feed.
    return f"<{name}>{escape(text, {chr(13): '&#xD;'})}</{name}>" if text else f"<{name} />"


def _call(order: FireOrder, action: StorageQueueAction) -> Call:
    text = base64.b64encode(envelope(order, action.message).encode("utf-8", "replace")).decode("ascii")
    queue = quote(action.queue_name, safe="", errors="replace")
    return Call(
        method="POST",
        uri=f"https://{action.storage_account}.queue.core.windows.net/{queue}/messages?{_signature(action.sas_token)}",
        headers=(
            ("x-ms-version", STORAGE_VERSION),
            ("x-ms-client-request-id", order.client_request_id),
            ("Content-Type", "application/xml"),
            idempotency(order),
        ),
        body=f"<QueueMessage><MessageText>{text}</MessageText></QueueMessage>".encode(),
    )


def _check(action: StorageQueueAction) -> None:
    """Refuse an account that would lead the call elsewhere, and a message that XML cannot carry."""
    if not _ACCOUNT.fullmatch(action.storage_account):
        raise CallError(WebStatus.SEND, "The name of the storage account is not valid.")
    if _NOT_XML.search(action.message or ""):
        raise CallError(WebStatus.SEND, "The message holds characters that XML cannot carry.")


def _answered(action: StorageQueueAction, answer: Answer) -> str:
    queue, account = f"'{action.queue_name}'", f"'{action.storage_account}'"
    code = answer.header("x-ms-error-code")
    status = status_name(answer.status)
    if answer.status == 201:
        return f"Message accepted by storage account {account} for queue {queue}: '{status}'"
    if code == "QueueNotFound" or (answer.status == 404 and not code):
        return f"Message refused by storage account {account}: queue {queue} does not exist: '{status}'"
    return f"Message refused by storage account {account} for queue {queue}: '{status}' {code}".rstrip()


def _signature(sas_token: str) -> str:
    return sas_token.strip().removeprefix("?")


def _masking(sas_token: str) -> Mask:
    """Return a function that blots the token out of a text: as a whole, and the bare signature in either spelling."""
    token = _signature(sas_token)
    found = re.search(r"(?:^|&)sig=([^&#]*)", token, re.IGNORECASE)
    signature = found[1] if found else ""
    secrets = sorted({token, signature, unquote_plus(signature)} - {""}, key=len, reverse=True)

    def mask(text: str) -> str:
        for secret in secrets:
            text = text.replace(secret, MASK)
        return text

    return mask
