"""Where do web jobs stand in a list of jobs? Chosen and ordered as the database chooses and orders the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from azure_scheduler_emulator.storage.codec import to_micros
from azure_scheduler_emulator.storage.listing import (
    FAILED,
    NEVER,
    ORDERS,
    RETRYING,
    RUNNING,
    Doings,
    Edge,
    Row,
    Wanted,
)
from azure_scheduler_emulator.testbed.places import Place
from azure_scheduler_emulator.testbed.web_jobs import API, WebJob

#: What a row is ordered by; the same as the expressions of ``ORDERS``.
_VALUES: dict[str, Callable[[Row], int | str]] = {
    "next": lambda row: to_micros(row.next_due) if row.next_due else NEVER,
    "name": lambda row: row.name.casefold(),
    "last": lambda row: to_micros(row.last_execution) if row.last_execution else 0,
    "failures": lambda row: row.failures,
    "executions": lambda row: row.executions,
    "created": lambda row: to_micros(row.created_at),
}


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A job in a list."""

    row: Row
    place: Place
    doings: Doings


def fitting(web: Sequence[WebJob], wanted: Wanted) -> list[WebJob]:
    """Return the web jobs that are asked for."""
    return [each for each in web if _fits(each, wanted)]


def page(web: Sequence[WebJob], wanted: Wanted, sort: str, after: Edge | None) -> list[WebJob]:
    """Return the web jobs that are asked for and come after the edge of a page, with edges of their own."""
    name, falling = sort.removeprefix("-"), _falls(sort)
    found = []
    for each in fitting(web, wanted):
        edge = Edge(_VALUES[name](each.row), each.row.id)
        if after is None or _beyond(edge, after, falling):
            found.append(replace(each, row=replace(each.row, edge=edge)))
    return found


def merged(stored: Sequence[Shown], web: Sequence[Shown], sort: str) -> list[Shown]:
    """Return both in one order."""
    found = sorted((*stored, *web), key=lambda each: each.row.id)
    # Numbers or names, never both: it is one order.
    return sorted(found, key=lambda each: _sortable(each.row.edge.value), reverse=_falls(sort))


def _sortable(value: int | str) -> tuple[int, str]:
    return (value, "") if isinstance(value, int) else (0, value)


def _falls(sort: str) -> bool:
    return ORDERS[sort.removeprefix("-")][1] != sort.startswith("-")


def _beyond(edge: Edge, after: Edge, falling: bool) -> bool:
    mine, last = _sortable(edge.value), _sortable(after.value)
    return (mine < last if falling else mine > last) or (mine == last and edge.id > after.id)


def _fits(web_job: WebJob, wanted: Wanted) -> bool:
    row, doings = web_job.row, web_job.doings
    text = wanted.text.lower()
    texts = (row.name.casefold(), row.target.lower(), row.words.lower())
    if text and not any(text in each for each in texts) and text != row.id:
        return False
    if wanted.api not in ("", API) or wanted.subscription.lower() not in ("", API):
        return False
    if wanted.collection.casefold() not in ("", web_job.place.collection):
        return False
    return {
        "": True,
        FAILED: doings.last_status == "failed",
        RUNNING: doings.running > 0,
        RETRYING: False,
    }.get(wanted.state, row.state.value == wanted.state)
