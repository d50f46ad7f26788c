"""What is a schedule? How its fields are checked, when it fires, what it sends, and how it is shown.

Sources: contract of the Seed Scheduler, sections 5, 8 and 9; decisions 17 and 18.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from azure_scheduler_emulator.domain import cron
from azure_scheduler_emulator.domain.cron import CronError, Dialect
from azure_scheduler_emulator.domain.jobs.action import HttpAction
from azure_scheduler_emulator.domain.jobs.job import Job, JobDefinition, JobState
from azure_scheduler_emulator.domain.jobs.retry import RetryPolicy, Wait
from azure_scheduler_emulator.domain.jobs.trigger import AnyOf, CronTrigger, IntervalTrigger, Trigger
from azure_scheduler_emulator.domain.tenant import JobScope
from azure_scheduler_emulator.faces.seed_scheduler.context import url
from azure_scheduler_emulator.faces.seed_scheduler.errors import BreakdownError, not_found
from azure_scheduler_emulator.faces.seed_scheduler.fields import Boolean, Integer, Json, Moment, Text

SCOPE = JobScope.own("seed_scheduler", "schedules")
PERIODS = ("days", "hours", "minutes", "seconds", "microseconds")
#: The real server's clock looks for what is due about once a second.
SHORTEST_PERIOD = timedelta(seconds=1)
#: 5 s, then growing by chance: five retries make six attempts. They go on when the schedule is disabled meanwhile.
BACK_OFF = RetryPolicy(
    waits=(Wait(5, 5), *(Wait(2, 4, power) for power in range(1, 5))), persistent=True, sensible=True
)
TIMEOUT = timedelta(seconds=30)
#: What the real server's HTTP library sends of its own.
_HEADERS = (
    ("User-Agent", "python-requests/2.18.4"),
    ("Accept-Encoding", "gzip, deflate"),
    ("Accept", "*/*"),
    ("Content-Type", "application/json"),
)

#: The origin of the grid of a period, by its number and unit.
Phase = Callable[[str], datetime]


def check_crontab(text: str) -> str | None:
    """Say what is wrong with a crontab expression, or return None."""
    try:
        cron.parse(text, Dialect.CRONTAB)
    except CronError as error:
        return f"{text} is not a valid crontab string: {error}"
    return None


def check_interval(text: str) -> str | None:
    """Say what is wrong with an interval, or return None. Any integer will do, by Python's rules (recorded)."""
    try:
        every, period = text.split()
        int(every)
    except ValueError:
        expected = "integer and period (from: days, hours, minutes, seconds, microseconds) e.g. 1 minutes"
        return f"{text} is not a valid interval string: {expected}"
    if period not in PERIODS:
        # The bracket that nothing opens is the real server's.
        return f"{text} is not a valid period. Accepted: {', '.join(PERIODS)})"
    return None


#: What a client may set, in the order in which it is checked.
FIELDS = (
    Integer(name="frequency", nullable=True),
    Text(name="cron_definition", nullable=True, blank=True, longest=500, validators=(check_crontab,)),
    Text(name="interval_definition", nullable=True, blank=True, longest=100, validators=(check_interval,)),
    Text(name="endpoint", required=True, longest=500),
    Json(name="payload", nullable=True),
    Text(name="auth_token", nullable=True, blank=True, longest=500),
    Moment(name="next_send_at", nullable=True),
    Boolean(name="enabled"),
)
DEFAULTS: Mapping[str, Any] = {
    "frequency": None,
    "cron_definition": None,
    "interval_definition": None,
    "payload": {},
    "auth_token": None,
    "next_send_at": None,
    "enabled": True,
}
_KEPT = ("frequency", "cron_definition", "interval_definition", "auth_token", "next_send_at")


def with_alias(given: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a request with the document's spelling of the interval understood (decision 17)."""
    if "interval_definition" not in given and "inteval_definition" in given:
        given["interval_definition"] = given["inteval_definition"]
    return given


def define(values: Mapping[str, Any], stamps: Mapping[str, Any], phase: Phase) -> JobDefinition:
    """Return the definition of a schedule from its values; ``stamps`` are its number and who made it when.

    Raises:
        BreakdownError: the interval is larger than the real server's database can count.
    """
    return JobDefinition(
        action=_delivery(values),
        trigger=_trigger(values["cron_definition"], values["interval_definition"], phase),
        retry=BACK_OFF,
        lasting=True,
        keep_failures=True,
        document={**{name: values[name] for name in _KEPT}, **stamps},
    )


def values_of(job: Job) -> dict[str, Any]:
    """Return the values that a stored schedule has."""
    action, document = job.definition.action, job.definition.document
    assert isinstance(action, HttpAction)
    kept = {name: document[name] for name in _KEPT}
    payload = json.loads(action.body or "null")
    return {**kept, "endpoint": action.uri, "payload": payload, "enabled": job.state is JobState.ENABLED}


def write(job: Job) -> dict[str, Any]:
    """Return a schedule as it is shown to whoever asks now."""
    return document(job, url)


def document(job: Job, url: Callable[..., str]) -> dict[str, Any]:
    """Return a schedule as it is shown; ``url`` makes the address of something."""

    def user(number: int | None) -> str | None:
        return None if number is None else url("user", number)

    values, kept = values_of(job), job.definition.document
    return {
        "url": url("schedule", job.name),
        "id": job.name,
        **{name: values[name] for name in ("frequency", "cron_definition", "interval_definition", "endpoint")},
        **{name: values[name] for name in ("payload", "auth_token", "next_send_at", "enabled")},
        "created_at": kept["created_at"],
        "created_by": user(kept["created_by"]),
        "updated_at": kept["updated_at"],
        "updated_by": user(kept["updated_by"]),
    }


def canonical_id(text: str) -> str:
    """Return an id with dashes and in lower case.

    Raises:
        ApiError: 404, since what is no id is no schedule's.
    """
    try:
        return str(uuid.UUID(text))
    except ValueError:
        raise not_found() from None


def _delivery(values: Mapping[str, Any]) -> HttpAction:
    token = values["auth_token"]
    authorization = () if token is None else (("Authorization", f"Token {token}"),)
    return HttpAction(
        method="POST",
        uri=values["endpoint"],
        headers=(*_HEADERS, *authorization),
        body=json.dumps(values["payload"]),
        announce=False,
        follow_redirects=True,
        timeout=TIMEOUT,
    )


def _trigger(crontab: str | None, interval: str | None, phase: Phase) -> AnyOf:
    triggers: list[Trigger] = []
    if crontab:
        triggers.append(CronTrigger(dialect=Dialect.CRONTAB, text=crontab))
    if interval:
        number, period = interval.split()
        every = int(number)
        if not -(2**31) <= every < 2**31:
            raise BreakdownError("PostgreSQL stores no such integer")
        origin = phase(f"{every} {period}")
        if every > 0:
            triggers.append(IntervalTrigger(every=max(_span(every, period), SHORTEST_PERIOD), origin=origin))
    return AnyOf(triggers=tuple(triggers))


def _span(every: int, period: str) -> timedelta:
    try:
        return timedelta(**{period: every})
    except OverflowError:
        return timedelta.max
