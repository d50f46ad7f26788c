"""What goes wrong on purpose? Rules that a test sets; off by default, seeded, and pure but for their counters.

What the rules do to clients is done in two places: each face answers a status in its own envelope and settles the fate
of operations, the server waits and breaks connections. What they do to targets is done where calls go out.
"""

from __future__ import annotations

import fnmatch
import random
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum

from azure_scheduler_emulator.domain.azure.operation import Failure, Fate
from azure_scheduler_emulator.domain.azure.subscription import named_in


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
    #: Pattern for the subscription, so that tests on one server do not disturb each other.
    subscription: str | None = None


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
    #: Wait this long before the answer. The request has been carried out by then.
    delay: timedelta | None = None
    #: Break the connection without an answer. Without a status the request has been carried out all the same.
    reset: bool = False
    #: Targets only: accept no connection.
    refuse: bool = False
    #: Send this many bytes of the body, then break the connection.
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
    #: How many fitting moments pass unharmed first: throttling after the n-th request, a failure of the third call.
    after: int = 0
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
    #: Found in the path if it is left out.
    subscription: str = ""


@dataclass
class Standing:
    """A rule in force, with its counters."""

    rule: Rule
    #: Moments that fitted, whether it applied or not.
    met: int = 0
    #: Times it applied.
    applied: int = 0


class FaultPlan:
    """The rules in force, in the order they were added; the first that applies wins."""

    def __init__(self, seed: int = 0) -> None:
        self._lock = threading.Lock()
        self._standings: list[Standing] = []
        self._local = threading.local()
        self.seed = seed

    @property
    def empty(self) -> bool:
        """Whether there is no rule at all."""
        return not self._standings

    def add(self, rule: Rule, *, met: int = 0, applied: int = 0) -> None:
        """Put a rule in force, perhaps with the counters that it had in another plan."""
        with self._lock:
            self._standings.append(Standing(rule, met, applied))

    def rules(self) -> Sequence[Standing]:
        """Return the rules with their counters."""
        with self._lock:
            return [replace(standing) for standing in self._standings]

    def clear(self, fits: Callable[[Rule], bool] = lambda _: True) -> int:
        """Take the rules that fit away, by default all of them; return how many there were."""
        with self._lock:
            kept = [standing for standing in self._standings if not fits(standing.rule)]
            gone, self._standings = len(self._standings) - len(kept), kept
        return gone

    def take(self, moment: Moment) -> Effect | None:
        """Return the effect of the first rule that applies to ``moment`` and count it, or None."""
        if not self._standings:
            return None
        with self._lock:
            for number, standing in enumerate(self._standings):
                if self._applies(number, standing, moment):
                    standing.applied += 1
                    self._local.taken = standing.rule.effect
                    return standing.rule.effect
        return None

    def taken(self) -> Effect | None:
        """Return what this thread took last, and forget it.

        By it the server learns what the face took for the present request, and does the part that no face can do:
        waiting, breaking the connection.
        """
        effect: Effect | None = getattr(self._local, "taken", None)
        if effect is not None:
            self._local.taken = None
        return effect

    def _applies(self, number: int, standing: Standing, moment: Moment) -> bool:
        rule = standing.rule
        if rule.where is not moment.where or not matches(rule.match, moment):
            return False
        if rule.times is not None and standing.applied >= rule.times:
            return False
        standing.met += 1
        if standing.met <= rule.after:
            return False
        return rule.probability >= 1 or self._chance(number, standing.met) < rule.probability

    def _chance(self, number: int, met: int) -> float:
        """Draw a number from 0 to 1 that depends on nothing but the seed, the rule's place and its counter.

        So a story repeats itself under the same seed, whatever other rules and other threads draw meanwhile, and a
        restored snapshot goes on where it was.
        """
        return random.Random(f"{self.seed}/{number}/{met}").random()


def matches(match: Match, moment: Moment) -> bool:
    """Tell whether every part of ``match`` fits ``moment``."""
    parts = (
        (match.face, moment.face),
        (match.method, moment.method),
        (match.path, moment.path),
        (match.job, moment.job),
        (match.host, moment.host),
        (match.subscription, moment.subscription or named_in(moment.path)),
    )
    return all(pattern is None or fnmatch.fnmatchcase(value.lower(), pattern.lower()) for pattern, value in parts)


__all__ = ["Effect", "Failure", "Fate", "FaultPlan", "Match", "Moment", "Rule", "Standing", "Where", "matches"]
