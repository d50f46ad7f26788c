"""What the targets that read cron have in common: their rules, and what such a rule cannot say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from azure_scheduler_emulator.domain.jobs.job import Missed
from azure_scheduler_emulator.export.job import Timing
from azure_scheduler_emulator.export.rules.cron import unix
from azure_scheduler_emulator.export.rules.crons import Powers, cron_rules
from azure_scheduler_emulator.export.rules.written import CronText
from azure_scheduler_emulator.export.target import Item

#: The five fields of crontab(5).
UNIX = Powers()


def unix_rules(timing: Timing, powers: Powers = UNIX) -> Sequence[CronText]:
    """Return rules in five fields.

    Raises:
        RefusalError: there are none.
    """
    found = cron_rules(timing.trigger, timing.anchor, powers)
    return [CronText(text=unix(rule), zone=rule.zone) for rule in dict.fromkeys(found)]


def endless(item: Item) -> Iterator[str]:
    """Yield what a rule without a beginning and an end does not say of a job."""
    timing = item.job.timing
    if timing.left is not None:
        yield f"count: the job has {timing.left} occurrences left, and this target counts none; take it away in time."
    if timing.end_time is not None:
        yield f"endTime: the job ends at {timing.end_time:%Y-%m-%dT%H:%M:%SZ}, and this target does not."


def late(item: Item) -> Iterator[str]:
    """Yield what a target that makes up for nothing does not do for a job that would."""
    if item.job.definition.missed is Missed.ONCE:
        yield "An occurrence that is missed while the target is down is not made up for."


def shell_losses(item: Item) -> Iterator[str]:
    """Yield what the script cannot do."""
    yield from endless(item)
    if item.retry.waits:
        yield "retry: the waits that grow, or are drawn by chance, become the same wait each time."
    if item.retry.sensible:
        yield "retry: a failure that no other try could change is tried again all the same."
