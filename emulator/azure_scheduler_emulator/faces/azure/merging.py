"""What does a PATCH change?

Members that are left out keep their value, at every depth: a PATCH of the recurrence kept its count and end time
(recorded). Null takes a member away (documented for the authentication); status, state and id cannot be taken away. An
address as answers show it, with its password masked, is the stored one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from azure_scheduler_emulator import masking
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.jobs.job import Job, JobDefinition, JobState
from azure_scheduler_emulator.domain.jobs.trigger import Recurring
from azure_scheduler_emulator.domain.recurrence.recurrence import Frequency
from azure_scheduler_emulator.faces.azure import reading, writing
from azure_scheduler_emulator.faces.azure.schema import load
from azure_scheduler_emulator.faces.azure.spelling import Spelling


def merge_job(job: Job, patch: Any, spelling: Spelling) -> tuple[JobDefinition, JobState]:
    """Return the definition and state of ``job`` after a ``patch`` document.

    Raises:
        InvalidError: the patch is malformed, or names what may not be changed (document of Update Job).
    """
    given = load(patch)
    named = {str(name).lower(): value for name, value in patch.items()}
    if "status" in named:
        raise InvalidError("The status of a job cannot be updated.")
    if "id" in named and given.get("id", "").casefold() != job.name.casefold():
        raise InvalidError(f"The job id '{given.get('id', '')}' does not match the job id of the request URI.")
    if "state" in named:
        if not given.get("state"):
            raise InvalidError("A job cannot be without a state.")
        reading.read_state(given["state"])
    current = {**writing.write_definition(job.definition, spelling, secrets=True), "state": job.state.value}
    if job.state.final:
        # Refused by the lifecycle, whatever the patch says.
        return job.definition, JobState.ENABLED
    return reading.read(merge(current, patch), years=spelling.years or _recurs_by_year(job))


def _recurs_by_year(job: Job) -> bool:
    trigger = job.definition.trigger
    return isinstance(trigger, Recurring) and trigger.recurrence.frequency is Frequency.YEAR


def merge(current: Any, patch: Any) -> Any:
    """Return ``current`` with the members of ``patch``, keys compared without case; null takes a member away."""
    if not isinstance(current, Mapping) or not isinstance(patch, Mapping):
        return current if _is_as_shown(current, patch) else patch
    keys = {str(key).lower(): key for key in current}
    if _is_another_kind(current, patch):
        return patch
    merged = dict(current)
    for name, value in patch.items():
        key = keys.get(str(name).lower(), name)
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = merge(merged.get(key), value)
    return merged


def _is_as_shown(current: Any, patch: Any) -> bool:
    """Tell whether a text is the stored address, as answers show it."""
    return isinstance(current, str) and current != patch and patch == masking.address(current)


def _is_another_kind(current: Mapping[str, Any], patch: Mapping[str, Any]) -> bool:
    """Tell whether a patch replaces an authentication by one of another type, of which nothing may be kept."""
    wanted = next((value for name, value in patch.items() if str(name).lower() == "type"), None)
    secretive = current.keys() & {"password", "secret", "sasKey"}
    return bool(secretive) and isinstance(wanted, str) and wanted.lower() != str(current.get("type")).lower()
