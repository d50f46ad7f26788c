"""What does every target offer? A name, its rules for a job, when those fire, and the documents for many jobs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from azure_scheduler_emulator.domain.jobs.retry import RetryPolicy, RetryType
from azure_scheduler_emulator.export.call import Call, Secret
from azure_scheduler_emulator.export.job import ExportedJob, Timing

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


class Rule(Protocol):
    """One rule of a target."""

    @property
    def text(self) -> str:
        """Return the rule in one line, as the target's own documents say it."""

    @property
    def zone(self) -> str:
        """Return the IANA name of the zone whose clock it follows."""

    @property
    def resolution(self) -> timedelta:
        """Return what it counts in."""

    def fires(self, since: datetime) -> Iterator[datetime]:
        """Yield when it fires, by a library that reads such rules."""


@dataclass(frozen=True, kw_only=True)
class Item:
    """A job that a target takes."""

    job: ExportedJob
    #: Unlike that of every other job, and made of letters, digits and dashes.
    slug: str
    call: Call
    #: What is called when all retries have failed, if the target can do that.
    error_call: Call | None
    rules: tuple[Rule, ...]

    @property
    def retry(self) -> RetryPolicy:
        """Return the policy in force."""
        return self.job.definition.effective_retry

    @property
    def retries(self) -> int:
        """Return how often a failed call is tried again."""
        policy = self.retry
        return len(policy.waits) or (0 if policy.kind is RetryType.NONE else policy.count)

    def secrets(self) -> dict[str, Secret]:
        """Return the secrets of its calls by their names."""
        calls = [self.call, *([self.error_call] if self.error_call else [])]
        return {secret.name: secret for call in calls for secret in call.secrets()}

    def named_rules(self) -> list[tuple[str, Rule]]:
        """Return the rules with names: the slug, and a number where there are several."""
        if len(self.rules) == 1:
            return [(self.slug, self.rules[0])]
        return [(f"{self.slug}-{number}", rule) for number, rule in enumerate(self.rules, 1)]


class Target(Protocol):
    """Where jobs can go."""

    @property
    def name(self) -> str:
        """Return what the command line calls it, which is also its folder."""

    @property
    def title(self) -> str:
        """Return what people call it."""

    @property
    def longest(self) -> int:
        """Return how many characters a slug may have."""

    @property
    def error_actions(self) -> bool:
        """Whether it can call something else when all retries have failed."""

    @property
    def ends(self) -> bool:
        """Whether its rules can end."""

    def rules(self, timing: Timing) -> Sequence[Rule]:
        """Return the rules that should fire when a job does.

        Raises:
            RefusalError: there are none.
        """

    def losses(self, item: Item) -> Iterator[str]:
        """Yield what does not carry over, a sentence each.

        Raises:
            RefusalError: without it nothing is left.
        """

    def documents(self, items: Sequence[Item]) -> Mapping[str, str]:
        """Return the documents for jobs by their paths."""
