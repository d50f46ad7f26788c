"""Which face answers this request?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from emulator.bootstrap import Emulator
from emulator.control.app import PREFIX
from emulator.control.app import create_app as create_control_app
from emulator.faces import azure_arm, azure_classic, job_scheduler, kudu, seed_scheduler
from emulator.faces.face import Face

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: Every emulated API, in the order in which they are asked. A new face is one line here.
FACES: tuple[Face, ...] = (azure_classic.FACE, azure_arm.FACE, seed_scheduler.FACE, job_scheduler.FACE, kudu.FACE)

_NOT_FOUND = (
    b"No emulated API claims this address. The control API is at /_emulator/openapi.json on the plain listener.\n"
)


class Router:
    """A WSGI application that hands each request to the first face that claims it."""

    def __init__(self, faces: Iterable[tuple[Face, WSGIApplication]], control: WSGIApplication | None = None) -> None:
        self._faces = tuple(faces)
        self._control = control

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        path = environ.get("PATH_INFO", "")
        if self._control is not None and (path == PREFIX or path.startswith(f"{PREFIX}/")):
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + PREFIX
            environ["PATH_INFO"] = path[len(PREFIX) :] or "/"
            return self._control(environ, start_response)
        host = environ.get("HTTP_HOST", "")
        for face, app in self._faces:
            if face.claims(host, path):
                return app(environ, start_response)
        headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(_NOT_FOUND)))]
        start_response("404 Not Found", headers)
        return [_NOT_FOUND]


def applications(emulator: Emulator) -> tuple[WSGIApplication, WSGIApplication]:
    """Return the applications of the TLS listener, which has every face, and of the plain one."""
    faces = _applications(emulator)
    plain = [(face, app) for face, app in faces if face.plain]
    return Router(faces), Router(plain, create_control_app(emulator))


def everything(emulator: Emulator) -> WSGIApplication:
    """Return one application with every face and the control API, for a server that has one listener."""
    return Router(_applications(emulator), create_control_app(emulator))


def _applications(emulator: Emulator) -> list[tuple[Face, Any]]:
    return [(face, face.create_app(emulator)) for face in FACES if face.enabled(emulator.settings)]
