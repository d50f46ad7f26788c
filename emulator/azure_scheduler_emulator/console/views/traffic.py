"""What went over the wire? Both journals as one list, the newest first, and what nearly fitted where nothing does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from heapq import merge
from itertools import islice

from azure_scheduler_emulator.console import instants
from azure_scheduler_emulator.console.views import entries
from azure_scheduler_emulator.console.views.entries import Entry, Line
from azure_scheduler_emulator.console.wording import many, seen
from azure_scheduler_emulator.domain.azure.operation import OperationStatus
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.jobs.history import Finished
from azure_scheduler_emulator.journal import Exchange
from azure_scheduler_emulator.testbed.doings import Tracked
from azure_scheduler_emulator.testbed.testbed import Testbed

#: Lines of one page, and entries that are looked at for near misses.
MOST, NEAR, NEAREST = 50, 2_000, 3
#: Operations that are listed.
OPERATIONS = 100
_STATUSES = {
    OperationStatus.IN_PROGRESS: ("running", "In progress"),
    OperationStatus.SUCCEEDED: ("ok", "Succeeded"),
    OperationStatus.FAILED: ("failed", "Failed"),
}
ANSWERS: dict[str, tuple[str, Callable[[Entry], bool]]] = {
    "2xx": ("2xx fine", lambda entry: 200 <= entry.status < 300),
    "4xx": ("4xx refused", lambda entry: 400 <= entry.status < 500),
    "5xx": ("5xx failed", lambda entry: entry.status >= 500),
    "none": ("No answer", lambda entry: not entry.status),
    "failed": ("Anything that failed", lambda entry: entry.failed),
}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")

_Test = Callable[[Entry], bool]
_Came = Sequence[tuple[int, Exchange]]
_Went = Sequence[tuple[int, Finished]]


@dataclass(frozen=True, kw_only=True)
class Miss:
    """An entry that nearly fits, and what keeps it from it."""

    line: Line
    differs: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class TrafficView:
    """A page of the list."""

    lines: list[Line]
    #: Entries by way; all of them that are remembered.
    counts: Mapping[str, int]
    asked: Mapping[str, str]
    filtered: bool
    #: Up to where the list goes: numbers of the newest entry of each journal.
    newest: str
    #: How many are newer than that.
    newer: int
    skip: int
    more: bool
    chosen: str
    misses: list[Miss]
    problem: str
    since: datetime | None
    off: bool
    operations: Sequence[OperationRow]


@dataclass(frozen=True, kw_only=True)
class OperationRow:
    """An asynchronous operation that a client may poll."""

    id: str
    at: datetime
    state: str
    word: str
    #: What it was begun by, and where that stands in the traffic.
    verb: str
    path: str
    key: str
    says: str


def traffic(testbed: Testbed, args: Mapping[str, str]) -> TrafficView:
    """Return what the filters of the address leave of the traffic."""
    asked = {name: args.get(name, "").strip() for name in ("way", "path", "method", "answer", "api", "since", "job")}
    requests, executions = testbed.requests, testbed.executions
    chosen = args.get("n", "")
    until = _until(args.get("until", ""), requests.added, executions.added)
    came, went = requests.numbered(), executions.numbered()
    newer = sum(number > until[0] for number, _ in reversed(came[-MOST * 4 :]))
    newer += sum(number > until[1] for number, _ in reversed(went[-MOST * 4 :]))
    tests, problem = _tests(asked, testbed.clock.now())
    ways = (asked["way"] != "out", asked["way"] != "in")
    sources: tuple[_Came, _Went] = (came if ways[0] else [], went if ways[1] else [])
    skip = int(args["skip"]) if args.get("skip", "").isascii() and args.get("skip", "").isdigit() else 0
    fitting = (entry for entry in _newest(*sources, until) if all(test(entry) for test in tests.values()))
    found = list(islice(fitting, min(skip, 1_000_000), min(skip, 1_000_000) + MOST * 2 + 1))
    lines = entries.folded(found)
    shown = lines[:MOST]
    taken = sum(each.times for each in shown)
    first = min((pair[1].at for pair in came[:1]), default=None)
    return TrafficView(
        lines=shown,
        counts={"all": len(came) + len(went), "in": len(came), "out": len(went)},
        asked=asked,
        filtered=bool(tests),
        newest=f"{until[0]}.{until[1]}",
        newer=newer,
        skip=skip + taken,
        more=len(found) > taken,
        chosen=chosen,
        misses=[] if shown or not tests else _misses(sources, until, tests),
        problem=problem,
        since=first,
        off=testbed.settings.journal == 0,
        operations=_operations(testbed) if asked["way"] == "ops" else (),
    )


def _operations(testbed: Testbed) -> list[OperationRow]:
    return [_operation(each) for each in testbed.doings.operations(top=OPERATIONS)]


def _operation(tracked: Tracked) -> OperationRow:
    operation, begun = tracked.operation, tracked.request
    entry = entries.request(begun.number, begun.entry) if begun else None
    state, word = _STATUSES[tracked.status]
    says = f"{operation.failure.http_status} {operation.failure.code}" if operation.failure else ""
    if tracked.status is OperationStatus.IN_PROGRESS and operation.polls_left:
        says = f"{many(operation.polls_left, 'poll')} to go"
    return OperationRow(
        id=operation.id,
        at=operation.accepted_at,
        state=state,
        word=word,
        verb=entry.verb if entry else "",
        path=seen(entries.short_path(entry)) if entry else "",
        key=entry.key if entry else "",
        says=seen(says),
    )


def _until(text: str, came: int, went: int) -> tuple[int, int]:
    """Return the numbers up to which entries are shown, as an address of ours says them."""
    first, _, second = text.partition(".")
    if first.isascii() and second.isascii() and first.isdigit() and second.isdigit() and len(text) < 30:
        return int(first), int(second)
    return came, went


def _newest(came: _Came, went: _Went, until: tuple[int, int]) -> Iterator[Entry]:
    """Yield the entries of both journals, the newest first; what came in before what went out at the same moment."""
    inward = (entries.request(number, each) for number, each in reversed(came) if number <= until[0])
    outward = (entries.call(number, each) for number, each in reversed(went) if number <= until[1])
    return merge(outward, inward, key=lambda entry: entry.at, reverse=True)


def _tests(asked: Mapping[str, str], now: datetime) -> tuple[dict[str, _Test], str]:
    """Return what an entry has to stand up to, by what a person would call it; and what cannot be understood."""
    tests: dict[str, _Test] = {}
    problem = ""
    if pattern := asked["path"].lower():
        wild = pattern if any(sign in pattern for sign in "*?[") else f"*{pattern}*"
        tests["path"] = lambda entry: fnmatchcase(entry.path.lower(), wild) or fnmatchcase(entry.job.lower(), wild)
    if method := asked["method"].upper():
        tests["method"] = lambda entry: entry.verb.upper() == method
    if asked["answer"] in ANSWERS:
        tests["answer"] = ANSWERS[asked["answer"]][1]
    if api := asked["api"]:
        tests["API"] = lambda entry: entry.api == api or (api == "azure" and entry.api.startswith("azure"))
    if job := asked["job"].lower():
        tests["job"] = lambda entry: entry.job.lower() == job
    if asked["since"]:
        try:
            since = instants.read(asked["since"], now)
            tests["moment"] = lambda entry: entry.at >= since
        except InvalidError as error:
            problem = str(error)
    return tests, problem


def _misses(sources: tuple[_Came, _Went], until: tuple[int, int], tests: Mapping[str, _Test]) -> list[Miss]:
    """Return the newest of the entries that differ in the fewest of the things that were asked for."""
    found: list[tuple[int, Entry, list[str]]] = []
    for entry in islice(_newest(*sources, until), NEAR):
        differs = [name for name, test in tests.items() if not test(entry)]
        if len(differs) < len(tests) or len(tests) == 1:
            found.append((len(differs), entry, differs))
    nearest = sorted(found, key=lambda each: each[0])[:NEAREST]
    return [Miss(line=entries.line(entry), differs=differs) for _, entry, differs in nearest]
