"""Is it the database that an error comes from? Then it says so, whoever asked for what."""

from __future__ import annotations

from azure_scheduler_emulator.engine.condition import said
from azure_scheduler_emulator.storage.store import FAILURES


def trouble(error: Exception) -> str:
    """Return why the database cannot be asked at present; empty if that is not what an error says."""
    return f"The database does not answer: {said(error)}" if isinstance(error, FAILURES) else ""
