"""Which entries of a journal are meant, and how near did the others come?"""

from __future__ import annotations

import fnmatch
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from azure_scheduler_emulator import masking
from azure_scheduler_emulator.domain.time.moment import render
from azure_scheduler_emulator.journal import Journal, Numbered, Sized

#: How many near misses are told.
NEAREST = 3

T = TypeVar("T", bound=Sized)
Facts = Mapping[str, str | int | datetime]
Differences = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Kind(Generic[T]):
    """A kind of journal."""

    #: What an entry can be found by.
    facts: Callable[[T], Facts]
    #: An entry as JSON.
    show: Callable[[T], dict[str, Any]]
    #: Which entry it is, in a line that no other entry has, for people.
    say: Callable[[T], str]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a verification asks for."""

    #: Shell-style patterns without case, by the name of the fact.
    patterns: Mapping[str, str]
    since: datetime | None = None
    #: How many entries have to fit.
    count: int = 0
    #: Seconds to wait for them.
    timeout: float = 0.0
    #: How many entries to return at most: the newest, or the oldest ``after`` a number.
    top: int = 100
    #: Only entries whose running number is less, or greater, than this.
    before: int | None = None
    after: int | None = None

    def spans(self, number: int) -> bool:
        """Tell whether an entry of that number is among those that are asked for."""
        return (self.before is None or number < self.before) and (self.after is None or number > self.after)


def wanted(asked: Mapping[str, Any]) -> Wanted:
    """Return what a loaded query asks for."""
    own = {name: asked[name] for name in ("since", "count", "top", "before", "after") if name in asked}
    patterns = {name: str(value) for name, value in asked.items() if name not in (*own, "timeout")}
    timeout = asked["timeout"].total_seconds() if "timeout" in asked else 0.0
    return Wanted(patterns=patterns, timeout=timeout, **own)


class UnmetError(Exception):
    """Too few entries fit, and time is up."""

    def __init__(self, found: int, count: int, nearest: list[dict[str, Any]]) -> None:
        super().__init__(f"{found} of {count} entries fit.")
        self.nearest = nearest


def verify(
    journal: Journal[T], kind: Kind[T], asked: Wanted, block: AbstractContextManager[None] | None = None
) -> list[dict[str, Any]]:
    """Return the newest entries that fit, oldest first, having waited, in ``block``, for as many as are asked for.

    Raises:
        UnmetError: there are fewer when time is up; it tells the nearest misses.
    """

    def fits(each: Numbered[T]) -> bool:
        return asked.spans(each.number) and not differences(kind.facts(each.entry), asked)

    with block if block and asked.timeout else nullcontext():
        found = journal.wait(fits, asked.count, asked.timeout)
    if len(found) < asked.count:
        raise UnmetError(len(found), asked.count, _nearest(journal, kind, asked))
    chosen = found[: asked.top] if asked.after is not None else found[max(0, len(found) - asked.top) :]
    return [_numbered(kind, each) for each in chosen]


def _numbered(kind: Kind[T], each: Numbered[T]) -> dict[str, Any]:
    return {"number": each.number, **kind.show(each.entry)}


def differences(facts: Facts, asked: Wanted) -> Differences:
    """Return what keeps an entry from fitting: wanted and found, by the name of the fact."""
    found: Differences = {}
    for name, pattern in asked.patterns.items():
        value = str(facts.get(name, ""))
        if value != pattern and not fnmatch.fnmatchcase(value.lower(), pattern.lower()):
            found[name] = {"wanted": pattern, "found": value}
    at = facts["at"]
    if asked.since is not None and isinstance(at, datetime) and at < asked.since:
        found["since"] = {"wanted": render(asked.since), "found": render(at)}
    return found


def _nearest(journal: Journal[T], kind: Kind[T], asked: Wanted) -> list[dict[str, Any]]:
    """Return the entries that differ in the fewest facts, the newest of equals first."""
    missed = [
        (differences(kind.facts(each.entry), asked), each)
        for each in reversed(journal.numbered())
        if asked.spans(each.number)
    ]
    missed = sorted(((differs, each) for differs, each in missed if differs), key=lambda pair: len(pair[0]))
    return [
        {"candidate": kind.say(each.entry), "differs": _shown(differs), "entry": _numbered(kind, each)}
        for differs, each in missed[:NEAREST]
    ]


def _shown(differs: Differences) -> Differences:
    """Return differences as they may be shown: entries were compared as they are, with their secrets."""
    return {name: {**pair, "found": masking.text(str(pair["found"]))} for name, pair in differs.items()}
