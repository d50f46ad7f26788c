"""How does a job document become a definition?"""

from __future__ import annotations

from typing import Any, TypeVar
from urllib.parse import urlsplit

from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.jobs import lifecycle
from azure_scheduler_emulator.domain.jobs.action import Action, HttpAction, StorageQueueAction
from azure_scheduler_emulator.domain.jobs.job import JobDefinition, JobState
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
from azure_scheduler_emulator.domain.time import duration, moment
from azure_scheduler_emulator.faces.azure import service_bus
from azure_scheduler_emulator.faces.azure.authentications import read_authentication
from azure_scheduler_emulator.faces.azure.limits import check_request
from azure_scheduler_emulator.faces.azure.schema import load

E = TypeVar("E", bound=Any)


def read(document: Any) -> tuple[JobDefinition, JobState]:
    """Return the definition and the state that a complete job ``document`` asks for.

    Raises:
        InvalidError: the document is malformed or asks for something that is not allowed.
    """
    return interpret(load(document))


def interpret(job: dict[str, Any]) -> tuple[JobDefinition, JobState]:
    """Return what a document that has been loaded asks for.

    Raises:
        InvalidError: it asks for something that is not allowed.
    """
    if "action" not in job:
        raise InvalidError("The job has no action.")
    start_text = moment.canonical(job["start_time"]) if job.get("start_time") else None
    action, recurrence = job["action"], job.get("recurrence")
    definition = JobDefinition(
        action=_action(action),
        trigger=_trigger(start_text, recurrence),
        retry=_retry(action["retry_policy"]) if "retry_policy" in action else None,
        error_action=_action(action["error_action"]) if "error_action" in action else None,
        start_text=start_text,
        end_text=moment.canonical(recurrence["end_time"]) if recurrence and recurrence.get("end_time") else None,
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


def _trigger(start_text: str | None, recurrence: dict[str, Any] | None) -> Trigger:
    start = moment.parse(start_text) if start_text else None
    return Once(start=start) if recurrence is None else Recurring(recurrence=_recurrence(recurrence), start=start)


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
        method=request.get("method") or "GET",
        uri=_uri(request["uri"]),
        headers=tuple((name, value or "") for name, value in request.get("headers", {}).items()),
        body=request.get("body"),
        authentication=read_authentication(request.get("authentication")),
        type_text=kind,
    )
    check_request(action)
    return action


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
    names = ("storage_account", "queue_name", "sas_token")
    if message is None or not all(message.get(name) for name in names):
        raise InvalidError(
            f"An action of type '{kind}' needs a queue message with a storage account, a queue name and a SAS token."
        )
    return StorageQueueAction(**{name: message[name] for name in names}, message=message.get("message"), type_text=kind)


def _retry(document: dict[str, Any]) -> RetryPolicy:
    kind = _member(RetryType, document.get("kind", ""), "retryType")
    if kind is RetryType.NONE:
        return NO_RETRY
    usual = RetryPolicy()
    interval = duration.parse(document["interval"]) if "interval" in document else usual.interval
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
        end_time=moment.parse(end) if end else None,
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
    )


def _member(kind: type[E], text: str, name: str) -> E:
    """Return the member of an enumeration that ``text`` names in any casing."""
    try:
        member: E = kind(text.strip().lower())
    except ValueError:
        raise InvalidError(f"The value '{text}' of '{name}' is not valid.") from None
    return member
