"""What is in the body of a request? JSON or a form; anything else is refused (recorded)."""

from __future__ import annotations

import json
from typing import Any

from flask import request

from azure_scheduler_emulator.faces.seed_scheduler.errors import invalid, unparsable, unsupported

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class Form(dict[str, Any]):
    """The fields of a form. A checkbox that is not ticked is not sent, and nothing can be null."""


def body() -> dict[str, Any]:
    """Return the fields in the body; none for an empty one.

    Raises:
        ApiError: 415 for another media type, 400 for malformed JSON and for JSON that is no object.
    """
    content_type = request.headers.get("Content-Type", "")
    media = content_type.partition(";")[0].strip().lower()
    if media in _FORMS:
        return Form({name: values[-1] for name, values in request.form.lists()})
    raw = request.get_data()
    if not raw:
        return {}
    if media != "application/json":
        # Without a type the real server's WSGI layer supplies this one.
        raise unsupported(content_type or "text/plain")
    document = _parsed(raw, request.mimetype_params.get("charset", "utf-8"))
    if not isinstance(document, dict):
        kind = type(document).__name__
        raise invalid({"non_field_errors": [f"Invalid data. Expected a dictionary, but got {kind}."]})
    return document


def _parsed(raw: bytes, charset: str) -> Any:
    try:
        return json.loads(raw.decode(charset), parse_constant=_no_constant)
    except RecursionError:
        raise unparsable("it is nested too deeply") from None
    except ValueError as error:
        raise unparsable(str(error)) from error


def _no_constant(name: str) -> None:
    raise ValueError(f"Out of range float values are not JSON compliant: {name!r}")
