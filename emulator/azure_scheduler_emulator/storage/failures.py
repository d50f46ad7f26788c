"""Where are the failures kept that a client may look at and have run again?

An occurrence that failed after all its retries, for jobs whose API has such a list. Kept as records, one kind for each
collection, with the job's name as second key.
"""

from __future__ import annotations

import json

from azure_scheduler_emulator.domain.jobs.history import Failure, HistoryEntry
from azure_scheduler_emulator.domain.jobs.job import Job
from azure_scheduler_emulator.storage import records
from azure_scheduler_emulator.storage.codec import dump, from_plain
from azure_scheduler_emulator.storage.store import Transaction


def add(tx: Transaction, job: Job, entry: HistoryEntry) -> None:
    """Keep the failure that ``entry`` tells of."""
    kind = _kind(job.collection_id)
    document = {"job": job.name, "entry": json.loads(dump(entry))}
    records.put(tx, kind, str(records.next_number(tx, kind)), document, job.name.casefold())


def of_collection(tx: Transaction, collection_id: str) -> list[Failure]:
    """Return the failures of a collection, oldest first."""
    return [
        Failure(
            int(record.key), collection_id, record.document["job"], from_plain(HistoryEntry, record.document["entry"])
        )
        for record in records.everything(tx, _kind(collection_id))
    ]


def delete(tx: Transaction, failure: Failure) -> None:
    """Forget a failure."""
    records.delete(tx, _kind(failure.collection_id), str(failure.number))


def delete_of_job(tx: Transaction, job: Job) -> None:
    """Forget the failures of a job."""
    records.delete_looked_up(tx, _kind(job.collection_id), job.name.casefold())


def _kind(collection_id: str) -> str:
    return f"failure {collection_id}"
