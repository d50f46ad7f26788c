"""Jobs as PowerShell shows them: ``Get-AzureSchedulerJob`` and ``Get-AzureRmSchedulerJob``, by ``ConvertTo-Json``.

They show a recurrence as a sentence (``1 (Hours)``, ``Every 1 Hours``), its end as another, and neither its schedule
nor its retry policy; moments as ``/Date(1427846400000)/`` or ISO 8601. Members: the models of Commands.Scheduler and
of Commands.Utilities in the repository of Azure PowerShell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.time.moment import parse, render
from azure_scheduler_emulator.export.job import ExportedJob
from azure_scheduler_emulator.export.sources.documents import job, member

_EVERY = re.compile(r"(?:every\s+)?(\d*)\s*\(?(minute|hour|day|week|month|year)s?\)?", re.IGNORECASE)
_TICKS = re.compile(r"/Date\((-?\d+)[^)]*\)/")
_COUNT = re.compile(r"until (\d+) executions", re.IGNORECASE)
_UNTIL = re.compile(r"\bon (.+?)(?:\.| whichever.*)?$", re.IGNORECASE)
SILENT = "Cmdlets show no schedule, no retry policy and no secrets: compare this job with what it was."


def is_shown(document: Any) -> bool:
    """Tell whether a document is what a cmdlet shows of a job."""
    return bool(member(document, "JobName")) and not isinstance(member(document, "action"), Mapping)


def read(document: Mapping[str, Any], now: datetime) -> Iterator[ExportedJob]:
    """Yield the job.

    Raises:
        InvalidError: it cannot be understood.
    """
    place = [member(document, "ResourceGroupName") or member(document, "CloudService")]
    place.append(member(document, "JobCollectionName"))
    definition: dict[str, Any] = {"action": _action(member(document, "JobAction") or document)}
    error = member(document, "JobErrorAction")
    if error:
        definition["action"]["errorAction"] = _action(error)
    start = member(document, "StartTime")
    if start:
        definition["startTime"] = render(_moment(start))
    recurrence = _recurrence(document)
    if recurrence:
        definition["recurrence"] = recurrence
    state = str(member(document, "Status") or "Enabled")
    definition["state"] = state
    yield job(definition, now, str(member(document, "JobName")), tuple(str(part) for part in place if part), (SILENT,))


def _action(shown: Any) -> dict[str, Any]:
    kind = str(member(shown, "JobActionType") or member(shown, "ActionType") or "Http")
    address = member(shown, "Uri")
    if address:
        return {"type": kind, "request": _request(shown, str(address))}
    queue = member(shown, "StorageQueueName") or member(shown, "QueueName")
    if queue:
        message = {
            "storageAccount": member(shown, "StorageAccountName") or member(shown, "StorageAccount"),
            "queueName": queue,
            "sasToken": member(shown, "SasToken") or member(shown, "StorageSasToken"),
            "message": member(shown, "QueueMessage") or member(shown, "StorageQueueMessage"),
        }
        return {"type": "storageQueue", "queueMessage": message}
    raise InvalidError(f"An action of the type {kind} as the cmdlet shows it says too little to be exported.")


def _request(shown: Any, address: str) -> dict[str, Any]:
    request: dict[str, Any] = {
        "uri": address,
        "method": member(shown, "RequestMethod") or member(shown, "Method") or "GET",
        "body": member(shown, "RequestBody") or member(shown, "Body"),
        "headers": member(shown, "RequestHeaders") or member(shown, "Headers"),
    }
    who = member(shown, "HttpJobAuthentication") or shown
    kind = str(member(who, "HttpAuthType") or member(who, "AuthenticationType") or "None").replace(" ", "").lower()
    if kind.startswith("basic"):
        request["authentication"] = {"type": "Basic", "username": member(who, "Username")}
    elif kind.startswith("clientcert"):
        thumbprint = member(who, "ClientCertThumbprint") or ""
        request["authentication"] = {"type": "ClientCertificate", "certificateThumbprint": thumbprint}
    elif kind.startswith(("activedirectory", "aad")):
        names = {"tenant": "Tenant", "audience": "Audience", "clientId": "ClientId"}
        found = {key: member(who, name) for key, name in names.items()}
        request["authentication"] = {"type": "ActiveDirectoryOAuth", **found}
    return request


def _recurrence(document: Any) -> dict[str, Any] | None:
    text = str(member(document, "Recurrence") or "").strip()
    if not text:
        return None
    match = _EVERY.fullmatch(text)
    if match is None:
        raise InvalidError(f"The recurrence '{text}' is none that the cmdlets show.")
    found: dict[str, Any] = {"interval": int(match[1] or 1), "frequency": match[2].lower()}
    ends = str(member(document, "EndSchedule") or "")
    if count := _COUNT.search(ends):
        found["count"] = int(count[1])
    if until := _UNTIL.search(ends):
        found["endTime"] = render(_moment(until[1].strip()))
    return found


def _moment(shown: Any) -> datetime:
    """Return a moment as PowerShell writes it into JSON, or as .NET shows it to Americans.

    Raises:
        InvalidError: it is none.
    """
    text = str(member(shown, "DateTime") or member(shown, "value") or shown)
    if match := _TICKS.search(text):
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(match[1]))
    for form in ("%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M:%S"):
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    return parse(text)
