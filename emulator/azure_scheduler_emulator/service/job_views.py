"""What may clients read of jobs, whichever API they ask through?"""

from __future__ import annotations

from azure_scheduler_emulator.clock import Clocks
from azure_scheduler_emulator.domain.jobs.history import Failure, HistoryEntry
from azure_scheduler_emulator.domain.jobs.job import Job
from azure_scheduler_emulator.domain.tenant import JobScope
from azure_scheduler_emulator.service.places import find_place, require_job, require_place
from azure_scheduler_emulator.service.requests import Listed, Page, Stored
from azure_scheduler_emulator.storage import failures, history, jobs
from azure_scheduler_emulator.storage.store import Store

EVERYTHING = Page(top=None)


class JobViews:
    """The jobs of the job collections, and what became of them."""

    def __init__(self, store: Store, clocks: Clocks) -> None:
        self._store = store
        self._clocks = clocks

    def find(self, scope: JobScope, name: str) -> Job | None:
        """Return the job of that name in any casing, or None if there is none, or no place for it yet."""
        with self._store.read() as tx:
            place = find_place(tx, scope)
            return None if place is None else jobs.find(tx, place[1].id, name)

    def get(self, scope: JobScope, name: str) -> Stored:
        """Return a job.

        Raises:
            NotFoundError: it, or its collection, does not exist.
        """
        with self._store.read() as tx:
            group, collection = require_place(tx, scope, self._clocks.of(scope.tenant).now())
            return Stored(group=group, collection=collection, job=require_job(tx, collection, name))

    def all_of(self, scope: JobScope) -> list[Job]:
        """Return every job of a scope by name; none if there is no place for them yet."""
        with self._store.read() as tx:
            place = find_place(tx, scope)
            return [] if place is None else jobs.of_collection(tx, place[1].id)

    def search(self, scope: JobScope, page: Page) -> Listed:
        """Return the jobs of a collection by name.

        Raises:
            NotFoundError: the collection does not exist.
        """
        with self._store.read() as tx:
            group, collection = require_place(tx, scope, self._clocks.of(scope.tenant).now())
            found = jobs.of_collection(tx, collection.id, state=page.state, skip=page.skip, top=page.top)
        return Listed(group=group, collection=collection, jobs=found)

    def history(self, scope: JobScope, name: str, page: Page = EVERYTHING) -> tuple[Stored, list[HistoryEntry]]:
        """Return a job and its finished attempts, newest first.

        Raises:
            NotFoundError: the job, or its collection, does not exist.
        """
        with self._store.read() as tx:
            group, collection = require_place(tx, scope, self._clocks.of(scope.tenant).now())
            job = require_job(tx, collection, name)
            found = history.of_job(tx, job.id, status=page.status, job_state=page.state, skip=page.skip, top=page.top)
        return Stored(group=group, collection=collection, job=job), found

    def failures(self, scope: JobScope) -> list[Failure]:
        """Return the failures kept for a scope, oldest first."""
        with self._store.read() as tx:
            place = find_place(tx, scope)
            return [] if place is None else failures.of_collection(tx, place[1].id)
