"""What does the engine remember about jobs and collections, so that it need not ask for each attempt?"""

from __future__ import annotations

from collections.abc import Sequence

from azure_scheduler_emulator.domain.jobs.history import ActionName
from azure_scheduler_emulator.domain.jobs.job import Job
from azure_scheduler_emulator.domain.tenant import JobScope
from azure_scheduler_emulator.engine.lanes import NOBODY, lane_of
from azure_scheduler_emulator.storage import collections, jobs
from azure_scheduler_emulator.storage.attempts import Waiting
from azure_scheduler_emulator.storage.store import Transaction

#: How many collections are remembered for the orders of their jobs, and for how many actions whom they call.
COLLECTIONS, LANES = 10_000, 100_000
#: Jobs that are looked up at once.
_MANY = 500

#: Of a job whose collection has just gone.
_NOWHERE = (JobScope("", "", ""), "")


class Memory:
    """What was learnt. Worth nothing when what is stored is exchanged."""

    def __init__(self) -> None:
        self._places: dict[str, tuple[JobScope, str]] = {}
        self._lanes: dict[tuple[str, ActionName], str] = {}

    def clear(self) -> None:
        """Forget everything."""
        self._places.clear()
        self._lanes.clear()

    def place(self, job: Job) -> tuple[JobScope, str]:
        """Return the scope of a job whose collection was learnt, and its region."""
        return self._places.get(job.collection_id, _NOWHERE)

    def lane(self, attempt: Waiting) -> str:
        """Return the lane of an attempt that was learnt."""
        return self._lanes.get((attempt.job_id, attempt.action), NOBODY)

    def learn_collections(self, tx: Transaction, ids: set[str]) -> None:
        """Look up the collections not met before: their names and regions never change, and ids are not used again."""
        unknown = [collection_id for collection_id in ids if collection_id not in self._places]
        if unknown:
            if len(self._places) > COLLECTIONS:
                self._places.clear()
            for group, collection in collections.with_groups(tx, unknown):
                scope = JobScope.stored(collection.subscription, group.name, collection.name)
                self._places[collection.id] = scope, collection.region

    def learn_lanes(self, tx: Transaction, waiting: Sequence[Waiting]) -> None:
        """Look up whom the attempts call. A job that was redefined since is put right when it is claimed."""
        if len(self._lanes) > LANES:
            self._lanes.clear()
        unknown = list({item.job_id for item in waiting if (item.job_id, item.action) not in self._lanes})
        for start in range(0, len(unknown), _MANY):
            for job in jobs.peek(tx, unknown[start : start + _MANY]).values():
                definition = job.definition
                self._lanes[job.id, ActionName.MAIN] = lane_of(definition.action)
                self._lanes[job.id, ActionName.ERROR] = lane_of(definition.error_action or definition.action)
