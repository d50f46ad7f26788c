"""What is to be done for an attempt that was claimed? An order, which holds all that a performer needs."""

from __future__ import annotations

from collections.abc import Sequence

from azure_scheduler_emulator.domain.jobs.history import ActionName, Attempt, FireOrder
from azure_scheduler_emulator.domain.jobs.job import Job
from azure_scheduler_emulator.engine.memory import Memory
from azure_scheduler_emulator.runtime import Runtime
from azure_scheduler_emulator.storage import jobs
from azure_scheduler_emulator.storage.epochs import Epochs
from azure_scheduler_emulator.storage.store import Transaction


class Ordering:
    """Writes orders."""

    def __init__(self, runtime: Runtime, memory: Memory, epochs: Epochs) -> None:
        self._runtime = runtime
        self._memory = memory
        self._epochs = epochs

    def orders(self, tx: Transaction, known: dict[str, Job], claimed: Sequence[Attempt]) -> list[FireOrder]:
        """Return what is to be done for attempts; jobs that are not ``known`` are looked up, and known then."""
        if unknown := [item.job_id for item in claimed if item.job_id not in known]:
            known |= jobs.many(tx, unknown)
        self._memory.learn_collections(tx, {job.collection_id for job in known.values()})
        return [self._order(known[item.job_id], item) for item in claimed if item.job_id in known]

    def _order(self, job: Job, attempt: Attempt) -> FireOrder:
        scope, region = self._memory.place(job)
        action = job.definition.action
        if attempt.action is ActionName.ERROR and job.definition.error_action is not None:
            action = job.definition.error_action
        return FireOrder(
            action=action,
            attempt=attempt,
            job_name=job.name,
            collection_name=scope.collection,
            subscription=scope.subscription,
            tenant=scope.tenant,
            api=job.api,
            region=region,
            execution_tag=self._runtime.new_key(),
            client_request_id=self._runtime.new_id(),
            epoch=self._epochs.now,
            trace=job.definition.trace,
        )
