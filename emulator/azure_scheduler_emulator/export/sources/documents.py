"""Jobs as their definitions: what clients send and what answers show, of the classic API and of Resource Manager."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from azure_scheduler_emulator.domain.jobs.job import JobState
from azure_scheduler_emulator.domain.jobs.trigger import Recurring
from azure_scheduler_emulator.domain.tenant import AZURE
from azure_scheduler_emulator.export.job import ExportedJob, Timing
from azure_scheduler_emulator.faces.azure.reading import read as read_job

_MINUTE = timedelta(minutes=1)
#: Said of a job that is defined without a start.
STARTS = "The job has no start time: it is taken to begin at the next whole minute after the export."


def member(document: Any, name: str) -> Any:
    """Return a member by its name in any casing, or None."""
    if not isinstance(document, Mapping):
        return None
    return next((value for key, value in document.items() if str(key).lower() == name.lower()), None)


def is_definition(document: Any) -> bool:
    """Tell whether a document is a job: it has an action, be it among properties."""
    return isinstance(member(document, "action"), Mapping) or isinstance(
        member(member(document, "properties"), "action"), Mapping
    )


def read(document: Mapping[str, Any], now: datetime, name: str, place: tuple[str, ...] = ()) -> Iterator[ExportedJob]:
    """Yield the job of a document; ``name`` is what it is called where it does not say so itself.

    Raises:
        InvalidError: it is no job that the service would have taken.
    """
    inner = document if isinstance(member(document, "action"), Mapping) else member(document, "properties")
    names = str(member(document, "name") or member(inner, "id") or name).split("/")
    yield job(inner, now, names[-1], place or tuple(names[:-1][-1:]))


def job(document: Any, now: datetime, name: str, place: tuple[str, ...], notes: tuple[str, ...] = ()) -> ExportedJob:
    """Return the job of a definition.

    Raises:
        InvalidError: it is no job that the service would have taken.
    """
    definition, state = read_job({key: item for key, item in document.items() if key.lower() != "status"}, years=True)
    trigger = definition.trigger
    begins = now + (-_past(now) % _MINUTE)
    anchor = trigger.anchor(begins, timedelta(0))
    left = trigger.count
    done = member(member(document, "status"), "executionCount")
    if left is not None and isinstance(trigger, Recurring) and isinstance(done, int):
        notes = (
            (*notes, f"count: of {left} occurrences, {done} attempts had been made; all are taken to be left.")
            if done
            else notes
        )
    if isinstance(trigger, Recurring) and trigger.start is None:
        notes = (*notes, STARTS)
    return ExportedJob(
        name=name,
        api=AZURE,
        place=place,
        definition=definition,
        timing=Timing(
            trigger=trigger,
            anchor=anchor,
            since=now,
            first=None if state.final else trigger.first(anchor, begins if trigger.count == 1 else now),
            left=left,
        ),
        enabled=state is JobState.ENABLED,
        notes=notes,
    )


def _past(moment: datetime) -> timedelta:
    return timedelta(seconds=moment.second, microseconds=moment.microsecond)
