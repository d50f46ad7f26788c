"""Performs the storage queue action: puts a message on an Azure storage queue.

The envelope is the one that the service's consumers met (contract of the classic API, section 9.2). Of its history
sentences only fragments are known, from what the cmdlets look for in them; the rest is ours.
"""

from __future__ import annotations

import base64
import re
from urllib.parse import quote, unquote_plus
from xml.sax.saxutils import escape

from azure_scheduler_emulator.actions.job_headers import expected_time, idempotency, tracing
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
from azure_scheduler_emulator.actions.wire.transport import Answer, Call, Sends
from azure_scheduler_emulator.characters import NOT_XML
from azure_scheduler_emulator.domain.jobs.action import StorageQueueAction
from azure_scheduler_emulator.domain.jobs.history import FireOrder, Result
from azure_scheduler_emulator.masking import MASK

#: A version of the storage service from the years of the Scheduler; shared access signatures name their own.
STORAGE_VERSION = "2015-04-05"

_ACCOUNT = re.compile(r"[a-z0-9-]+", re.IGNORECASE)


class StorageQueuePerformer:
    """Performs a StorageQueueAction."""

    def perform(self, order: FireOrder, wire: Sends, /) -> Result:
        """Put the message; 201 succeeds, everything else fails. The signature appears nowhere in the result."""
        action = order.action
        assert isinstance(action, StorageQueueAction)
        mask = quoted(_secrets(action.sas_token))
        call = _call(order, action)
        account, queue = f"'{mask(action.storage_account)}'", f"'{mask(action.queue_name)}'"
        try:
            _check(action)
            answer = wire.send(call)
        except CallError as error:
            said = f"Request to storage account {account} for queue {queue} failed: {error}"
            succeeded, response = False, failure_record(error)
        else:
            said = _answered(account, queue, answer, mask)
            succeeded, response = answer.status == 201, response_record(answer, mask)
        request = request_record(call, mask) | {"uri": plain(mask(call.uri.partition("?")[0])) + f"?{MASK}"}
        message = plain(f"StorageQueue Action - {said}")
        return Result(succeeded=succeeded, message=message, request=request, response=response)


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
            *tracing(order),
        ),
        body=f"<QueueMessage><MessageText>{text}</MessageText></QueueMessage>".encode(),
    )


def _check(action: StorageQueueAction) -> None:
    """Refuse an account that would lead the call elsewhere, and a message that XML cannot carry."""
    if not _ACCOUNT.fullmatch(action.storage_account):
        raise CallError(WebStatus.SEND, "The name of the storage account is not valid.")
    if NOT_XML.search(action.message or ""):
        raise CallError(WebStatus.SEND, "The message holds characters that XML cannot carry.")


def _answered(account: str, queue: str, answer: Answer, mask: Mask) -> str:
    """Return what came of a message, such that both generations of cmdlets find account, queue and status in it.

    They go by the words ``succeeded``, ``could not be found`` and ``does not exist``. Without the last the first two
    quoted names are taken for those of account and queue, and what follows for the status; with it, the first for the
    queue's.
    """
    code = answer.header("x-ms-error-code")
    status = status_name(answer.status)
    if answer.status == 201:
        return f"Message to storage account {account} for queue {queue} succeeded: '{status}'"
    if code == "QueueNotFound" or (answer.status == 404 and not code):
        reason = f"in storage account {account} a queue {queue} does not exist"
        return f"Queue {queue} could not be found: {reason}: '{status}'"
    return f"Message refused by storage account {account} for queue {queue}: '{status}' {mask(code)}".rstrip()


def _signature(sas_token: str) -> str:
    return sas_token.strip().removeprefix("?")


def _secrets(sas_token: str) -> set[str]:
    """Return what must not be shown of a token: the whole, and the bare signature in either spelling."""
    token = _signature(sas_token)
    found = re.search(r"(?:^|&)sig=([^&#]*)", token, re.IGNORECASE)
    signature = found[1] if found else ""
    return {token, signature, unquote_plus(signature)}
