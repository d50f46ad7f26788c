"""How large may a job be?

Numbers: contract of the classic API, section 11.1 (documentation of the limits, December 2015).
"""

from __future__ import annotations

from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.jobs.action import HttpAction

JOB_BYTES = 16 * 1024
URI_CHARACTERS = 2048
HEADER_COUNT = 50
HEADER_CHARACTERS = 4096
BODY_CHARACTERS = 8192


def check_size(body: bytes) -> None:
    """Refuse a job whose document is too large.

    Raises:
        InvalidError: it is.
    """
    if len(body) > JOB_BYTES:
        raise InvalidError(f"The job is larger than the maximum size of {JOB_BYTES} bytes.")


def check_request(action: HttpAction) -> None:
    """Refuse an HTTP action that is beyond the limits.

    Raises:
        InvalidError: it is.
    """
    if len(action.uri) > URI_CHARACTERS:
        raise InvalidError(f"The request URI is longer than {URI_CHARACTERS} characters.")
    if len(action.headers) > HEADER_COUNT:
        raise InvalidError(f"The request has more than {HEADER_COUNT} headers.")
    if sum(len(name) + len(value) for name, value in action.headers) > HEADER_CHARACTERS:
        raise InvalidError(f"The request headers have more than {HEADER_CHARACTERS} characters.")
    if action.body is not None and len(action.body) > BODY_CHARACTERS:
        raise InvalidError(f"The request body has more than {BODY_CHARACTERS} characters.")
