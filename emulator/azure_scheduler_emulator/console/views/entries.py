"""What is one line of the traffic? A request that came in, or a call that went out, in the same words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote

from azure_scheduler_emulator import masking
from azure_scheduler_emulator.console import wording
from azure_scheduler_emulator.console.views.naming import CHIPS
from azure_scheduler_emulator.domain.fault_mark import FaultMark
from azure_scheduler_emulator.domain.jobs.history import ActionName, Finished
from azure_scheduler_emulator.journal import Exchange

#: Words in Azure's paths that say nothing when the names around them are there.
_MUTE = frozenset(
    ("subscriptions", "cloudservices", "resources", "scheduler", "~", "jobcollections", "resourcegroups", "providers")
)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A request or a call, as lists show it and filters look at it."""

    #: ``in-12`` or ``out-7``.
    key: str
    number: int
    way: str
    at: datetime
    #: Name of the face that answered, or of the API whose job called.
    api: str
    verb: str
    #: What filters look at; not masked, never shown.
    path: str
    #: Number of the answer; 0 for none.
    status: int
    failed: bool
    #: Path without its query, which the secrets of a list's line would be in.
    subscription: str = ""
    note: str = ""
    took: float | None = None
    #: Why it was refused.
    reason: str = ""
    job: str = ""
    #: The fault that a test had set, if one struck.
    fault: str = ""


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
    return Entry(
        key=f"in-{number}",
        number=number,
        way="in",
        at=exchange.at,
        api=exchange.face,
        verb=exchange.method,
        path=exchange.path,
        status=exchange.status,
        failed=exchange.status >= 400 or exchange.status == 0,
        subscription=exchange.subscription,
        took=exchange.seconds,
        reason=exchange.reason,
        fault=_fault(exchange.fault),
        note=f"fault {_fault(exchange.fault)}" if exchange.fault else "",
    )


def call(number: int, done: Finished) -> Entry:
    """Return a call that went out."""
    order, result, attempt = done.order, done.outcome.result, done.attempt
    status = result.response.get("status")
    name = order.job_name if not wording.is_guid(order.job_name) else wording.short(order.job_name)
    tried = "error action" if attempt.action is ActionName.ERROR else f"try {attempt.attempt + 1}"
    return Entry(
        key=f"out-{number}",
        number=number,
        way="out",
        at=done.outcome.started_at,
        api=order.api or order.tenant.api,
        verb=str(result.request.get("method") or "RUN"),
        path=str(result.request.get("uri") or order.job_name),
        status=status if isinstance(status, int) else 0,
        failed=not result.succeeded,
        subscription=order.subscription,
        note=f"{name}, {tried}" + (f", fault {_fault(result.fault)}" if result.fault else ""),
        took=(done.outcome.finished_at - done.outcome.started_at).total_seconds(),
        job=order.job_name,
        fault=_fault(result.fault),
    )


def _fault(mark: FaultMark | None) -> str:
    return "" if mark is None else f"“{mark.name}”" if mark.name else wording.short(mark.id)


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
        took=wording.took(entry.took) if entry.took is not None else "",
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
