"""What does a fault do, in words, and which ones can be had with one click?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from azure_scheduler_emulator.console.views.naming import TITLES
from azure_scheduler_emulator.console.wording import many, seen, span
from azure_scheduler_emulator.faults import ActiveRule, Effect, FaultPlan, Match, Rule, Where


@dataclass(frozen=True, kw_only=True)
class FaultRow:
    """A rule in force."""

    id: str
    title: str
    where: str
    applies: str
    happens: str
    struck: str
    #: Whether it has struck as often as it may.
    spent: bool


@dataclass(frozen=True)
class Template:
    """A rule that is added with one click."""

    word: str
    says: str
    document: dict[str, Any]


TEMPLATES = {
    "down": Template("Target down", "every call is answered 503", {"where": "target", "effect": {"status": 503}}),
    "gone": Template(
        "Target unreachable", "no connection is accepted", {"where": "target", "effect": {"refuse": True}}
    ),
    "slow": Template("Target slow", "every answer comes 10 s late", {"where": "target", "effect": {"delay": "PT10S"}}),
    "twice": Template(
        "Fail twice, then fine",
        "the next two calls are answered 500",
        {"where": "target", "effect": {"status": 500}, "times": 2},
    ),
    "throttled": Template(
        "Throttled API (429)",
        "the next 5 requests to an API are refused, with Retry-After",
        {"where": "api", "effect": {"status": 429, "headers": {"Retry-After": "5"}}, "times": 5},
    ),
    "operation": Template(
        "Operation fails after 2 polls",
        "the next asynchronous operation ends with 500",
        {"where": "api", "effect": {"operation": {"status": 500, "holdPolls": 2}}, "times": 1},
    ),
    "lost": Template(
        "Answer lost",
        "the next request is carried out, and its answer lost",
        {"where": "api", "effect": {"reset": True}, "times": 1},
    ),
    "flaky": Template(
        "Flaky, 30 %",
        "three calls of ten are answered 500",
        {"where": "target", "effect": {"status": 500}, "probability": 0.3},
    ),
}


def rows(plan: FaultPlan) -> list[FaultRow]:
    """Return the rules in force, in the order in which they are asked."""
    return [row(each) for each in plan.rules()]


def row(active: ActiveRule) -> FaultRow:
    """Return a rule as the list shows it."""
    rule = active.rule
    return FaultRow(
        id=rule.id,
        title=seen(rule.name or _title(rule)),
        where="calls of jobs" if rule.where is Where.TARGET else "requests to the APIs",
        applies=seen(_applies(rule.match)),
        happens=seen(_happens(rule)),
        struck=_struck(active),
        spent=rule.times is not None and active.applied >= rule.times,
    )


def sentence(active: ActiveRule) -> str:
    """Return a rule in a sentence."""
    rule = active.rule
    subject = "Calls" if rule.where is Where.TARGET else "Requests"
    where = _applies(rule.match)
    rest = "" if where == "everything" else f" ({where})"
    name = f"“{rule.name}”: " if rule.name else ""
    return seen(f"{name}{subject}{rest} {_happens(rule)}; struck {_struck(active)}.")


def _title(rule: Rule) -> str:
    effect = rule.effect
    side = "Target" if rule.where is Where.TARGET else "API"
    if effect.operation is not None:
        return "Operation fails" if effect.operation.failure else "Operation held"
    if effect.refuse:
        return "Target unreachable"
    if effect.status is not None:
        return f"{side} answers {effect.status}"
    if effect.reset or effect.truncate is not None:
        return f"{side}'s answer lost" if effect.reset else f"{side}'s answer cut off"
    return f"{side} slow" if effect.delay else side


def _applies(match: Match) -> str:
    parts = [
        (TITLES.get(match.face or "", match.face or ""), ""),
        (match.method, ""),
        (match.path, ""),
        (match.job, "job "),
        (match.host, "host "),
        (match.subscription, "subscription "),
    ]
    return ", ".join(f"{before}{value}" for value, before in parts if value) or "everything"


def _happens(rule: Rule) -> str:
    effect, said = rule.effect, _deeds(rule.effect)
    if effect.operation is not None:
        verdict = effect.operation
        failure = verdict.failure
        said.append(f"its operation fails with {failure.http_status}" if failure else "its operation is held")
        if verdict.hold_polls:
            said.append(f"after {many(verdict.hold_polls, 'poll')}")
        if verdict.hold_for:
            said.append(f"after {span(verdict.hold_for)}")
    if rule.after:
        said.append(f"from the {_ordinal(rule.after + 1)} on")
    if rule.probability < 1:
        said.append(f"{rule.probability * 100:g} % of the time")
    return ", ".join(said)


def _deeds(effect: Effect) -> list[str]:
    said = []
    if effect.delay:
        said.append(f"waits {span(effect.delay)}")
    if effect.refuse:
        said.append("no connection is accepted")
    if effect.status is not None:
        said.append(f"answered {effect.status}{f' {effect.code}' if effect.code else ''}")
    if effect.body is not None:
        said.append("with a body of its own")
    if effect.headers:
        said.append(f"with {many(len(effect.headers), 'header')} of its own")
    if effect.reset:
        said.append("the connection breaks" if effect.status else "carried out, the answer lost")
    if effect.truncate is not None:
        said.append(f"cut off after {many(effect.truncate, 'byte')}")
    return said


def _struck(active: ActiveRule) -> str:
    times = active.rule.times
    return f"{active.applied:,} of {times:,}" if times is not None else many(active.applied, "time")


def _ordinal(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10 if number % 100 not in (11, 12, 13) else 0, "th")
    return f"{number}{ending}"
