"""Which face answers this request?"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from azure_scheduler_emulator.bootstrap import Emulator
from azure_scheduler_emulator.control.app import PREFIX
from azure_scheduler_emulator.control.app import create_app as create_control_app
from azure_scheduler_emulator.control.guard import refuse
from azure_scheduler_emulator.dashboard.app import PREFIX as WEB_PREFIX
from azure_scheduler_emulator.dashboard.app import create_app as create_web_app
from azure_scheduler_emulator.faces import azure_arm, azure_classic, job_scheduler, kudu, seed_scheduler
from azure_scheduler_emulator.faces.face import Face
from azure_scheduler_emulator.gateway.recording import Observed, dated

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: Every emulated API, in the order in which they are asked. A new face is one line here.
FACES: tuple[Face, ...] = (azure_classic.FACE, azure_arm.FACE, seed_scheduler.FACE, job_scheduler.FACE, kudu.FACE)

_NOT_FOUND = (
    b"No emulated API claims this address. The control API is at /_emulator/openapi.json on the plain listener.\n"
)


class Router:
    """A WSGI application that hands each request to the first face that claims it."""

    def __init__(
        self,
        faces: Iterable[tuple[Face, WSGIApplication]],
        emulator: Emulator,
        control: WSGIApplication | None = None,
        web: WSGIApplication | None = None,
    ) -> None:
        self._faces = tuple(faces)
        self._control = control
        self._web = web
        self._now = emulator.runtime.clock.now
        self._nobody = Observed(_not_found, "", emulator)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        path = environ.get("PATH_INFO", "")
        if self._web is not None and (path == WEB_PREFIX or path.startswith(f"{WEB_PREFIX}/")):
            return _below(WEB_PREFIX, self._web, environ, start_response)
        if self._control is not None and (path == PREFIX or path.startswith(f"{PREFIX}/")):
            return _below(PREFIX, self._control, environ, self._dated(start_response))
        host = environ.get("HTTP_HOST", "")
        for face, app in self._faces:
            if face.claims(host, path):
                return app(environ, start_response)
        query = environ.get("QUERY_STRING", "")
        adopted = next((app for face, app in self._faces if face.adopts(query)), self._nobody)
        return adopted(environ, start_response)

    def _dated(self, start_response: StartResponse) -> StartResponse:
        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            return start_response(status, dated(headers, self._now), *rest)

        return start


def _below(
    prefix: str, app: WSGIApplication, environ: WSGIEnvironment, start_response: StartResponse
) -> Iterable[bytes]:
    """Let an application answer whose paths begin below ``prefix``."""
    environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + prefix
    environ["PATH_INFO"] = environ["PATH_INFO"][len(prefix) :] or "/"
    return app(environ, start_response)


def _not_found(_environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(_NOT_FOUND)))]
    start_response("404 Not Found", headers)
    return [_NOT_FOUND]


def applications(emulator: Emulator, *, lazy: bool = False) -> tuple[WSGIApplication, WSGIApplication]:
    """Return the applications of the TLS listener, which has every face, and of the plain one.

    ``lazy`` faces are made when they are first asked: a test mostly uses one of them.

    Raises:
        InvalidError: the settings of a face make no sense.
    """
    faces = _observed(emulator, lazy=lazy)
    plain = [(face, app) for face, app in faces if face.plain]
    return Router(faces, emulator), Router(plain, emulator, *_own(emulator))


def everything(emulator: Emulator) -> WSGIApplication:
    """Return one application with every face and the control API, for a server that has one listener."""
    return Router(_observed(emulator), emulator, *_own(emulator))


def _observed(emulator: Emulator, *, lazy: bool = False) -> list[tuple[Face, WSGIApplication]]:
    made: list[tuple[Face, WSGIApplication]] = []
    for face in FACES:
        if not face.enabled(emulator.settings):
            continue
        app = Lazy(partial(face.create_app, emulator)) if lazy else face.create_app(emulator)
        made.append((face, Observed(app, face.name, emulator)))
    return made


class Lazy:
    """A WSGI application that is made when it is first asked."""

    def __init__(self, make: Callable[[], WSGIApplication]) -> None:
        self._make = make
        self._app: WSGIApplication | None = None
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if self._app is None:
            with self._lock:
                self._app = self._app or self._make()
        return self._app(environ, start_response)


def _own(emulator: Emulator) -> tuple[WSGIApplication, WSGIApplication]:
    """Return the control API and the dashboard, which is for those only who may use the control API."""
    web = create_web_app(emulator)
    web.before_request(lambda: refuse(emulator.settings))
    return create_control_app(emulator), web
