"""What of Flask does no face use? Sessions, coroutines, subdomains, and a second look at headers that are right.

Each is an override of a method or attribute that Flask documents for that, and spares a tenth of a request together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from flask import Flask, Request, Response
from flask.sessions import NullSession, SessionInterface
from werkzeug.datastructures import Headers
from werkzeug.routing import MapAdapter
from werkzeug.wsgi import ClosingIterator

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

#: What these answer with has no body, and werkzeug knows what follows from that.
_BODILESS = frozenset({"204", "304"})


class _NoSessions(SessionInterface):
    """No face has sessions."""

    _none = NullSession()

    def open_session(self, *_: object, **__: object) -> NullSession:
        return self._none

    def is_null_session(self, *_: object, **__: object) -> bool:
        return True


class LeanFlask(Flask):
    """Flask for the applications of the faces, whose views are functions and whose hosts do not matter."""

    session_interface = _NoSessions()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return ``func``: none of them is a coroutine."""
        return func

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Return what matches the path of a request, whatever its host."""
        if request is None:
            return None
        environ = request.environ
        return MapAdapter(
            self.url_map,
            environ.get("HTTP_HOST", ""),
            environ.get("SCRIPT_NAME", ""),
            "",
            environ["wsgi.url_scheme"],
            request.path,
            environ["REQUEST_METHOD"],
            environ.get("QUERY_STRING", ""),
        )


def with_headers(response: Response, stamped: Mapping[str, str]) -> Response:
    """Return a response with headers that we make ourselves, each instead of the one of that name, in its place.

    As ``Headers.update`` does it, but looking through the headers once and not once for each.
    """
    left = {name.lower(): value for name, value in stamped.items()}
    names = {name.lower(): name for name in stamped}
    headers = []
    for name, value in response.headers:
        key = name.lower()
        if key not in names:
            headers.append((name, value))
        elif key in left:
            headers.append((names[key], left.pop(key)))
    headers += [(names[key], value) for key, value in left.items()]
    response.headers = Headers(headers)
    return response


class Answer(Response):
    """An answer whose headers are sent as they are, where it knows its own length."""

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Send it."""
        whole = isinstance(self.response, list) and "Content-Length" in self.headers
        if not whole or environ["REQUEST_METHOD"] == "HEAD" or self.status[:3] in _BODILESS:
            return super().__call__(environ, start_response)
        start_response(self.status, self.headers.to_wsgi_list())
        body: Any = self.response
        return ClosingIterator(body, self.close) if self._on_close else body
