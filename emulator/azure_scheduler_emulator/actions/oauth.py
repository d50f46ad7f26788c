"""How does a call get the bearer token of an application?

By the client credentials grant of Azure Active Directory's first endpoint, which takes the audience as ``resource``
(contract of the Resource Manager face, section 4). ``--map login.microsoftonline.com=URL`` redirects it.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from urllib.parse import quote, urlencode

from azure_scheduler_emulator.actions.wire.errors import CallError, WebStatus
from azure_scheduler_emulator.actions.wire.status_names import status_name
from azure_scheduler_emulator.actions.wire.transport import Answer, Call, Sends
from azure_scheduler_emulator.domain.jobs.authentication import ActiveDirectoryOAuth
from azure_scheduler_emulator.machine import monotonic

AUTHORITY = "login.microsoftonline.com"
#: Seconds before its expiry from which a token is no longer used.
MARGIN = 300.0
#: Seconds that a token is good for when the authority does not say: what Azure's are.
USUAL_LIFE = 3600.0


class Tokens:
    """Gets tokens, and keeps each until shortly before it expires. One object serves every thread."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        """``now`` tells the seconds that pass for the authority: real ones, whatever the emulator's clock says."""
        self._now = now
        self._kept: dict[ActiveDirectoryOAuth, tuple[str, float]] = {}
        self._lock = threading.Lock()

    def get(self, application: ActiveDirectoryOAuth, wire: Sends) -> str:
        """Return a token of an ``application``; raises CallError when the authority gives none."""
        with self._lock:
            token, until = self._kept.get(application, ("", 0.0))
        if token and self._now() < until:
            return token
        token, life = _ask(application, wire)
        with self._lock:
            # A life shorter than the margin is used for its first half.
            self._kept[application] = (token, self._now() + max(life - MARGIN, life / 2))
        return token

    def forget(self, application: ActiveDirectoryOAuth) -> None:
        """Drop the token of an ``application``, because a target refused it."""
        with self._lock:
            self._kept.pop(application, None)


def _ask(application: ActiveDirectoryOAuth, wire: Sends) -> tuple[str, float]:
    try:
        return _read(wire.send(_request(application)))
    except CallError as error:
        reason = str(error).removeprefix(f"{error.status} ")
        raise CallError(error.status, f"'{AUTHORITY}' gave no access token: {reason}") from error


def _request(application: ActiveDirectoryOAuth) -> Call:
    form = {
        "grant_type": "client_credentials",
        "client_id": application.client_id,
        "client_secret": application.secret,
        "resource": application.audience,
    }
    return Call(
        method="POST",
        uri=f"https://{AUTHORITY}/{quote(application.tenant, safe='', errors='replace')}/oauth2/token",
        headers=(("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "application/json")),
        body=urlencode(form, errors="replace").encode(),
    )


def _read(answer: Answer) -> tuple[str, float]:
    """Return the token and its life in seconds."""
    if not 200 <= answer.status <= 299:
        text = f"The remote server returned an error: ({answer.status}) {status_name(answer.status)}."
        raise CallError(WebStatus.REFUSED, text)
    try:
        document = json.loads(answer.body)
        token, life = str(document["access_token"]), float(document.get("expires_in", USUAL_LIFE))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise CallError(WebStatus.PROTOCOL, "The answer holds no access token.") from error
    return token, life
