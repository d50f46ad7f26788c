"""Jobs of a snapshot, which is what ``GET /_emulator/state`` answers: every API's, with their secrets and progress."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.jobs.action import WebJobAction
from azure_scheduler_emulator.domain.jobs.job import JobDefinition, JobState
from azure_scheduler_emulator.domain.jobs.webjob import WebJobTask
from azure_scheduler_emulator.domain.tenant import AZURE, JobScope
from azure_scheduler_emulator.domain.time.moment import parse
from azure_scheduler_emulator.export.job import ExportedJob, Timing
from azure_scheduler_emulator.storage.codec import from_plain


def is_snapshot(document: Any) -> bool:
    """Tell whether a document is one."""
    return isinstance(document, Mapping) and isinstance(document.get("jobs"), list) and "collections" in document


def clock_of(document: Mapping[str, Any]) -> datetime | None:
    """Return the moment at which a snapshot's virtual clock stood, or None if it had none."""
    clock = document.get("clock")
    return parse(str(clock["now"])) if isinstance(clock, Mapping) and clock.get("now") else None


def read(document: Mapping[str, Any], now: datetime) -> Iterator[ExportedJob]:
    """Yield the jobs.

    Raises:
        InvalidError: the snapshot does not fit.
    """
    try:
        scopes = _scopes(document)
        for row in document["jobs"]:
            definition: JobDefinition = from_plain(JobDefinition, row["definition"])
            if not isinstance(definition.action, WebJobAction) or definition.action.task is WebJobTask.RUN:
                yield _job(row, definition, scopes[row["collection_id"]], now)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InvalidError(f"The snapshot does not fit: {type(error).__name__} at {error}.") from error


def _scopes(document: Mapping[str, Any]) -> dict[str, JobScope]:
    groups = {row["id"]: row["document"]["name"] for row in document["cloud_services"]}
    return {
        row["id"]: JobScope.stored(row["subscription"], groups[row["cloud_service_id"]], row["document"]["name"])
        for row in document["collections"]
    }


def _job(row: Mapping[str, Any], definition: JobDefinition, scope: JobScope, now: datetime) -> ExportedJob:
    trigger, anchor, state = definition.trigger, parse(row["anchor"]), JobState(row["state"])
    due = parse(row["next_due"]) if row.get("next_due") else None
    if due is None and not state.final:
        # A job that is disabled has no next occurrence; exported is what it would have.
        due = trigger.first(anchor, now)
    left = None
    if trigger.count is not None:
        left = trigger.count - (row["occurrences"] - row["occurrences_before"])
        due = due if left > 0 else None
    azure = scope.tenant.api == AZURE
    return ExportedJob(
        name=row["name"],
        api=scope.tenant.api,
        place=(scope.group, scope.collection) if azure else (scope.tenant.api, scope.group),
        definition=definition,
        timing=Timing(trigger=trigger, anchor=anchor, since=now, first=due, left=left),
        enabled=state is JobState.ENABLED and not row["suspended"],
    )
