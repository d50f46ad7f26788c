"""What may the present request ask for?"""

from __future__ import annotations

from typing import cast

from flask import current_app

from azure_scheduler_emulator.testbed.testbed import Testbed


def testbed() -> Testbed:
    """Return what this application may ask for."""
    return cast("Testbed", current_app.extensions["testbed"])
