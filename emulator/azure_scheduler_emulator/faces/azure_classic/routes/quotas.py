"""The plan and quota of a job collection, as its two representations share them."""

from __future__ import annotations

from azure_scheduler_emulator.domain.azure.collection import UNIT, JobCollection, MaxRecurrence, Quota
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.faces.azure_classic.xml import Content, Node


def intrinsic_settings(collection: JobCollection) -> Content:
    """Write the plan, and the quota if the client set one."""
    return {"Plan": collection.plan.value, "Quota": _write(collection.quota) if collection.quota else None}


def read_quota(node: Node | None) -> Quota | None:
    """Return the quota of a request, None if it has none.

    Raises:
        InvalidError: a number is none, or a frequency unknown.
    """
    if node is None:
        return None
    recurrence = node.child("MaxRecurrence")
    quota = Quota(
        max_job_count=_number(node, "MaxJobCount"),
        max_job_occurrence=_number(node, "MaxJobOccurrence"),
        max_recurrence=_recurrence(recurrence) if recurrence else None,
    )
    return None if quota == Quota() else quota


def _write(quota: Quota) -> Content:
    recurrence = quota.max_recurrence
    return {
        "MaxJobCount": quota.max_job_count,
        "MaxJobOccurrence": quota.max_job_occurrence,
        "MaxRecurrence": {"Frequency": recurrence.frequency, "Interval": recurrence.interval} if recurrence else None,
    }


def _recurrence(node: Node) -> MaxRecurrence | None:
    frequency, interval = node.text("Frequency") or "", _number(node, "Interval")
    if not frequency and not interval:
        return None
    if frequency.lower() not in UNIT:
        raise InvalidError(f"The frequency '{frequency}' of the quota is not valid.")
    return MaxRecurrence(frequency=frequency.capitalize(), interval=interval)


def _number(node: Node, name: str) -> int | None:
    text = node.text(name)
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise InvalidError(f"The value '{text}' of '{name}' is not valid.")
    return int(text)
