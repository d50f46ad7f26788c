"""Who may open the console, and whose forms are its own?

The gateway has refused pages of other sites and foreign names by now. Here a write has to come from a page of this very
origin, port included, and to hold what only such a page can know; and where the control API demands its token, people
show it once and get a session, which lasts as long as the process. The token itself is kept nowhere.
"""

from __future__ import annotations

import hmac
import secrets
import threading
from collections import deque
from urllib.parse import urlsplit

from flask import request

from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.machine import monotonic
from azure_scheduler_emulator.testbed.access import same, shows_token

#: Only script of this origin can send it without the browser asking first (Fetch standard, CORS).
SCRIPT_HEADER = "X-Emulator-Console"
#: The member of a form that holds what only our own pages know.
FIELD = "csrf"
#: Tries to log in, by everybody together, within a second.
MOST_TRIES = 5
#: Sessions that are remembered; the oldest is forgotten.
_MOST_SESSIONS = 1_000
_SAFE = ("GET", "HEAD", "OPTIONS")


class Guard:
    """The sessions of one process, and the key that its forms are known by."""

    def __init__(self, settings: Settings) -> None:
        self._token = settings.control_token
        self._key = secrets.token_bytes(32)
        self._lock = threading.Lock()
        self._sessions: deque[str] = deque(maxlen=_MOST_SESSIONS)
        self._tries: deque[float] = deque(maxlen=MOST_TRIES)

    @property
    def asks(self) -> bool:
        """Whether there is anything to log in with."""
        return bool(self._token)

    @property
    def cookie(self) -> str:
        """Return the name of the session's cookie. Cookies know no ports, so the name has it."""
        return f"emulator_{request.environ.get('SERVER_PORT', '')}"

    def knows(self) -> bool:
        """Tell whether whoever sends the present request may see the console."""
        if not self._token or self._session() is not None:
            return True
        return shows_token(request.headers.get("Authorization", ""), self._token)

    def log_in(self, given: str) -> str | None:
        """Return a new session for whoever shows the token; None if that is not it.

        Raises:
            TooManyTriesError: there were too many tries within the last second.
        """
        with self._lock:
            if len(self._tries) == MOST_TRIES and monotonic() - self._tries[0] < 1:
                raise TooManyTriesError
            self._tries.append(monotonic())
        if not same(given, self._token):
            return None
        session = secrets.token_urlsafe(24)
        with self._lock:
            self._sessions.append(session)
        return session

    def log_out(self) -> None:
        """Forget the session of the present request."""
        session = self._session()
        with self._lock:
            if session is not None and session in self._sessions:
                self._sessions.remove(session)

    def seal(self) -> str:
        """Return what the forms of the present session hold."""
        return hmac.new(self._key, (self._session() or "").encode(), "sha256").hexdigest()

    def refusal(self) -> str:
        """Return why the present request may not change anything; empty if it may, or changes nothing."""
        if request.method in _SAFE:
            return ""
        if not _is_own():
            return "What changes something has to come from a page of the console itself; programs use the control API."
        if SCRIPT_HEADER in request.headers:
            return ""
        given = request.form.get(FIELD, "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), self.seal().encode()):
            return "The page is older than this emulator. Load it again, and do the same once more."
        return ""

    def _session(self) -> str | None:
        given = request.cookies.get(self.cookie, "")
        with self._lock:
            return given if given and given in self._sessions else None


class TooManyTriesError(Exception):
    """Somebody guesses."""


def _is_own() -> bool:
    """Tell whether the present request comes from a page of this scheme, host and port."""
    own = _origin(f"{request.scheme}://{request.host}")
    for header in ("Origin", "Referer"):
        if header in request.headers:
            return own is not None and _origin(request.headers[header]) == own
    return request.headers.get("Sec-Fetch-Site") == "same-origin"


def _origin(address: str) -> tuple[str, str, int] | None:
    try:
        parts = urlsplit(address)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
    except ValueError:
        return None
    return (parts.scheme, parts.hostname, port) if parts.hostname else None
