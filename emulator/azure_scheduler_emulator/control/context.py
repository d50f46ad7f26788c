"""What may the present request ask for?"""

from __future__ import annotations

import json
from typing import Any, cast

from flask import current_app, request

from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.testbed.testbed import Testbed


def testbed() -> Testbed:
    """Return what this application may ask for."""
    return cast("Testbed", current_app.extensions["testbed"])


def body() -> Any:
    """Return the JSON document that the present request brings.

    Raises:
        InvalidError: it brings none.
    """
    try:
        return json.loads(request.get_data())
    except (ValueError, RecursionError) as error:
        raise InvalidError(f"The body is no JSON: {error}.") from None
