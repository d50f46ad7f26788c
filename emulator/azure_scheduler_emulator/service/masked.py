"""What does a client mean that puts back what an answer showed? The stored secret where the answer had a mask."""

from __future__ import annotations

from dataclasses import replace

from azure_scheduler_emulator import masking
from azure_scheduler_emulator.domain.jobs.action import Action, HttpAction
from azure_scheduler_emulator.domain.jobs.job import JobDefinition


def unmasked(given: JobDefinition, stored: JobDefinition) -> JobDefinition:
    """Return the ``given`` definition with its addresses as ``stored``, where they are those that answers show."""
    error_action = given.error_action and _unmasked(given.error_action, stored.error_action)
    return replace(given, action=_unmasked(given.action, stored.action), error_action=error_action)


def _unmasked(given: Action, stored: Action | None) -> Action:
    if isinstance(given, HttpAction) and isinstance(stored, HttpAction) and given.uri == masking.address(stored.uri):
        return replace(given, uri=stored.uri)
    return given
