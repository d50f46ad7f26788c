"""How is a delivery shown that failed six times? With the words of the requests library, as was meant."""

from __future__ import annotations

import uuid
from http import HTTPStatus
from typing import Any

from azure_scheduler_emulator.domain.jobs.history import Failure, HistoryEntry
from azure_scheduler_emulator.faces.seed_scheduler.context import url
from azure_scheduler_emulator.faces.seed_scheduler.fields import shown


def write(failure: Failure) -> dict[str, Any]:
    """Return a failed task as it is shown."""
    attempt = failure.entry.attempt
    return {
        "url": url("failed-tasks", failure.number),
        "id": failure.number,
        "schedule": url("schedule", failure.job_name),
        # A task keeps its id over all its retries.
        "task_id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{attempt.job_id}/{attempt.occurrence}")),
        "initiated_at": shown(attempt.due_at),
        "reason": _reason(failure.entry),
    }


def _reason(entry: HistoryEntry) -> str:
    result = entry.outcome.result
    status = result.response.get("status")
    if not isinstance(status, int):
        return str(result.response.get("error") or result.message)
    side = "Client" if status < 500 else "Server"
    phrase = HTTPStatus(status).phrase if status in set(HTTPStatus) else ""
    return f"{status} {side} Error: {phrase} for url: {result.response.get('uri', result.request.get('uri'))}"
