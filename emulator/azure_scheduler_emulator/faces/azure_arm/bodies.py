"""How is the body of a request read that may be a template? As leniently as Resource Manager did."""

from __future__ import annotations

from typing import Any

from flask import request

from azure_scheduler_emulator import lenient_json
from azure_scheduler_emulator.faces.azure_arm.errors import ArmError

#: What Resource Manager takes of a template.
MAX_TEMPLATE = 4 * 1024 * 1024


def read_text() -> str:
    """Return the text of the present request's body.

    Raises:
        ArmError: it is no text.
    """
    request.max_content_length = MAX_TEMPLATE
    try:
        return request.get_data().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise unreadable("The body is not encoded in UTF-8.") from error


def read_json() -> Any:
    """Return the document of the present request's body.

    Raises:
        ArmError: it is no JSON, not even in the lenient sense.
    """
    try:
        return lenient_json.loads(read_text())
    except ValueError as error:
        raise unreadable(str(error)) from error


def unreadable(why: str) -> ArmError:
    """Return the error for a body that cannot be read, in the recorded words."""
    message = f"The request content was invalid and could not be deserialized: '{why}'."
    return ArmError(400, "InvalidRequestContent", message, gateway=True)
