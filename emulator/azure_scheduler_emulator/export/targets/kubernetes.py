"""Kubernetes: a CronJob for each rule, with curl in a container.

Documentation of CronJob (batch/v1): five fields, ``timeZone`` an IANA name, ``startingDeadlineSeconds`` how late a
start may be before it is dropped, ``concurrencyPolicy`` Allow lets one run beside the last; a name has at most 52
characters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from azure_scheduler_emulator.domain.jobs.job import Missed
from azure_scheduler_emulator.export.formats import yaml
from azure_scheduler_emulator.export.job import Timing
from azure_scheduler_emulator.export.rules.written import CronText
from azure_scheduler_emulator.export.shell import script
from azure_scheduler_emulator.export.target import Item, Rule
from azure_scheduler_emulator.export.targets.cron_targets import shell_losses, unix_rules

IMAGE = "docker.io/curlimages/curl:8.11.1"
#: A missed start is dropped after a minute, as the Scheduler drops it; one that is to be made up for has a day.
DEADLINES = {Missed.DROP: 60, Missed.ONCE: 86_400}
LABELS = {"app.kubernetes.io/part-of": "scheduler-jobs"}


class Kubernetes:
    """CronJobs."""

    name = "kubernetes"
    title = "Kubernetes CronJob"
    #: Of 52, the rest is for the number of a rule.
    longest = 48
    error_actions = True
    ends = False

    def rules(self, timing: Timing) -> Sequence[Rule]:
        """Return rules in five fields."""
        return unix_rules(timing)

    def losses(self, item: Item) -> Iterator[str]:
        """Yield what does not carry over."""
        yield from shell_losses(item)

    def documents(self, items: Sequence[Item]) -> Mapping[str, str]:
        """Return a file for each job, with a script that the containers of all its rules run."""
        return {f"{item.slug}.yaml": "---\n".join(map(yaml.dump, self._objects(item))) for item in items}

    def _objects(self, item: Item) -> Iterator[dict[str, Any]]:
        yield {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": {"name": item.slug, "labels": LABELS},
            "data": {"job.sh": script(item)},
        }
        for name, rule in item.named_rules():
            assert isinstance(rule, CronText)
            yield {
                "apiVersion": "batch/v1",
                "kind": "CronJob",
                "metadata": {"name": name, "labels": LABELS},
                "spec": {
                    "schedule": rule.text,
                    "timeZone": "Etc/UTC" if rule.zone == "UTC" else rule.zone,
                    "concurrencyPolicy": "Allow",
                    "startingDeadlineSeconds": DEADLINES[item.job.definition.missed],
                    "suspend": not item.job.enabled,
                    "jobTemplate": {"spec": {"backoffLimit": 0, "template": {"spec": _pod(item)}}},
                },
            }


def _pod(item: Item) -> dict[str, Any]:
    names = item.secrets()
    container: dict[str, Any] = {
        "name": "call",
        "image": IMAGE,
        "command": ["sh", "/job/job.sh"],
        "volumeMounts": [{"name": "job", "mountPath": "/job"}],
    }
    if names:
        container["env"] = [
            {"name": name, "valueFrom": {"secretKeyRef": {"name": f"{item.slug}-secrets", "key": name}}}
            for name in names
        ]
    return {
        "restartPolicy": "Never",
        "containers": [container],
        "volumes": [{"name": "job", "configMap": {"name": item.slug}}],
    }
