"""What goes wrong on purpose? Rules that a test sets; off by default, seeded, and pure but for their counters."""

from __future__ import annotations

import fnmatch
import random
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from emulator.domain.operation import Failure, Fate


class Where(StrEnum):
    """At which of the two seams a rule works."""

    #: What clients of an emulated API see.
    API = "api"
    #: What the targets of the jobs seem to do.
    TARGET = "target"


@dataclass(frozen=True, kw_only=True)
class Match:
    """What a rule applies to. A part that is None applies to all; patterns are shell-style, without case."""

    face: str | None = None
    method: str | None = None
    #: Pattern for the path (API) or for the address (target).
    path: str | None = None
    #: Pattern for the name of the job.
    job: str | None = None
    #: Pattern for the host name.
    host: str | None = None


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What happens instead of, or before, the usual thing."""

    #: Answer with this status.
    status: int | None = None
    #: Error code of the answer, in the face's own envelope; the face's usual code for the status if None.
    code: str | None = None
    message: str | None = None
    #: A raw body instead of the face's envelope.
    body: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    #: Wait this long before the answer.
    delay: timedelta | None = None
    #: Close the connection without an answer.
    reset: bool = False
    #: Send this many bytes of the body, then close the connection.
    truncate: int | None = None
    #: What becomes of the asynchronous operation that the request starts.
    operation: Fate | None = None


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One fault."""

    id: str
    where: Where
    match: Match
    effect: Effect
    #: How often it applies in all; None for always.
    times: int | None = None
    #: How likely it is to apply each time, 0 to 1.
    probability: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Moment:
    """What is happening, for rules to match."""

    where: Where
    face: str = ""
    method: str = ""
    path: str = ""
    job: str = ""
    host: str = ""


class FaultPlan:
    """The rules in force, in the order they were added; the first that applies wins."""

    def __init__(self, seed: int = 0) -> None:
        self._lock = threading.Lock()
        self._rules: list[Rule] = []
        self._hits: dict[str, int] = {}
        self._seed = seed
        self._random = random.Random(seed)

    @property
    def empty(self) -> bool:
        """Whether there is no rule at all."""
        return not self._rules

    def add(self, rule: Rule) -> None:
        """Put a rule in force."""
        with self._lock:
            self._rules.append(rule)

    def rules(self) -> Sequence[tuple[Rule, int]]:
        """Return the rules with the number of times each has applied."""
        with self._lock:
            return [(rule, self._hits.get(rule.id, 0)) for rule in self._rules]

    def clear(self) -> None:
        """Take every rule away and start the chances anew."""
        with self._lock:
            self._rules.clear()
            self._hits.clear()
            self._random = random.Random(self._seed)

    def take(self, moment: Moment) -> Effect | None:
        """Return the effect of the first rule that applies to ``moment`` and count it, or None."""
        if not self._rules:
            return None
        with self._lock:
            for rule in self._rules:
                if self._applies(rule, moment):
                    self._hits[rule.id] = self._hits.get(rule.id, 0) + 1
                    return rule.effect
        return None

    def _applies(self, rule: Rule, moment: Moment) -> bool:
        if rule.where is not moment.where or not matches(rule.match, moment):
            return False
        if rule.times is not None and self._hits.get(rule.id, 0) >= rule.times:
            return False
        return rule.probability >= 1 or self._random.random() < rule.probability


def matches(match: Match, moment: Moment) -> bool:
    """Tell whether every part of ``match`` fits ``moment``."""
    parts = (
        (match.face, moment.face),
        (match.method, moment.method),
        (match.path, moment.path),
        (match.job, moment.job),
        (match.host, moment.host),
    )
    return all(pattern is None or fnmatch.fnmatchcase(value.lower(), pattern.lower()) for pattern, value in parts)


__all__ = ["Effect", "Failure", "Fate", "FaultPlan", "Match", "Moment", "Rule", "Where", "matches"]
