"""What goes wrong on purpose? Rules that a test sets; off by default, seeded, and pure but for their counters.

What the rules do to clients is done in two places: each face answers a status in its own envelope and settles the fate
of operations, the server waits and breaks connections. What they do to targets is done where calls go out.
"""

from __future__ import annotations

import fnmatch
import logging
import random
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum

from azure_scheduler_emulator import masking
from azure_scheduler_emulator.domain.azure.operation import Failure, Verdict
from azure_scheduler_emulator.domain.azure.subscription import named_in
from azure_scheduler_emulator.domain.fault_mark import FaultMark
from azure_scheduler_emulator.news import News, Topic

log = logging.getLogger(__name__)


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
    operation: Verdict | None = None
    #: Whose effect it is.
    by: FaultMark | None = None


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One fault."""

    id: str
    #: What its author calls it; empty for none.
    name: str = ""
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
class FaultPoint:
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
class ActiveRule:
    """A rule in force, with its counters."""

    rule: Rule
    #: Moments that fitted, whether it applied or not.
    met: int = 0
    #: Times it applied.
    applied: int = 0


class FaultPlan:
    """The rules in force, in the order they were added; the first that applies wins."""

    def __init__(self, seed: int = 0, news: News | None = None) -> None:
        self._news = news or News()
        self._lock = threading.Lock()
        self._active: list[ActiveRule] = []
        self.seed = seed

    @property
    def empty(self) -> bool:
        """Whether there is no rule at all."""
        return not self._active

    def add(self, rule: Rule, *, met: int = 0, applied: int = 0) -> None:
        """Put a rule in force, perhaps with the counters that it had in another plan."""
        with self._lock:
            self._active.append(ActiveRule(rule, met, applied))
        self._news.tell(Topic.FAULTS)

    def rules(self) -> Sequence[ActiveRule]:
        """Return the rules with their counters."""
        with self._lock:
            return [replace(active) for active in self._active]

    def clear(self, fits: Callable[[Rule], bool] = lambda _: True) -> int:
        """Take the rules that fit away, by default all of them; return how many there were."""
        with self._lock:
            kept = [active for active in self._active if not fits(active.rule)]
            gone, self._active = len(self._active) - len(kept), kept
        if gone:
            self._news.tell(Topic.FAULTS)
        return gone

    def take(self, point: FaultPoint) -> Effect | None:
        """Return the effect of the first rule that applies to ``point`` and count it, or None."""
        if not self._active:
            return None
        with self._lock:
            for number, active in enumerate(self._active):
                if self._applies(number, active, point):
                    active.applied += 1
                    self._news.tell(Topic.FAULTS)
                    _tell(active, point)
                    return replace(active.rule.effect, by=FaultMark(id=active.rule.id, name=active.rule.name))
        return None

    def _applies(self, number: int, active: ActiveRule, point: FaultPoint) -> bool:
        rule = active.rule
        if rule.where is not point.where or not matches(rule.match, point):
            return False
        if rule.times is not None and active.applied >= rule.times:
            return False
        active.met += 1
        if active.met <= rule.after:
            return False
        return rule.probability >= 1 or self._chance(number, active.met) < rule.probability

    def _chance(self, number: int, met: int) -> float:
        """Draw a number from 0 to 1 that depends on nothing but the seed, the rule's place and its counter.

        So a story repeats itself under the same seed, whatever other rules and other threads draw meanwhile, and a
        restored snapshot goes on where it was.
        """
        return random.Random(f"{self.seed}/{number}/{met}").random()


def _tell(active: ActiveRule, point: FaultPoint) -> None:
    if log.isEnabledFor(logging.INFO):
        fields = {
            "rule": active.rule.id,
            "fault": active.rule.name,
            "where": point.where.value,
            "face": point.face,
            "method": point.method,
        }
        target = {"path": masking.text(point.path), "job": point.job, "times": active.applied}
        log.info("fault struck", extra=fields | target)


def matches(match: Match, point: FaultPoint) -> bool:
    """Tell whether every part of ``match`` fits ``point``."""
    parts = (
        (match.face, point.face),
        (match.method, point.method),
        (match.path, point.path),
        (match.job, point.job),
        (match.host, point.host),
        (match.subscription, point.subscription or named_in(point.path)),
    )
    return all(pattern is None or fnmatch.fnmatchcase(value.lower(), pattern.lower()) for pattern, value in parts)


__all__ = ["ActiveRule", "Effect", "Failure", "FaultPlan", "FaultPoint", "Match", "Rule", "Verdict", "Where", "matches"]
