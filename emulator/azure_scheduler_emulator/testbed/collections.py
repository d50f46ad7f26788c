"""Which job collections are there, and do their jobs run?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from azure_scheduler_emulator.clock import Clocks
from azure_scheduler_emulator.domain.azure.collection import CloudService, CollectionState, JobCollection
from azure_scheduler_emulator.domain.errors import CollectionNotFoundError, ConflictError
from azure_scheduler_emulator.domain.tenant import JobScope
from azure_scheduler_emulator.service.collections import CollectionProperties, Collections
from azure_scheduler_emulator.service.progress import collection_now
from azure_scheduler_emulator.service.requests import Change
from azure_scheduler_emulator.storage import collections, listing
from azure_scheduler_emulator.storage.store import Store, Transaction

#: Collections that one page holds at most.
MOST = 1000


@dataclass(frozen=True, kw_only=True)
class Held:
    """A job collection with what is in it."""

    group: CloudService
    #: As clients see it.
    collection: JobCollection
    #: How many jobs there are in it of each state that occurs.
    jobs: Mapping[str, int]

    @property
    def scope(self) -> JobScope:
        """Return where its jobs are."""
        return JobScope.stored(self.collection.subscription, self.group.name, self.collection.name)


class CollectionTools:
    """Looks at job collections of every API, and stops and starts Azure's."""

    def __init__(self, store: Store, service: Collections, clocks: Clocks) -> None:
        self._store = store
        self._service = service
        self._clocks = clocks

    def take(self, *, subscription: str = "", skip: int = 0, top: int = MOST) -> list[Held]:
        """Return a page of job collections by subscription, group and name; those that are gone are none."""
        with self._store.read() as tx:
            found = collections.page(tx, subscription=subscription.lower(), skip=skip, top=min(top, MOST))
            numbers = listing.in_collections(tx)
            held = [self._held(tx, group, collection, numbers) for group, collection in found]
        return [each for each in held if each is not None]

    def get(self, collection_id: str) -> Held:
        """Return a job collection.

        Raises:
            CollectionNotFoundError: there is none.
        """
        with self._store.read() as tx:
            found = collections.with_groups(tx, [collection_id])
            held = self._held(tx, *found[0], listing.in_collections(tx)) if found else None
        if held is None:
            raise CollectionNotFoundError(f"There is no job collection '{collection_id}'.")
        return held

    def set_state(self, collection_id: str, state: CollectionState) -> Held:
        """Start or stop a job collection: its jobs run, or do not.

        Raises:
            CollectionNotFoundError: there is none.
            ConflictError: it is of an API that knows no such thing, or an operation on it is in progress.
        """
        scope = self.get(collection_id).scope
        if scope.made_on_use:
            raise ConflictError(f"What {scope.subscription} keeps its jobs in cannot be stopped.")
        change = Change(tenant=scope.tenant, now=self._clocks.of(scope.tenant).now())
        self._service.change(change, scope, lambda stored: _in_state(stored, state))
        return self.get(collection_id)

    def _held(
        self, tx: Transaction, group: CloudService, stored: JobCollection, numbers: Mapping[str, Mapping[str, int]]
    ) -> Held | None:
        scope = JobScope.stored(stored.subscription, group.name, stored.name)
        found = collection_now(tx, stored, self._clocks.of(scope.tenant).now())
        if found is None:
            return None
        return Held(group=group.shown, collection=found.shown, jobs=numbers.get(stored.id, {}))


def _in_state(stored: JobCollection, state: CollectionState) -> CollectionProperties:
    kept = CollectionProperties(
        plan=stored.plan, quota=stored.quota, state=stored.state, region=stored.region, tags=stored.tags
    )
    return replace(kept, state=state)
