"""Logic Apps: a workflow for each job, as an ARM template or as Bicep.

Workflow definition language: a Recurrence trigger for each rule (at most 10 in a workflow), an HTTP action with
authentication (Basic, ClientCertificate, ActiveDirectoryOAuth) and a retry policy (``none``, or ``fixed`` with a count
of 1 to 90 and an interval of 5 seconds to a day). The error action runs after the first has failed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from azure_scheduler_emulator.domain.time import duration
from azure_scheduler_emulator.domain.time.moment import render
from azure_scheduler_emulator.export.call import Call, Identity, Text, written
from azure_scheduler_emulator.export.errors import RefusalError
from azure_scheduler_emulator.export.formats import bicep
from azure_scheduler_emulator.export.job import Timing
from azure_scheduler_emulator.export.repeats import Repeat
from azure_scheduler_emulator.export.rules.logic import repeats
from azure_scheduler_emulator.export.rules.written import RepeatText
from azure_scheduler_emulator.export.target import MINUTE, SECOND, Item, Rule

DEFINITION = "https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#"
TEMPLATE = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
API_VERSION = "2019-05-01"
MOST_TRIGGERS = 10
SHORTEST_RETRY, LONGEST_RETRY = timedelta(seconds=5), timedelta(days=1)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class LogicApps:
    """Workflows; ``language`` is ``arm`` or ``bicep``."""

    longest = 70
    error_actions = True
    ends = True

    def __init__(self, language: str) -> None:
        self.language = language
        self.name = f"logic-apps-{language}"
        self.title = f"Logic Apps ({'ARM template' if language == 'arm' else 'Bicep'})"

    def rules(self, timing: Timing) -> Sequence[Rule]:
        """Return recurrences."""
        found = repeats(timing)
        if len(found) > MOST_TRIGGERS:
            raise RefusalError(f"it would take {len(found)} triggers, and a workflow has {MOST_TRIGGERS} at most")
        return [
            RepeatText(
                text=json.dumps(_recurrence(repeat), separators=(",", ":")),
                repeat=repeat if not repeat.scheduled else _on_the_minute(repeat),
                resolution=MINUTE if repeat.scheduled else SECOND,
            )
            for repeat in found
        ]

    def losses(self, item: Item) -> Iterator[str]:
        """Yield what does not carry over."""
        retry = item.retry
        if item.retries:
            yield "retry: only 408, 429, answers of the 500s and broken connections are tried again."
            if not SHORTEST_RETRY <= retry.interval <= LONGEST_RETRY:
                yield "retry: an interval is a day at most."
        if retry.waits:
            yield "retry: the waits that grow, or are drawn by chance, become the same wait each time."
        if item.job.timing.left is not None:
            last = item.job.timing.last
            yield f"count: it becomes the end time {render(last)}." if last else "count: there is none."
        if item.call.follow_redirects:
            yield "Redirects are followed by GET and HEAD only."

    def documents(self, items: Sequence[Item]) -> Mapping[str, str]:
        """Return a template for each job."""
        if self.language == "arm":
            return {
                f"{item.slug}.json": json.dumps(_template(item), indent=2, ensure_ascii=False) + "\n" for item in items
            }
        return {f"{item.slug}.bicep": _bicep(item) for item in items}


def _on_the_minute(repeat: Repeat) -> Repeat:
    """Return what is sure of a repeat with a schedule: no document says whose seconds it has."""
    return replace(repeat, start=repeat.start.replace(second=0, microsecond=0))


def _recurrence(repeat: Repeat) -> dict[str, Any]:
    schedule: dict[str, Any] = {}
    if repeat.hours:
        schedule["hours"] = list(repeat.hours)
    if repeat.minutes:
        schedule["minutes"] = list(repeat.minutes)
    if repeat.week_days:
        schedule["weekDays"] = [_DAYS[day] for day in repeat.week_days]
    if repeat.month_days:
        schedule["monthDays"] = list(repeat.month_days)
    if repeat.occurrences:
        schedule["monthlyOccurrences"] = [
            {"day": _DAYS[day], **({} if number is None else {"occurrence": number})}
            for day, number in repeat.occurrences
        ]
    return {
        "frequency": repeat.unit.value,
        "interval": repeat.interval,
        "startTime": render(repeat.start),
        **({"endTime": render(repeat.end)} if repeat.end else {}),
        "timeZone": "UTC",
        **({"schedule": schedule} if schedule else {}),
    }


def _definition(item: Item) -> dict[str, Any]:
    names = ["Recurrence"] if len(item.rules) == 1 else [f"Recurrence_{n}" for n in range(1, len(item.rules) + 1)]
    actions = {"Call": {**_http(item.call, item), "runAfter": {}}}
    if item.error_call:
        after = {"Call": ["Failed", "TimedOut"]}
        actions["Error_action"] = {**_http(item.error_call, item), "runAfter": after}
    return {
        "$schema": DEFINITION,
        "contentVersion": "1.0.0.0",
        "parameters": {name: {"type": "SecureString"} for name in item.secrets()},
        "triggers": {
            name: {"type": "Recurrence", "recurrence": json.loads(rule.text)}
            for name, rule in zip(names, item.rules, strict=True)
        },
        "actions": actions,
        "outputs": {},
    }


def _http(call: Call, item: Item) -> dict[str, Any]:
    inputs: dict[str, Any] = {"method": call.method, "uri": _text(call.uri)}
    if call.headers:
        inputs["headers"] = {name: _text(value) for name, value in call.headers}
    if call.binary is not None:
        inputs["body"] = f"@base64ToBinary('{call.binary}')"
    elif call.body is not None:
        inputs["body"] = _text(call.body)
    if call.identity:
        inputs["authentication"] = _authentication(call.identity)
    inputs["retryPolicy"] = _retry(item)
    return {"type": "Http", "inputs": inputs, "limit": {"timeout": duration.iso(timedelta(seconds=call.timeout))}}


def _retry(item: Item) -> dict[str, Any]:
    retry = item.retry
    if not item.retries:
        return {"type": "none"}
    interval = min(max(retry.interval, SHORTEST_RETRY), LONGEST_RETRY)
    return {"type": "fixed", "count": min(item.retries, 90), "interval": duration.iso(interval)}


def _authentication(identity: Identity) -> dict[str, Any]:
    secret = _text((identity.password,))
    if identity.kind == "basic":
        return {"type": "Basic", "username": _text((identity.username,)), "password": secret}
    if identity.kind == "certificate":
        assert identity.pfx is not None
        return {"type": "ClientCertificate", "pfx": _text((identity.pfx,)), "password": secret}
    return {
        "type": "ActiveDirectoryOAuth",
        "tenant": _text((identity.tenant,)),
        "audience": _text((identity.audience,)),
        "clientId": _text((identity.client_id,)),
        "secret": secret,
    }


def _text(text: Text) -> str:
    """Return a text of the definition: ``@`` begins an expression at its start, and ``@{`` anywhere."""
    found = written(text, lambda secret: f"@{{parameters('{secret.name}')}}", lambda part: part.replace("@{", "@@{"))
    begins = isinstance(text[0], str) and found.startswith("@") and not found.startswith("@@{")
    return f"@{found}" if text and begins else found


def _state(item: Item) -> str:
    return "Enabled" if item.job.enabled else "Disabled"


def _template(item: Item) -> dict[str, Any]:
    secrets = list(item.secrets())
    values = {name: {"value": f"[parameters('{name}')]"} for name in secrets}
    return {
        "$schema": TEMPLATE,
        "contentVersion": "1.0.0.0",
        "parameters": {
            "location": {"type": "string", "defaultValue": "[resourceGroup().location]"},
            **{name: {"type": "securestring"} for name in secrets},
        },
        "resources": [
            {
                "type": "Microsoft.Logic/workflows",
                "apiVersion": API_VERSION,
                "name": item.slug,
                "location": "[parameters('location')]",
                "properties": {
                    "state": _state(item),
                    "definition": _literally(_definition(item)),
                    "parameters": values,
                },
            }
        ],
    }


def _literally(value: Any) -> Any:
    """Return a document in which nothing is an expression for Resource Manager: a text in brackets gets another one."""
    if isinstance(value, Mapping):
        return {key: _literally(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_literally(item) for item in value]
    return f"[{value}" if isinstance(value, str) and value.startswith("[") and value.endswith("]") else value


def _bicep(item: Item) -> str:
    secrets = list(item.secrets())
    resource = {
        "name": item.slug,
        "location": bicep.Expression("location"),
        "properties": {
            "state": _state(item),
            "definition": _definition(item),
            "parameters": {name: {"value": bicep.Expression(name)} for name in secrets},
        },
    }
    parameters = [
        "param location string = resourceGroup().location",
        *(f"@secure()\nparam {name} string" for name in secrets),
    ]
    head = "\n".join(parameters)
    return f"{head}\n\nresource workflow 'Microsoft.Logic/workflows@{API_VERSION}' = {bicep.value(resource)}\n"
