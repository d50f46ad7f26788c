"""How does a job document become a definition?"""

from __future__ import annotations

from typing import Any, TypeVar
from urllib.parse import urlsplit

from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.jobs import lifecycle
from azure_scheduler_emulator.domain.jobs.action import Action, HttpAction, StorageQueueAction
from azure_scheduler_emulator.domain.jobs.job import JobDefinition, JobState
from azure_scheduler_emulator.domain.jobs.left_out import LEFT_OUT
from azure_scheduler_emulator.domain.jobs.retry import (
    MAXIMUM_COUNT,
    MAXIMUM_INTERVAL,
    MINIMUM_INTERVAL,
    NO_RETRY,
    RetryPolicy,
    RetryType,
)
from azure_scheduler_emulator.domain.jobs.trigger import Once, Recurring, Trigger
from azure_scheduler_emulator.domain.recurrence.recurrence import (
    Frequency,
    MonthlyOccurrence,
    Recurrence,
    Schedule,
    WeekDay,
)
from azure_scheduler_emulator.domain.time import dotnet, moment
from azure_scheduler_emulator.faces.azure import service_bus
from azure_scheduler_emulator.faces.azure.authentications import read_authentication
from azure_scheduler_emulator.faces.azure.limits import check_request
from azure_scheduler_emulator.faces.azure.schema import load
from azure_scheduler_emulator.faces.azure.spelling import canonical_type

E = TypeVar("E", bound=Any)

#: The member that holds what an action of each type sends.
_PAYLOADS = {
    "http": "request",
    "https": "request",
    "storagequeue": "queue_message",
    "servicebusqueue": "bus_queue_message",
    "servicebustopic": "bus_topic_message",
}
#: What an HTTP action may be, in any casing: the methods of RFC 9110 that are not for proxies, and PATCH.
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"})


def read(document: Any, *, years: bool = False) -> tuple[JobDefinition, JobState]:
    """Return the definition and the state that a complete job ``document`` asks for.

    ``years`` tells whether it may recur by the year.

    Raises:
        InvalidError: the document is malformed or asks for something that is not allowed.
    """
    return interpret(load(document), years=years)


def interpret(job: dict[str, Any], *, years: bool = False) -> tuple[JobDefinition, JobState]:
    """Return what a document that has been loaded asks for.

    Raises:
        InvalidError: it asks for something that is not allowed.
    """
    if "action" not in job:
        raise InvalidError("The job has no action.")
    start_text = dotnet.canonical(job["start_time"]) if job.get("start_time") else None
    action, recurrence = job["action"], job.get("recurrence")
    definition = JobDefinition(
        action=_action(action),
        trigger=_trigger(start_text, recurrence, years),
        retry=_retry(action["retry_policy"]) if "retry_policy" in action else None,
        error_action=_error_action(action["error_action"]) if "error_action" in action else None,
        start_text=start_text,
        end_text=dotnet.canonical(recurrence["end_time"]) if recurrence and recurrence.get("end_time") else None,
    )
    # A final state may be put back where it was read; who else names one is refused by the lifecycle.
    return definition, _state(job.get("state"))


def read_state(text: str | None) -> JobState:
    """Return the state that a client may ask for: enabled, which is the default, or disabled.

    Raises:
        InvalidError: it is any other state, or none at all.
    """
    state = _state(text)
    lifecycle.check_wanted(state)
    return state


def _state(text: str | None) -> JobState:
    return _member(JobState, text, "state") if text else JobState.ENABLED


def _trigger(start_text: str | None, document: dict[str, Any] | None, years: bool) -> Trigger:
    start = moment.parse(start_text) if start_text else None
    if document is None:
        return Once(start=start)
    recurrence = _recurrence(document)
    if recurrence.frequency is Frequency.YEAR and not years:
        raise InvalidError(f"The value '{document['frequency']}' of 'frequency' is not valid.")
    return Recurring(recurrence=recurrence, start=start)


def _error_action(document: dict[str, Any]) -> Action:
    """Return the action of a document whose message decides the kind where its type has none.

    The cmdlets leave the type at its default, http, when they send a queue message.
    """
    kind = document.get("type", "http").lower()
    given = [known for known, payload in _PAYLOADS.items() if document.get(payload) and known != "https"]
    if len(given) == 1 and kind in _PAYLOADS and not document.get(_PAYLOADS[kind]):
        return _action({**document, "type": canonical_type(given[0])})
    return _action(document)


def _action(document: dict[str, Any]) -> Action:
    kind = document.get("type", "")
    if kind.lower() in ("http", "https"):
        return _http(kind, document.get("request"))
    if kind.lower() == "storagequeue":
        return _storage_queue(kind, document.get("queue_message"))
    if kind.lower() == "servicebusqueue":
        return service_bus.read_queue(kind, document.get("bus_queue_message"))
    if kind.lower() == "servicebustopic":
        return service_bus.read_topic(kind, document.get("bus_topic_message"))
    raise InvalidError(f"The action type '{kind}' is not valid.")


def _http(kind: str, request: dict[str, Any] | None) -> HttpAction:
    if request is None or not request.get("uri"):
        raise InvalidError(f"An action of type '{kind}' needs a request with a URI.")
    action = HttpAction(
        method=_method(request.get("method") or "GET"),
        uri=_uri(request["uri"]),
        headers=tuple((name, value or "") for name, value in request.get("headers", {}).items()),
        body=request.get("body"),
        authentication=read_authentication(request.get("authentication")),
        type_text=kind,
    )
    check_request(action)
    return action


def _method(text: str) -> str:
    if text.upper() not in _METHODS:
        raise InvalidError(f"The request method '{text}' is not valid.")
    return text


def _uri(text: str) -> str:
    try:
        parts = urlsplit(text)
        valid = parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
        valid = valid and (parts.port is None or parts.port > 0)
    except ValueError:
        valid = False
    if not valid:
        raise InvalidError(f"The request URI '{text}' is not valid.")
    return text


def _storage_queue(kind: str, message: dict[str, Any] | None) -> StorageQueueAction:
    if message is None or not (message.get("storage_account") and message.get("queue_name")):
        raise InvalidError(f"An action of type '{kind}' needs a queue message with a storage account and a queue name.")
    signature = message.get("sas_token", "")
    return StorageQueueAction(
        storage_account=message["storage_account"],
        queue_name=message["queue_name"],
        sas_token=signature if signature.strip(" ?") else LEFT_OUT,
        message=message.get("message"),
        type_text=kind,
    )


def _retry(document: dict[str, Any]) -> RetryPolicy:
    kind = _member(RetryType, document.get("kind", ""), "retryType")
    if kind is RetryType.NONE:
        return NO_RETRY
    usual = RetryPolicy()
    interval = dotnet.span(document["interval"]) if "interval" in document else usual.interval
    count = document.get("count", usual.count)
    if not MINIMUM_INTERVAL <= interval <= MAXIMUM_INTERVAL:
        raise InvalidError("The retry interval is not between 15 seconds and 18 months.")
    if not 1 <= count <= MAXIMUM_COUNT:
        raise InvalidError(f"The retry count is not between 1 and {MAXIMUM_COUNT}.")
    return RetryPolicy(interval=interval, count=count)


def _recurrence(document: dict[str, Any]) -> Recurrence:
    end = document.get("end_time")
    return Recurrence(
        frequency=_member(Frequency, document.get("frequency", ""), "frequency"),
        interval=document.get("interval", 1),
        count=document.get("count"),
        end_time=moment.parse(dotnet.canonical(end)) if end else None,
        schedule=_schedule(document["schedule"]) if document.get("schedule") else None,
    )


def _schedule(document: dict[str, Any]) -> Schedule:
    return Schedule(
        minutes=tuple(document.get("minutes", ())),
        hours=tuple(document.get("hours", ())),
        week_days=tuple(_member(WeekDay, day, "weekDays") for day in document.get("week_days", ())),
        months=tuple(document.get("months", ())),
        month_days=tuple(document.get("month_days", ())),
        monthly_occurrences=tuple(
            MonthlyOccurrence(day=_member(WeekDay, item["day"], "day"), occurrence=item.get("occurrence"))
            for item in document.get("monthly_occurrences", ())
        ),
        empty=tuple(sorted(name for name, part in document.items() if part == [])),
    )


def _member(kind: type[E], text: str, name: str) -> E:
    """Return the member of an enumeration that ``text`` names in any casing."""
    try:
        member: E = kind(text.strip().lower())
    except ValueError:
        raise InvalidError(f"The value '{text}' of '{name}' is not valid.") from None
    return member
