"""What happens to those whom the guard refuses, and to pages of other sites that it lets in?

The latter need headers of leave in every answer (CORS: Fetch standard, 3.3), and an answer to the browser's question
before the request proper.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from azure_scheduler_emulator.faces.incoming import Incoming
from azure_scheduler_emulator.gateway.guard import Guard

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: Answers a refusal, given its reason, in the words of whoever was asked.
Refuse = Callable[[Mapping[str, Any], str], "WSGIApplication"]

#: How long a browser may remember its leave, in seconds.
REMEMBERED = "600"


class Gate:
    """A WSGI application behind a guard."""

    def __init__(self, app: WSGIApplication, guard: Guard, refuse: Refuse) -> None:
        self._app = app
        self._guard = guard
        self._refuse = refuse

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        reason = self._guard.refusal(environ)
        if reason is not None:
            Incoming.explain(environ, reason)
            return self._refuse(environ, reason)(environ, start_response)
        origin = environ.get("HTTP_ORIGIN")
        if origin is None or not self._guard.admits(origin):
            return self._app(environ, start_response)
        leave = _leave(origin, credentials=not self._guard.everyone)
        if environ["REQUEST_METHOD"] == "OPTIONS" and "HTTP_ACCESS_CONTROL_REQUEST_METHOD" in environ:
            start_response("204 No Content", [*leave, *_more_leave(environ)])
            return []
        return self._app(environ, _with(start_response, leave))


def _with(start_response: StartResponse, more: list[tuple[str, str]]) -> StartResponse:
    def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        return start_response(status, [*headers, *more], *rest)

    return start


def _leave(origin: str, *, credentials: bool) -> list[tuple[str, str]]:
    headers = [
        ("Access-Control-Allow-Origin", origin),
        ("Access-Control-Expose-Headers", "Location, Retry-After, ETag, Date, x-ms-request-id"),
        ("Vary", "Origin"),
    ]
    if credentials:
        headers.append(("Access-Control-Allow-Credentials", "true"))
    return headers


def _more_leave(environ: Mapping[str, Any]) -> list[tuple[str, str]]:
    headers = [
        ("Access-Control-Allow-Methods", environ["HTTP_ACCESS_CONTROL_REQUEST_METHOD"]),
        ("Access-Control-Max-Age", REMEMBERED),
    ]
    if wanted := environ.get("HTTP_ACCESS_CONTROL_REQUEST_HEADERS"):
        headers.append(("Access-Control-Allow-Headers", wanted))
    if "HTTP_ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK" in environ:
        headers.append(("Access-Control-Allow-Private-Network", "true"))
    return headers
