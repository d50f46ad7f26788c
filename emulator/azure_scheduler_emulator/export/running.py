"""Takes jobs to targets: rules, proof, losses, documents."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from azure_scheduler_emulator.export.call import Secret, call_of, constant
from azure_scheduler_emulator.export.errors import RefusalError
from azure_scheduler_emulator.export.job import ExportedJob
from azure_scheduler_emulator.export.proof import Verdict, compare
from azure_scheduler_emulator.export.target import Item, Rule, Target

#: So many rules for one job are no longer what anybody would want to look after.
MOST_RULES = 24


class Status(StrEnum):
    """What has become of a job at a target."""

    #: It is there, and fires when the job does.
    EQUAL = "equal"
    #: It is there, and fires at other times, too.
    DIFFERS = "differs"
    #: It is not there.
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What has become of a job at a target."""

    job: ExportedJob
    target: Target
    status: Status
    #: Why it is not there.
    reason: str = ""
    rules: tuple[Rule, ...] = ()
    verdict: Verdict | None = None
    losses: tuple[str, ...] = ()
    secrets: tuple[Secret, ...] = ()


@dataclass(kw_only=True)
class Exported:
    """What has been made."""

    outcomes: list[Outcome] = field(default_factory=list)
    #: Texts by their path, which begins with the target's name.
    documents: dict[str, str] = field(default_factory=dict)


def export(jobs: Sequence[ExportedJob], targets: Sequence[Target], *, most_rules: int = MOST_RULES) -> Exported:
    """Return the documents of all jobs for all targets, and what has become of each."""
    made = Exported()
    # Several targets have the same rules for a job.
    verdicts: dict[Any, Verdict] = {}
    for target in targets:
        items = []
        for job, slug in slugs(jobs, target.longest):
            outcome, item = _export(job, target, slug, most_rules, verdicts)
            made.outcomes.append(outcome)
            if item is not None:
                items.append(item)
        if items:
            documents: Mapping[str, str] = target.documents(items)
            made.documents |= {f"{target.name}/{path}": text for path, text in documents.items()}
    return made


def slugs(jobs: Sequence[ExportedJob], longest: int) -> list[tuple[ExportedJob, str]]:
    """Return a name for each job that no other has: letters, digits and dashes, a letter first."""
    taken: set[str] = set()
    found = []
    for job in jobs:
        short, long = _slug(job.name), _slug(job.title)
        base = long if short[:longest] in taken else short
        name, number = base[:longest].strip("-"), 1
        while name in taken:
            number += 1
            ending = f"-{number}"
            name = base[: longest - len(ending)].strip("-") + ending
        taken.add(name)
        found.append((job, name))
    return found


def _slug(text: str) -> str:
    plain = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "job"
    return plain if plain[0].isalpha() else f"job-{plain}"


def _export(
    job: ExportedJob, target: Target, slug: str, most_rules: int, verdicts: dict[Any, Verdict]
) -> tuple[Outcome, Item | None]:
    try:
        item, losses = _item(job, target, slug, most_rules)
    except RefusalError as refusal:
        return Outcome(job=job, target=target, status=Status.REFUSED, reason=str(refusal)), None
    same = (id(job), item.rules, target.ends)
    if same not in verdicts:
        verdicts[same] = _compared(item, target)
    verdict = verdicts[same]
    outcome = Outcome(
        job=job,
        target=target,
        status=Status.EQUAL if verdict.equal else Status.DIFFERS,
        rules=item.rules,
        verdict=verdict,
        losses=tuple(losses),
        secrets=tuple(item.secrets().values()),
    )
    return outcome, item


def _compared(item: Item, target: Target) -> Verdict:
    zones = {rule.zone for rule in item.rules}
    resolution = max(rule.resolution for rule in item.rules)
    fires = [rule.fires for rule in item.rules]
    return compare(item.job.timing, fires, resolution=resolution, zones=zones, ends=target.ends)


def _item(job: ExportedJob, target: Target, slug: str, most_rules: int) -> tuple[Item, list[str]]:
    if job.timing.first is None:
        raise RefusalError("it has no occurrence left")
    prefix = constant(slug)
    call = call_of(job.definition.action, prefix)
    rules = tuple(target.rules(job.timing))
    if len(rules) > most_rules:
        raise RefusalError(f"it would take {len(rules)} rules, and {most_rules} are allowed (--most-rules)")
    losses = [*job.notes, *call.losses]
    error_call = None
    if job.definition.error_action is not None:
        try:
            error_call = call_of(job.definition.error_action, f"{prefix}_ERROR")
            if not target.error_actions:
                error_call = None
                losses.append("errorAction: this target can do nothing when the last retry has failed.")
        except RefusalError as refusal:
            losses.append(f"errorAction: {refusal}.")
    item = Item(job=job, slug=slug, call=call, error_call=error_call, rules=rules)
    losses += target.losses(item)
    if not job.enabled:
        losses.append("The job is disabled, and so is what has been made of it.")
    return item, losses
