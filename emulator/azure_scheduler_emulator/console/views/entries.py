"""What is one line of the traffic? A request that came in, or a call that went out, in the same words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from urllib.parse import unquote

from azure_scheduler_emulator import masking
from azure_scheduler_emulator.console import wording
from azure_scheduler_emulator.console.views.naming import CHIPS
from azure_scheduler_emulator.domain.jobs.history import ActionName, Finished
from azure_scheduler_emulator.journal import Exchange

#: Words in Azure's paths that say nothing when the names around them are there.
_MUTE = frozenset(
    ("subscriptions", "cloudservices", "resources", "scheduler", "~", "jobcollections", "resourcegroups", "providers")
)


class Entry(NamedTuple):
    """A request or a call, as filters look at it: there may be many; the rest is worked out when one is shown."""

    way: str
    number: int
    at: datetime
    #: Name of the face that answered, or of the one that made the job that called.
    api: str
    verb: str
    #: Not masked, never shown.
    path: str
    #: Number of the answer; 0 for none.
    status: int
    failed: bool
    job: str
    source: Exchange | Finished

    @property
    def key(self) -> str:
        """Return what an address calls it by: ``in-12`` or ``out-7``."""
        return f"{self.way}-{self.number}"

    @property
    def fault(self) -> str:
        """Return the fault that a test had set, if one struck."""
        mark = self.source.fault if isinstance(self.source, Exchange) else self.source.outcome.result.fault
        return "" if mark is None else f"“{mark.name}”" if mark.name else wording.short(mark.id)

    @property
    def tried(self) -> str:
        """Return which try of a job it was; empty for a request."""
        if isinstance(self.source, Exchange):
            return ""
        attempt = self.source.attempt
        return "error action" if attempt.action is ActionName.ERROR else f"try {attempt.attempt + 1}"

    @property
    def note(self) -> str:
        """Return what a line says beside the address."""
        job = wording.short(self.job) if wording.is_guid(self.job) else self.job
        parts = [job, self.tried, f"fault {self.fault}" if self.fault else ""]
        return ", ".join(filter(None, parts))

    @property
    def seconds(self) -> float:
        """Return how long it took."""
        if isinstance(self.source, Exchange):
            return self.source.seconds
        return (self.source.outcome.finished_at - self.source.outcome.started_at).total_seconds()


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of the list."""

    key: str
    at: datetime
    way: str
    verb: str
    api: str
    note: str
    #: The path in short, and whole.
    shown: str
    full: str
    state: str
    word: str
    took: str
    #: How many equal neighbours it stands for.
    times: int = 1


def request(number: int, exchange: Exchange) -> Entry:
    """Return a request that came in."""
    failed = exchange.status >= 400 or exchange.status == 0
    return Entry(
        "in", number, exchange.at, exchange.face, exchange.method, exchange.path, exchange.status, failed, "", exchange
    )


def call(number: int, done: Finished) -> Entry:
    """Return a call that went out."""
    order, result = done.order, done.outcome.result
    sent, status = result.request, result.response.get("status")
    return Entry(
        "out",
        number,
        done.outcome.started_at,
        order.api or order.tenant.api,
        str(sent.get("method") or "RUN"),
        str(sent.get("uri") or order.job_name),
        status if isinstance(status, int) else 0,
        not result.succeeded,
        order.job_name,
        done,
    )


def line(entry: Entry, times: int = 1) -> Line:
    """Return an entry as the list shows it, secrets masked."""
    state, word = _outcome(entry)
    return Line(
        key=entry.key,
        at=entry.at,
        way=entry.way,
        verb=wording.seen(entry.verb)[:12],
        api=CHIPS.get(entry.api, entry.api) or "no API",
        note=wording.seen(entry.note),
        shown=wording.seen(short_path(entry))[:300],
        full=wording.seen(masking.text(unquote(entry.path)))[:2000],
        state=state,
        word=word,
        took=wording.took(entry.seconds),
        times=times,
    )


def short_path(entry: Entry) -> str:
    """Return where it went: the names in the path of an Azure API, else the path or address without its query."""
    path = masking.text(entry.path.partition("?")[0])
    if entry.way == "out" or not entry.api.startswith("azure"):
        return path
    parts = [part for part in unquote(path).split("/") if part and part.lower() not in _MUTE]
    parts = [f"{part[:8]}…" if wording.is_guid(part) else part for part in parts if part != "Microsoft.Scheduler"]
    return " / ".join(parts) or "/"


def _outcome(entry: Entry) -> tuple[str, str]:
    """Return the state and the word that a line shows for its answer."""
    if entry.way == "out" and not entry.status:
        return ("failed", "no answer") if entry.failed else ("ok", "done")
    if entry.status == 0:
        return "failed", "answer lost"
    if entry.way == "in" and entry.status == 202:
        return "ok", "202 tracked"
    if entry.way == "in" and 400 <= entry.status < 500:
        return "refused", str(entry.status)
    return ("failed" if entry.failed else "ok"), str(entry.status)


def folded(entries: Sequence[Entry]) -> list[Line]:
    """Return entries as lines; equal neighbours, which polling leaves, are one line with a number."""
    lines: list[Line] = []
    run: list[Entry] = []
    for entry in entries:
        if run and _same(run[0], entry):
            run.append(entry)
            continue
        if run:
            lines.append(line(run[0], len(run)))
        run = [entry]
    return [*lines, line(run[0], len(run))] if run else lines


def _same(one: Entry, other: Entry) -> bool:
    if one.way == "out" or other.way == "out" or one.verb != "GET":
        return False
    return (one.verb, one.path, one.status, one.api) == (other.verb, other.path, other.status, other.api)
