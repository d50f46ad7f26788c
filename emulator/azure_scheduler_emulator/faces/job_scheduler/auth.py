"""Whose jobs are these?

The document says that a job belongs to an account and not how one shows whose. Here the user name of HTTP Basic is the
account, or the X-API-Key for clients that cannot do Basic; passwords and keys are not checked (decision 24).
"""

from __future__ import annotations

import base64
from collections.abc import Mapping

from azure_scheduler_emulator.config import named
from azure_scheduler_emulator.faces.application import explain
from azure_scheduler_emulator.faces.job_scheduler.errors import ApiError

#: The account of the document's examples: everybody's when the API is open.
EVERYBODY = "example"
MAX_NAME = 150


def authenticate(headers: Mapping[str, str], *, open_mode: bool) -> str:
    """Return the account that a request is made for.

    Raises:
        ApiError: 401, when it names none.
    """
    if open_mode:
        return EVERYBODY
    account = headers.get("X-Api-Key", "").strip() or _basic(headers.get("Authorization", ""))
    if not account or len(account) > MAX_NAME:
        explain(
            "Neither the user name of HTTP Basic nor X-API-Key names an account of 1 to "
            f"{MAX_NAME} characters; {named('job_scheduler_auth')} open asks for none."
        )
        raise ApiError(401, "Name your account.", {"WWW-Authenticate": 'Basic realm="job-scheduler"'})
    return account


def _basic(header: str) -> str:
    scheme, _, credentials = header.partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        pair = base64.b64decode(credentials.strip(), validate=True)
    except ValueError:  # not base64, or not even ASCII
        return ""
    try:
        return pair.decode().partition(":")[0]
    except UnicodeDecodeError:
        return pair.decode("latin-1").partition(":")[0]
