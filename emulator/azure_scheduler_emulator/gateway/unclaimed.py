"""What is said to a request that no API claims? Where else it would be answered, if anywhere."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import quote

from azure_scheduler_emulator.config import named
from azure_scheduler_emulator.control.place import PREFIX
from azure_scheduler_emulator.faces.face import Face
from azure_scheduler_emulator.faces.incoming import Incoming
from azure_scheduler_emulator.gateway.registry import FACES
from azure_scheduler_emulator.testbed.addresses import Addresses

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_NOBODY = "No emulated API claims this address."
_CONTROL = (
    "The control API is at /_emulator/openapi.json on the plain listener; "
    f"under WSGI only with {named('control_token')}."
)


class Unclaimed:
    """A WSGI application that answers 404, and why."""

    def __init__(self, served: Iterable[Face], addresses: Addresses) -> None:
        """Take the faces that answer beside it."""
        self._served = frozenset(face.name for face in served)
        self._addresses = addresses

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        elsewhere = self._elsewhere(environ.get("HTTP_HOST", ""), environ.get("PATH_INFO", ""))
        Incoming.of(environ).reason = f"{_NOBODY} {elsewhere}".rstrip()
        body = " ".join(filter(None, (_NOBODY, elsewhere, _CONTROL))).encode() + b"\n"
        headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))]
        start_response("404 Not Found", headers)
        return [body]

    def _elsewhere(self, host: str, path: str) -> str:
        if (path == PREFIX or path.startswith(f"{PREFIX}/")) and self._addresses.http:
            return f"The control API is not served by https, but at {self._addresses.http}{PREFIX}."
        face = next((each for each in FACES if each.name not in self._served and each.claims(host, path)), None)
        if face is None:
            return ""
        if face.setting:
            return f"{face.title} would, but it is off unless asked for: {named(face.setting)}."
        address = f"{self._addresses.https}{quote(path.encode('latin-1', 'replace'), safe='/:@=')}"
        return f"{face.title} does, by https only: {address if self._addresses.https else 'on the TLS listener'}."
