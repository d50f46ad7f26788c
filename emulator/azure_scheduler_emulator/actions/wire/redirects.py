"""Where does a redirected call go, and as what?

As the requests library follows redirects, since that is what the emulated service calls with (contract of the Seed
Scheduler, section 8: recorded for 302 and 307).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from azure_scheduler_emulator.actions.wire.transport import Answer, Call

#: The library's own limit.
MOST = 30
#: These keep the method and the body; after the others the call goes on as a GET without one.
_KEEPING = frozenset({307, 308})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_OF_THE_BODY = frozenset({"content-length", "content-type", "transfer-encoding"})


class TooManyRedirectsError(Exception):
    """A call was redirected more often than anybody follows."""


def follow(call: Call, send: Callable[[Call], Answer]) -> tuple[Call, Answer]:
    """Make ``call`` and go where its answers point; return the last call with its answer.

    Raises:
        TooManyRedirectsError: after 30 of them there is still another one.
    """
    for _ in range(MOST + 1):
        answer = send(call)
        location = answer.header("Location")
        if answer.status not in _REDIRECTS or not location:
            return call, answer
        call = _redirected(call, answer.status, urljoin(call.uri, location))
    raise TooManyRedirectsError(f"Exceeded {MOST} redirects.")


def _redirected(call: Call, status: int, uri: str) -> Call:
    headers = call.headers
    if _origin(uri) != _origin(call.uri):
        # Credentials are for the host they were given for.
        headers = tuple(pair for pair in headers if pair[0].lower() != "authorization")
        call = replace(call, certificate=None)
    if status in _KEEPING:
        return replace(call, uri=uri, headers=headers)
    headers = tuple(pair for pair in headers if pair[0].lower() not in _OF_THE_BODY)
    becomes_get = status != 301 or call.method == "POST"
    method = "GET" if becomes_get and call.method != "HEAD" else call.method
    return replace(call, uri=uri, method=method, headers=headers, body=b"")


def _origin(uri: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(uri)
    return parts.scheme, parts.hostname, parts.port
