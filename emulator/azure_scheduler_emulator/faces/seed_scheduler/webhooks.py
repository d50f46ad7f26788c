"""What is a webhook, and what does it send?

The real server breaks down when it should call one (recorded); this is what it meant to do (decision 18).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from azure_scheduler_emulator.domain.jobs.action import HttpAction
from azure_scheduler_emulator.domain.jobs.job import Job, JobDefinition
from azure_scheduler_emulator.domain.jobs.retry import NO_RETRY
from azure_scheduler_emulator.domain.jobs.trigger import Once
from azure_scheduler_emulator.domain.tenant import JobScope
from azure_scheduler_emulator.faces.seed_scheduler import schedules
from azure_scheduler_emulator.faces.seed_scheduler.fields import Text

KIND = "seed_scheduler.webhook"
SCOPE = JobScope.own("seed_scheduler", "webhooks")
#: The one event that the server knows. Others can be subscribed to and never come (recorded).
ADDED = "schedule.added"

_LABEL = r"[a-z0-9\u00a1-\uffff](?:[a-z0-9\u00a1-\uffff-]{0,61}[a-z0-9\u00a1-\uffff])?"


@cache
def _url() -> re.Pattern[str]:
    """Return the pattern of a target; made when it is first needed, since that takes a moment."""
    return re.compile(
        rf"(?:https?|ftps?)://(?:[^\s:@/]+(?::[^\s:@/]*)?@)?"
        # A name with a dot in it, or an address; a port of two digits at least (recorded: localhost:9 is none).
        rf"(?:localhost|\d{{1,3}}(?:\.\d{{1,3}}){{3}}|\[[0-9a-f:.]+\]|(?:{_LABEL}\.)+(?!\d+\b){_LABEL}\.?)"
        rf"(?::\d{{2,5}})?(?:[/?#]\S*)?",
        re.IGNORECASE,
    )


def check_target(text: str) -> str | None:
    """Say what is wrong with a target, or return None."""
    return None if _url().fullmatch(text) else "Enter a valid URL."


#: What a client may set, in the order in which it is checked.
FIELDS = (
    Text(name="event", required=True, longest=64),
    Text(name="target", required=True, longest=255, validators=(check_target,)),
)


def write(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a webhook as it is shown."""
    return {name: document[name] for name in ("id", "created", "updated", "event", "target", "user")}


def call(hook: Mapping[str, Any], schedule: Job) -> JobDefinition:
    """Return the job that tells a webhook about a new schedule, at once and without its token."""
    shown = {**schedules.values_of(schedule), **schedule.definition.document, "id": schedule.name, "triggered": 0}
    names = ("id", "frequency", "triggered", "cron_definition", "interval_definition", "endpoint", "payload")
    body = {
        "hook": {name: hook[name] for name in ("id", "event", "target")},
        "data": {name: shown[name] for name in (*names, "next_send_at", "enabled", "created_at", "updated_at")},
    }
    action = HttpAction(
        method="POST",
        uri=hook["target"],
        headers=(("Content-Type", "application/json"),),
        body=json.dumps(body),
        announce=False,
        follow_redirects=True,
    )
    return JobDefinition(action=action, trigger=Once(), retry=NO_RETRY, purge=True)
