"""Azure Functions: a function with a timer trigger for each rule, in node without packages.

Reference of the timer trigger: NCRONTAB in six fields, seconds first, read on the clock of ``WEBSITE_TIME_ZONE`` (UTC
without it). NCrontab asks day of the month and weekday for both. "Error handling and retries": ``fixedDelay`` with
``maxRetryCount`` and ``delayInterval`` holds for timers, and ``retryContext`` counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from azure_scheduler_emulator.domain.jobs.job import Missed
from azure_scheduler_emulator.domain.time import duration
from azure_scheduler_emulator.export.call import Call, Secret, Text
from azure_scheduler_emulator.export.job import Timing
from azure_scheduler_emulator.export.rules.cron import ncrontab
from azure_scheduler_emulator.export.rules.crons import Powers, cron_rules
from azure_scheduler_emulator.export.rules.written import CronText
from azure_scheduler_emulator.export.shell import TOKENS
from azure_scheduler_emulator.export.target import Item, Rule
from azure_scheduler_emulator.export.targets.cron_targets import endless
from azure_scheduler_emulator.export.targets.functions_code import CALLING

_DAY = timedelta(days=1)


class Functions:
    """A function app."""

    name = "azure-functions"
    title = "Azure Functions timer"
    longest = 100
    error_actions = True
    ends = False

    def rules(self, timing: Timing) -> Sequence[Rule]:
        """Return rules in NCRONTAB."""
        found = cron_rules(timing.trigger, timing.anchor, Powers(seconds=True, both=True))
        return [CronText(text=ncrontab(rule), zone=rule.zone, seconds=True, both=True) for rule in dict.fromkeys(found)]

    def losses(self, item: Item) -> Iterator[str]:
        """Yield what does not carry over."""
        yield from endless(item)
        if item.retry.interval >= _DAY and item.retries:
            yield "retry: an interval is shorter than a day."
        if item.retry.waits:
            yield "retry: the waits that grow, or are drawn by chance, become the same wait each time."
        if item.call.follow_redirects:
            yield "Redirects are not followed."
        for rule in item.rules[:1]:
            if rule.zone != "UTC":
                yield f"time zone: set WEBSITE_TIME_ZONE to {rule.zone}, for all functions of the app together."

    def documents(self, items: Sequence[Item]) -> Mapping[str, str]:
        """Return a folder for each function, and what they have in common."""
        found = {"host.json": _json({"version": "2.0"}), "calling.js": CALLING}
        for item in items:
            for name, rule in item.named_rules():
                found[f"{name}/function.json"] = _json(_function(item, rule))
                found[f"{name}/index.js"] = _code(item)
        return found


def _function(item: Item, rule: Rule) -> dict[str, Any]:
    binding = {
        "name": "timer",
        "type": "timerTrigger",
        "direction": "in",
        "schedule": rule.text,
        "runOnStartup": False,
        # With it what is missed while the app is down is made up for, once.
        "useMonitor": item.job.definition.missed is Missed.ONCE,
    }
    found: dict[str, Any] = {"disabled": not item.job.enabled, "bindings": [binding]}
    if item.retries:
        wait = min(item.retry.interval, _DAY - timedelta(seconds=1))
        span = duration.timespan(timedelta(seconds=int(wait.total_seconds())))
        found["retry"] = {"strategy": "fixedDelay", "maxRetryCount": item.retries, "delayInterval": span}
    return found


def _code(item: Item) -> str:
    error = _request(item.error_call) if item.error_call else "null"
    return (
        'const { perform } = require("../calling");\n\n'
        f"const request = {_request(item.call)};\n\n"
        f"const errorAction = {error};\n\n"
        f"module.exports = (context) => perform(context, request, errorAction, {item.retries});\n"
    )


def _request(call: Call) -> str:
    members = {
        "method": json.dumps(call.method),
        "url": _text(call.uri),
        "headers": "{" + ", ".join(f"{json.dumps(name)}: {_text(value)}" for name, value in call.headers) + "}",
        "timeout": str(call.timeout * 1000),
    }
    if call.binary is not None:
        members["body"] = f'Buffer.from({json.dumps(call.binary)}, "base64")'
    elif call.body is not None:
        members["body"] = _text(call.body)
    identity = call.identity
    if identity and identity.kind == "basic":
        members["auth"] = _text((f"{identity.username}:", identity.password))
    elif identity and identity.kind == "certificate":
        assert identity.pfx is not None
        members["pfx"] = f'Buffer.from({_text((identity.pfx,))}, "base64")'
        members["passphrase"] = _text((identity.password,))
    elif identity:
        form = {"grant_type": "client_credentials", "client_id": identity.client_id, "resource": identity.audience}
        pairs = "".join(f"{json.dumps(name)}: {json.dumps(value)}, " for name, value in form.items())
        members["token"] = (
            f"{{ url: {json.dumps(TOKENS.format(tenant=identity.tenant))}, "
            f'form: {{ {pairs}"client_secret": {_text((identity.password,))} }} }}'
        )
    # Evaluated at each call: a setting may change.
    return "() => ({\n" + "".join(f"  {name}: {value},\n" for name, value in members.items()) + "})"


def _text(text: Text) -> str:
    parts = [f"process.env.{part.name}" if isinstance(part, Secret) else json.dumps(part) for part in text]
    return " + ".join(parts) or '""'


def _json(value: Any) -> str:
    return json.dumps(value, indent=2) + "\n"
