"""Which jobs are there? A page of a list, with what it leaves out in numbers."""

from __future__ import annotations

import base64
import binascii
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from azure_scheduler_emulator.domain.errors import ConflictError, InvalidError
from azure_scheduler_emulator.storage import collections, listing
from azure_scheduler_emulator.storage.listing import ORDERS, STATES, Doings, Edge, Row, Wanted
from azure_scheduler_emulator.storage.store import Store, Transaction
from azure_scheduler_emulator.testbed import merging
from azure_scheduler_emulator.testbed.merging import Shown
from azure_scheduler_emulator.testbed.places import NOWHERE, Place
from azure_scheduler_emulator.testbed.web_jobs import API, WebJob, WebJobs

__all__ = ["MOST", "ORDERS", "STATES", "Doings", "JobList", "JobLists", "Place", "Row", "Shown", "Wanted"]

#: Jobs that one page holds, if nobody says otherwise, and at most.
USUAL, MOST = 50, 500
#: Jobs that something can be done with at a time.
MOST_AT_A_TIME = 10_000


EVERY_JOB = Wanted()


@dataclass(frozen=True, kw_only=True)
class JobList:
    """A page."""

    jobs: Sequence[Shown]
    #: How many jobs fit in all.
    total: int
    #: How many there would be of each state, whichever was asked for.
    states: Mapping[str, int]
    #: How many there would be of each API, whichever was asked for.
    apis: Mapping[str, int]
    #: What to ask for the next page by; empty if this is the last.
    next: str


class JobLists:
    """Looks for jobs."""

    def __init__(self, store: Store, web_jobs: WebJobs) -> None:
        self._store = store
        self._web_jobs = web_jobs

    def take(
        self, wanted: Wanted = EVERY_JOB, *, sort: str = "next", top: int = USUAL, after: str = "", skip: int = 0
    ) -> JobList:
        """Return a page; ``after`` is what the one before said.

        Raises:
            InvalidError: there is no such state or order, or ``after`` is not of this order.
        """
        _check(wanted, sort)
        edge = _read(after, sort) if after else None
        web = self._web_jobs.all()
        stored = replace(wanted, but=API) if web else wanted
        beside = merging.page(web, wanted, sort, edge)
        with self._store.read() as tx:
            numbers = _Numbers.take(tx, stored, web)
            if beside:
                # They stand anywhere among the others: what is left out is left out of both together.
                rows = listing.page(tx, stored, sort, skip + top + 1, edge)
                shown = merging.merged(_shown(tx, rows), [_of(each) for each in beside], sort)[skip:]
            else:
                shown = _shown(tx, listing.page(tx, stored, sort, top + 1, edge, skip))
        more = len(shown) > top
        return JobList(
            jobs=shown[:top],
            total=numbers.total,
            states=numbers.states,
            apis=numbers.apis,
            next=_word(shown[top - 1].row.edge, sort) if more else "",
        )

    def ids(self, wanted: Wanted) -> list[str]:
        """Return the identities of all jobs that fit.

        Raises:
            InvalidError: there is no such state.
            ConflictError: they are more than something can be done with at a time.
        """
        _check(wanted, "next")
        web = self._web_jobs.all()
        with self._store.read() as tx:
            found = listing.ids(tx, replace(wanted, but=API) if web else wanted, MOST_AT_A_TIME + 1)
        found += [each.row.id for each in merging.fitting(web, wanted)]
        if len(found) > MOST_AT_A_TIME:
            raise ConflictError(f"More than {MOST_AT_A_TIME} jobs fit; narrow the filter.")
        return found

    def named(self, ids: Sequence[str]) -> list[Shown]:
        """Return those of the jobs that there are, in no order."""
        with self._store.read() as tx:
            found = _shown(tx, listing.of(tx, ids))
        if len(found) < len(ids):
            found += [_of(each) for each in self._web_jobs.all() if each.row.id in ids]
        return found


@dataclass(frozen=True)
class _Numbers:
    total: int
    states: Mapping[str, int]
    apis: Mapping[str, int]

    @classmethod
    def take(cls, tx: Transaction, wanted: Wanted, web: Sequence[WebJob]) -> _Numbers:
        """Count with one query what a page leaves out; with another one if a state is asked for that is none."""
        own = wanted.state in ("", "enabled", "disabled", "completed", "faulted")
        counted = listing.count(tx, replace(wanted, api="", state="" if own else wanted.state))
        for each in merging.fitting(web, replace(wanted, api="", state="" if own else wanted.state)):
            place = each.row.api, each.row.state.value
            counted[place] = counted.get(place, 0) + 1
        states: Counter[str] = Counter()
        apis: Counter[str] = Counter()
        for (api, state), number in counted.items():
            if wanted.api in ("", api) or (wanted.api == listing.AZURE and api.startswith(listing.AZURE)):
                states[state] += number
            if wanted.state in ("", state) or not own:
                apis[api] += number
        total = states[wanted.state] if own and wanted.state else states.total()
        return cls(total, dict(states), dict(apis))


def _of(web_job: WebJob) -> Shown:
    return Shown(row=web_job.row, place=web_job.place, doings=web_job.doings)


def _shown(tx: Transaction, rows: Sequence[Row]) -> list[Shown]:
    found = collections.with_groups(tx, list({row.collection_id for row in rows}))
    places = {
        collection.id: Place(
            subscription=collection.subscription,
            group=group.name,
            collection=collection.name,
            collection_id=collection.id,
        )
        for group, collection in found
    }
    doings = listing.doings(tx, [row.id for row in rows])
    return [
        Shown(row=row, place=places.get(row.collection_id, NOWHERE), doings=doings.get(row.id, Doings()))
        for row in rows
    ]


def _check(wanted: Wanted, sort: str) -> None:
    if wanted.state and wanted.state not in STATES:
        raise InvalidError(f"There is no state '{wanted.state}': {', '.join(STATES)}.")
    if sort.removeprefix("-") not in ORDERS:
        raise InvalidError(f"There is no order '{sort}': {', '.join(ORDERS)}, each with a minus before it.")


def _word(edge: Edge, sort: str) -> str:
    """Return where a page ends, in a word that tells nobody anything."""
    return base64.urlsafe_b64encode(json.dumps([sort, edge.value, edge.id]).encode()).decode().rstrip("=")


def _read(word: str, sort: str) -> Edge:
    try:
        order, value, identity = json.loads(base64.urlsafe_b64decode(word + "=" * (-len(word) % 4)))
    except (ValueError, TypeError, binascii.Error, RecursionError):
        order, value, identity = "", "", ""
    kind = str if sort.endswith("name") else int
    if order != sort or type(value) is not kind or not isinstance(identity, str):
        raise InvalidError("'after' is not what the page before said, in this order.")
    if isinstance(value, int) and abs(value) >= 2**63:
        raise InvalidError("'after' is not what the page before said, in this order.")
    return Edge(value, identity)
