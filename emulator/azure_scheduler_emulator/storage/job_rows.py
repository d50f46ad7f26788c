"""How is a job written as a row, and read from one?"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import Row

from azure_scheduler_emulator.domain.jobs.job import Job, JobDefinition, JobState, JobStatus
from azure_scheduler_emulator.storage.codec import (
    UNREADABLE,
    dump,
    from_micros,
    load,
    optional_micros,
    optional_moment,
    to_micros,
)
from azure_scheduler_emulator.storage.store import Transaction


def columns(job: Job) -> dict[str, Any]:
    """Return the columns of a job but its identity and its clock, which are written once."""
    # Here, because nobody waits for READY until there is a job.
    from azure_scheduler_emulator.storage import wording

    return {
        **wording.words(job.definition, job.anchor),
        "api": job.api,
        "collection_id": job.collection_id,
        "name_key": job.name.casefold(),
        "name": job.name,
        "definition": dump(job.definition),
        "state": job.state.value,
        "suspended": job.suspended,
        "anchor": to_micros(job.anchor),
        "occurrences_before": job.occurrences_before,
        "created_at": to_micros(job.created_at),
        **progress(job),
    }


def progress(job: Job) -> dict[str, Any]:
    """Return the columns that running a job changes, but its state."""
    return {
        "next_due": optional_micros(job.next_due),
        "occurrences": job.occurrences,
        "open_occurrences": job.open_occurrences,
        "executions": job.status.executions,
        "failures": job.status.failures,
        "faults": job.status.faults,
        "last_execution": optional_micros(job.status.last_execution),
        "finished_at": optional_micros(job.finished_at),
    }


@lru_cache(maxsize=4096)
def _definition(text: str) -> JobDefinition:
    """Decode a definition. A job that fires again and again is read again and again, and values are immutable."""
    return load(JobDefinition, text)


def readable(tx: Transaction, rows: Iterable[Row[Any]]) -> list[Job]:
    """Return the jobs of rows, without those that cannot be read."""
    found = []
    for row in rows:
        try:
            found.append(job_of(row))
        except UNREADABLE as error:
            tx.skip(f"the job {row.name}", error)
    return found


def job_of(row: Row[Any]) -> Job:
    """Return the job of a row; raises one of UNREADABLE if it cannot be read."""
    return Job(
        id=row.id,
        collection_id=row.collection_id,
        clock=row.clock,
        name=row.name,
        definition=_definition(row.definition),
        state=JobState(row.state),
        suspended=bool(row.suspended),
        anchor=from_micros(row.anchor),
        next_due=optional_moment(row.next_due),
        occurrences=row.occurrences,
        occurrences_before=row.occurrences_before,
        open_occurrences=row.open_occurrences,
        status=JobStatus(
            executions=row.executions,
            failures=row.failures,
            faults=row.faults,
            last_execution=optional_moment(row.last_execution),
        ),
        created_at=from_micros(row.created_at),
        finished_at=optional_moment(row.finished_at),
        api=row.api,
    )
