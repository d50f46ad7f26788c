"""What became of a job's firings? One line each, with all its tries, out of the database: it outlives a restart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from azure_scheduler_emulator import masking
from azure_scheduler_emulator.console import wording
from azure_scheduler_emulator.console.views.exchanges import wire_answer, wire_request
from azure_scheduler_emulator.domain.jobs.history import ActionName, HistoryEntry
from azure_scheduler_emulator.testbed.job_details import Firing, FiringStatus
from azure_scheduler_emulator.testbed.testbed import Testbed

MOST = 20
_WORDS = {FiringStatus.COMPLETED: ("ok", "Completed"), FiringStatus.FAILED: ("failed", "Failed")}


@dataclass(frozen=True, kw_only=True)
class TryView:
    """One try."""

    state: str
    word: str
    at: datetime
    took: str
    request: str
    answer: str
    message: str


@dataclass(frozen=True, kw_only=True)
class FiringRow:
    """One firing."""

    number: int
    at: datetime
    state: str
    word: str
    message: str
    tries: Sequence[TryView]
    took: str
    open: bool


@dataclass(frozen=True, kw_only=True)
class HistoryView:
    """A page of firings."""

    rows: list[FiringRow]
    which: str
    counts: Mapping[str, int]
    every: int
    total: int
    page: int
    pages: int

    @property
    def first(self) -> int:
        """Return the number of the first line of this page."""
        return (self.page - 1) * MOST + 1


def history(testbed: Testbed, args: Mapping[str, str]) -> HistoryView:
    """Return a page of what became of the firings of a job, newest first."""
    which = args.get("h", "") if args.get("h", "") in tuple(FiringStatus) else ""
    number = args.get("page", "")
    page = min(int(number), 1_000_000) if number.isascii() and number.isdigit() and int(number) else 1
    found = testbed.job_details.history(args["id"], status=which, skip=(page - 1) * MOST, top=MOST)
    return HistoryView(
        rows=[_row(each, args.get("open", "")) for each in found.firings],
        which=which,
        counts=found.statuses,
        every=sum(found.statuses.values()),
        total=found.total,
        page=page,
        pages=max(1, -(-found.total // MOST)),
    )


def _row(firing: Firing, opened: str) -> FiringRow:
    tries = list(firing.tries)
    newest = tries[-1]
    first = tries[0].attempt
    state, word = _WORDS.get(firing.status, ("retrying", "Goes on"))
    return FiringRow(
        number=firing.occurrence,
        at=first.expected_at,
        state=state,
        word=word,
        message=wording.line(masking.text(newest.outcome.result.message))[:300],
        tries=[_try(each) for each in tries],
        took=wording.many(len(tries), "try", "tries") if len(tries) > 1 else _took(newest),
        open=opened == str(firing.occurrence),
    )


def _try(entry: HistoryEntry) -> TryView:
    result, attempt = entry.outcome.result, entry.attempt
    name = "error action" if attempt.action is ActionName.ERROR else f"try {attempt.attempt + 1}"
    return TryView(
        state="ok" if result.succeeded else "failed",
        word=name,
        at=entry.outcome.started_at,
        took=_took(entry),
        request=wire_request(result.request),
        answer=wire_answer(result.response),
        message=wording.seen(masking.text(result.message))[:2000],
    )


def _took(entry: HistoryEntry) -> str:
    return wording.took((entry.outcome.finished_at - entry.outcome.started_at).total_seconds())
