"""What is kept of a job in words? What it does and when, made from its definition whenever that is stored."""

from __future__ import annotations

from datetime import datetime

from azure_scheduler_emulator import masking
from azure_scheduler_emulator.domain.jobs import outlook, target
from azure_scheduler_emulator.domain.jobs.history import HistoryEntry
from azure_scheduler_emulator.domain.jobs.job import JobDefinition
from azure_scheduler_emulator.storage.codec import UNREADABLE, from_micros, load


def words(definition: JobDefinition, anchor: datetime) -> dict[str, str]:
    """Return the columns, secrets masked."""
    return {
        "target": _storable(masking.text(target.describe(definition.action))),
        "words": _storable(outlook.words(definition.trigger, anchor)),
    }


def _storable(text: str) -> str:
    """Return a text without what no database takes: half a surrogate pair, which JSON may hold, and NUL."""
    return text.encode("utf-8", "replace").decode().replace("\0", "?")


def told(definition: str, anchor: int) -> dict[str, str]:
    """Return the columns of a row; without words if it cannot be read."""
    try:
        return words(load(JobDefinition, definition), from_micros(anchor))
    except UNREADABLE:
        return {"target": "", "words": ""}


def told_of_try(document: str) -> dict[str, str | int]:
    """Return the columns of an entry of the history that its document holds too."""
    try:
        attempt = load(HistoryEntry, document).attempt
    except UNREADABLE:
        return {"occurrence": 0, "action": ""}
    return {"occurrence": attempt.occurrence, "action": attempt.action.value}
