"""GitHub Actions: a workflow for each job, with its rules as schedules.

Documentation of the event ``schedule``: POSIX cron in UTC, at most every 5 minutes, on the default branch only; runs
may be late at busy times, and stop in a public repository that nobody has changed for 60 days.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import islice, pairwise
from typing import Any

from azure_scheduler_emulator.export.errors import RefusalError
from azure_scheduler_emulator.export.formats import yaml
from azure_scheduler_emulator.export.job import Timing
from azure_scheduler_emulator.export.proof import COMPARED
from azure_scheduler_emulator.export.rules.crons import Powers
from azure_scheduler_emulator.export.shell import script
from azure_scheduler_emulator.export.target import Item, Rule
from azure_scheduler_emulator.export.targets.cron_targets import late, shell_losses, unix_rules

SHORTEST = timedelta(minutes=5)


class GitHubActions:
    """Workflows."""

    name = "github-actions"
    title = "GitHub Actions"
    longest = 100
    error_actions = True
    ends = False

    def rules(self, timing: Timing) -> Sequence[Rule]:
        """Return rules in five fields, if they do not fire too often."""
        found = unix_rules(timing, Powers(zones=False))
        for earlier, later in pairwise(islice(timing.occurrences(), COMPARED)):
            if later - earlier < SHORTEST:
                raise RefusalError("it fires more often than every 5 minutes, which a workflow must not")
        return found

    def losses(self, item: Item) -> Iterator[str]:
        """Yield what does not carry over."""
        yield from shell_losses(item)
        yield from late(item)
        yield "Runs may begin minutes late when many others do, and are then no longer at the times that are proved."

    def documents(self, items: Sequence[Item]) -> Mapping[str, str]:
        """Return a workflow for each job."""
        return {f".github/workflows/{item.slug}.yml": yaml.dump(_workflow(item)) for item in items}


def _workflow(item: Item) -> dict[str, Any]:
    names = item.secrets()
    step: dict[str, Any] = {"name": "Call the target", "shell": "sh", "run": _literally(script(item))}
    if names:
        step["env"] = {name: f"${{{{ secrets.{name} }}}}" for name in names}
    job: dict[str, Any] = {"runs-on": "ubuntu-latest", "steps": [step]}
    if not item.job.enabled:
        job = {"if": False, **job}
    return {
        "name": _literally(item.job.title),
        "on": {"schedule": [{"cron": rule.text} for rule in item.rules], "workflow_dispatch": {}},
        "permissions": {},
        "jobs": {"call": job},
    }


def _literally(text: str) -> str:
    """Return a text in which nothing is an expression for GitHub."""
    return text.replace("${{", "${{ '${{' }}")
