"""How is a finished attempt shown?

Contract, section 8: of 4783 recorded rows those that succeeded have no status, the default of its enumeration.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from azure_scheduler_emulator.domain.jobs.history import ActionName, AttemptStatus, HistoryEntry
from azure_scheduler_emulator.domain.time import moment

HISTORY_TYPE = "Microsoft.Scheduler/jobCollections/jobs/history"
#: The last tick of .NET's DateTime, and the largest number of 64 bits with a sign.
_LAST_TICK = 3155378975999999999
_LARGEST = 9223372036854775807
_DAY_ONE = datetime(1, 1, 1, tzinfo=UTC)


def write(job_id: str, job_name: str, entry: HistoryEntry) -> dict[str, Any]:
    """Return a row of the history of the job with that id and name."""
    attempt, outcome = entry.attempt, entry.outcome
    properties = {
        "startTime": moment.render(outcome.started_at),
        "endTime": moment.render(outcome.finished_at),
        "expectedExecutionTime": moment.render(attempt.expected_at),
        "status": entry.status.value if entry.status is AttemptStatus.FAILED else None,
        "message": outcome.result.message,
        "retryCount": attempt.attempt,
        "repeatCount": attempt.occurrence,
        "actionName": attempt.action.value,
    }
    key = row_key(entry)
    return {
        "id": f"{job_id}/history/{key}",
        "type": HISTORY_TYPE,
        "name": f"{job_name}/{key}",
        "properties": {name: value for name, value in properties.items() if value is not None},
    }


def row_key(entry: HistoryEntry) -> str:
    """Return the name of a row: the time left when it started, so that the newest sort first, and a number.

    The service numbered rows as it served them; here the number is the attempt's own, so that a row keeps its name.
    """
    attempt = entry.attempt
    ticks = (entry.outcome.started_at - _DAY_ONE) // timedelta(microseconds=1) * 10
    number = (attempt.occurrence << 6) | (attempt.attempt << 1) | (attempt.action is ActionName.ERROR)
    return f"{_LAST_TICK - ticks:020}:{_LARGEST - number:020}"
