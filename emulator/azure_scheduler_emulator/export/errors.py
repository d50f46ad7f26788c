"""What can go wrong on the way out?"""

from __future__ import annotations

from azure_scheduler_emulator.domain.errors import EmulatorError


class RefusalError(EmulatorError):
    """A target cannot have a job at all; the message is the reason, a sentence of the report."""
