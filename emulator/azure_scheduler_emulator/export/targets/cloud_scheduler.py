"""Google Cloud Scheduler, by Terraform.

``google_cloud_scheduler_job``: unix-cron with a time zone, a target of HTTP with its body in base64, at most 5 retries
with a wait between ``min_backoff_duration`` and ``max_backoff_duration`` (equal ones make it the same each time) of an
hour at most, and a deadline of 15 seconds to 30 minutes for an attempt.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from azure_scheduler_emulator.export.call import Call, Secret, Text, written
from azure_scheduler_emulator.export.errors import RefusalError
from azure_scheduler_emulator.export.formats.hcl import Block, Expression, dump, string
from azure_scheduler_emulator.export.job import Timing
from azure_scheduler_emulator.export.rules.written import CronText
from azure_scheduler_emulator.export.target import Item, Rule
from azure_scheduler_emulator.export.targets.cron_targets import endless, late, unix_rules

METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH")
MOST_RETRIES, LONGEST_WAIT = 5, 3600
DEADLINES = (15, 1800)


class CloudScheduler:
    """A folder of Terraform."""

    name = "cloud-scheduler"
    title = "Google Cloud Scheduler (Terraform)"
    longest = 100
    error_actions = False
    ends = False

    def rules(self, timing: Timing) -> Sequence[Rule]:
        """Return rules in five fields."""
        return unix_rules(timing)

    def losses(self, item: Item) -> Iterator[str]:
        """Yield what does not carry over.

        Raises:
            RefusalError: the request cannot be made.
        """
        call, retry = item.call, item.retry
        if call.method not in METHODS:
            raise RefusalError(f"Cloud Scheduler knows no {call.method}")
        if call.identity and call.identity.kind != "basic":
            kind = "client certificates" if call.identity.kind == "certificate" else "tokens of Azure Active Directory"
            raise RefusalError(f"Cloud Scheduler has no {kind}, so that the target would not know who calls")
        yield from endless(item)
        yield from late(item)
        if item.retries:
            if item.retries > MOST_RETRIES:
                yield f"retry: {MOST_RETRIES} retries are the most, the job has {item.retries}."
            if retry.interval.total_seconds() > LONGEST_WAIT:
                yield "retry: an interval is an hour at most."
        if retry.waits:
            yield "retry: the waits that grow, or are drawn by chance, become the same wait each time."
        if call.timeout < DEADLINES[0]:
            yield f"The target has {DEADLINES[0]} seconds to answer, not {call.timeout}."
        if call.follow_redirects:
            yield "Redirects are not followed."

    def documents(self, items: Sequence[Item]) -> Mapping[str, str]:
        """Return the jobs, and the variables for their secrets."""
        variables = ["project", "region"]
        secrets = dict.fromkeys(name for item in items for name in item.secrets())
        blocks: list[tuple[str, Block]] = [("terraform", _PROVIDERS)]
        blocks += [("variable", Block((name,), {"type": Expression("string")})) for name in variables]
        for name in secrets:
            sensitive = {"type": Expression("string"), "sensitive": True}
            blocks.append(("variable", Block((name.lower(),), sensitive)))
        for item in items:
            for name, rule in item.named_rules():
                assert isinstance(rule, CronText)
                labels = ("google_cloud_scheduler_job", _identifier(name))
                blocks.append(("resource", Block(labels, _job(item, name, rule))))
        return {"main.tf": dump(blocks)}


_SOURCE = {"source": "hashicorp/google", "version": ">= 5"}
_PROVIDERS = Block((), {"required_providers": Block((), {"google": _SOURCE})})


def _job(item: Item, name: str, rule: CronText) -> dict[str, Any]:
    wait = f"{min(max(int(item.retry.interval.total_seconds()), 1), LONGEST_WAIT)}s"
    again: dict[str, Any] = {"retry_count": min(item.retries, MOST_RETRIES)}
    again |= {"min_backoff_duration": wait, "max_backoff_duration": wait, "max_doublings": 0}
    return {
        "name": name,
        "project": Expression("var.project"),
        "region": Expression("var.region"),
        "schedule": rule.text,
        "time_zone": "Etc/UTC" if rule.zone == "UTC" else rule.zone,
        "attempt_deadline": f"{min(max(item.call.timeout, DEADLINES[0]), DEADLINES[1])}s",
        "paused": not item.job.enabled,
        "retry_config": Block((), again),
        "http_target": Block((), _target(item.call)),
    }


def _target(call: Call) -> dict[str, Any]:
    body: dict[str, Any] = {"http_method": call.method, "uri": Expression(_template(call.uri))}
    if call.binary is not None:
        body["body"] = call.binary
    elif call.body is not None:
        body["body"] = Expression(f"base64encode({_template(call.body)})")
    headers = {name: Expression(_template(value)) for name, value in call.headers if name.lower() != "content-length"}
    if call.identity:
        pair = _template((f"{call.identity.username}:", call.identity.password))
        headers["Authorization"] = Expression(f'"Basic ${{base64encode({pair})}}"')
    if headers:
        body["headers"] = headers
    return body


def _template(text: Text) -> str:
    """Return a text in quotes, with its secrets as variables."""
    quoted = written(text, _variable, lambda part: string(part)[1:-1])
    return f'"{quoted}"'


def _variable(secret: Secret) -> str:
    return f"${{var.{secret.name.lower()}}}"


def _identifier(name: str) -> str:
    return name if name[:1].isalpha() else f"job-{name}"
