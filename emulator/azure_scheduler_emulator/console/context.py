"""What does every route of the console need?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from flask import current_app

from azure_scheduler_emulator.console.assets import Assets
from azure_scheduler_emulator.console.guard import Guard
from azure_scheduler_emulator.console.notices import Notices
from azure_scheduler_emulator.testbed.testbed import Testbed

_KEY = "console"


@dataclass(frozen=True)
class Console:
    """One console, for as long as its process."""

    testbed: Testbed
    guard: Guard
    assets: Assets = field(default_factory=Assets)
    notices: Notices = field(default_factory=Notices)


def console() -> Console:
    """Return the console that the present request is for."""
    return cast("Console", current_app.extensions[_KEY])


def testbed() -> Testbed:
    """Return the emulator as tests see it."""
    return console().testbed
