"""Which emulator does the present request control?"""

from __future__ import annotations

from flask import current_app

from azure_scheduler_emulator.bootstrap import Emulator


def emulator() -> Emulator:
    """Return the emulator that this application controls."""
    found: Emulator = current_app.extensions["emulator"]
    return found
