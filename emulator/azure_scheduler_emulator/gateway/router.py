"""Which face answers this request?"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from azure_scheduler_emulator.control.app import PREFIX
from azure_scheduler_emulator.control.app import create_app as create_control_app
from azure_scheduler_emulator.control.guard import refuse
from azure_scheduler_emulator.dashboard.app import PREFIX as DASHBOARD
from azure_scheduler_emulator.dashboard.app import create_app as create_dashboard
from azure_scheduler_emulator.faces.face import Face
from azure_scheduler_emulator.gateway.recording import Recorded, Recorder, dated
from azure_scheduler_emulator.gateway.registry import FACES
from azure_scheduler_emulator.gateway.unclaimed import Unclaimed
from azure_scheduler_emulator.service.services import Services
from azure_scheduler_emulator.testbed.testbed import Testbed

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Router:
    """A WSGI application that hands each request to the first face that claims it."""

    def __init__(
        self,
        faces: Iterable[tuple[Face, WSGIApplication]],
        recorder: Recorder,
        control: WSGIApplication | None = None,
        dashboard: WSGIApplication | None = None,
    ) -> None:
        self._faces = tuple(faces)
        self._control = control
        self._dashboard = dashboard
        self._now = recorder.clock.now
        self._nobody = Recorded(Unclaimed((face for face, _ in self._faces), recorder.addresses), "", recorder)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        path = environ.get("PATH_INFO", "")
        if self._dashboard is not None and (path == DASHBOARD or path.startswith(f"{DASHBOARD}/")):
            return _below(DASHBOARD, self._dashboard, environ, start_response)
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


def applications(
    services: Services, testbed: Testbed, recorder: Recorder, *, lazy: bool = False
) -> tuple[WSGIApplication, WSGIApplication]:
    """Return the applications of the TLS listener, which has every face, and of the plain one.

    ``lazy`` faces are made when they are first asked: a test mostly uses one of them.

    Raises:
        InvalidError: the settings of a face make no sense.
    """
    faces = _recorded(services, recorder, lazy=lazy)
    plain = [(face, app) for face, app in faces if face.plain]
    return Router(faces, recorder), Router(plain, recorder, *_own(testbed))


def everything(services: Services, testbed: Testbed, recorder: Recorder) -> WSGIApplication:
    """Return one application with every face and the control API, for a server that has one listener."""
    return Router(_recorded(services, recorder), recorder, *_own(testbed))


def _recorded(services: Services, recorder: Recorder, *, lazy: bool = False) -> list[tuple[Face, WSGIApplication]]:
    made: list[tuple[Face, WSGIApplication]] = []
    for face in FACES:
        if not face.enabled(services.settings):
            continue
        app = Lazy(partial(face.create_app, services)) if lazy else face.create_app(services)
        made.append((face, Recorded(app, face.name, recorder)))
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


def _own(testbed: Testbed) -> tuple[WSGIApplication, WSGIApplication]:
    """Return the control API and the dashboard, which is for those only who may use the control API."""
    dashboard = create_dashboard(testbed)
    dashboard.before_request(lambda: refuse(testbed.settings))
    return create_control_app(testbed), dashboard
