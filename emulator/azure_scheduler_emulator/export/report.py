"""What carries over, what does not, and are the times the same? For people, and as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from azure_scheduler_emulator.domain.jobs import outlook
from azure_scheduler_emulator.domain.time.moment import render
from azure_scheduler_emulator.export.proof import COMPARED
from azure_scheduler_emulator.export.running import Outcome, Status

#: What the exit status says: every job is everywhere and fires alike; some fire at other times; some are missing.
EXIT = {Status.EQUAL: 0, Status.DIFFERS: 3, Status.REFUSED: 4}


def exit_status(outcomes: Sequence[Outcome]) -> int:
    """Return the worst that has become of any job."""
    return max((EXIT[outcome.status] for outcome in outcomes), default=0)


def as_json(outcomes: Sequence[Outcome]) -> str:
    """Return the report for programs."""
    return json.dumps([_document(outcome) for outcome in outcomes], indent=2, ensure_ascii=False) + "\n"


def as_markdown(outcomes: Sequence[Outcome]) -> str:
    """Return the report for people: job by job, target by target."""
    by_job: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        by_job.setdefault(outcome.job.title, []).append(outcome)
    return "\n".join(["# What carries over", "", *(line for found in by_job.values() for line in _section(found))])


def _document(outcome: Outcome) -> dict[str, Any]:
    verdict = outcome.verdict
    found: dict[str, Any] = {
        "job": outcome.job.title,
        "target": outcome.target.name,
        "status": outcome.status.value,
    }
    if outcome.reason:
        found["reason"] = outcome.reason
    if verdict is not None:
        found |= {
            "rules": [rule.text for rule in outcome.rules],
            "compared": verdict.compared,
            "differences": [
                {"kind": difference.kind, "moment": render(difference.moment), "words": difference.words}
                for difference in verdict.differences
            ],
            "lost": list(outcome.losses),
            "secrets": [secret.name for secret in outcome.secrets],
        }
    return found


def _section(outcomes: Sequence[Outcome]) -> Iterator[str]:
    job = outcomes[0].job
    words = outlook.words(job.definition.trigger, job.timing.anchor)
    yield f"## {_line(job.title)}"
    yield ""
    yield f"{words[:1].upper()}{words[1:]}."
    yield ""
    for outcome in outcomes:
        yield f"### {outcome.target.title}: {outcome.status}"
        yield ""
        yield from _items(outcome)
        yield ""


def _items(outcome: Outcome) -> Iterator[str]:
    verdict = outcome.verdict
    if verdict is None:
        yield f"- Not possible: {outcome.reason}."
        return
    for rule in outcome.rules:
        yield f"- Rule: `{rule.text}`"
    so_many = "" if verdict.compared < COMPARED else "next "
    yield f"- Times: the {so_many}{verdict.compared} firing times are equal{'.' if verdict.equal else ', but:'}"
    for difference in verdict.differences:
        yield f"  - {difference.words}"
    for loss in outcome.losses:
        yield f"- {_line(loss)}"
    for secret in outcome.secrets:
        yield f"- Secret: `{secret.name}`" + ("" if secret.value is not None else " (the source does not show it)")


def _line(text: str) -> str:
    return " ".join(text.split())


def as_table(outcomes: Sequence[Outcome], output: object) -> str:
    """Return a line for each job and target, and where everything is."""
    width = max(len(outcome.job.title) for outcome in outcomes)
    lines = [
        f"{_line(outcome.job.title):<{width}}  {outcome.target.name:<16}  {outcome.status:<7}  {_brief(outcome)}"
        for outcome in outcomes
    ]
    return "\n".join([*lines, f"Written to {output}; report.md says what does not carry over."]) + "\n"


def _brief(outcome: Outcome) -> str:
    verdict = outcome.verdict
    if verdict is None:
        return outcome.reason
    if verdict.differences:
        return " ".join(difference.words for difference in verdict.differences)
    return f"{verdict.compared} firing times, {len(outcome.rules)} rule{'s' if len(outcome.rules) > 1 else ''}"
