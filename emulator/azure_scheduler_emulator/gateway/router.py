"""Which face answers this request?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.console.place import PREFIX as CONSOLE
from azure_scheduler_emulator.console.place import RESTORE
from azure_scheduler_emulator.control.place import MAX_BODY as CONTROL_BODY
from azure_scheduler_emulator.control.place import MAX_STATE, PREFIX, STATE
from azure_scheduler_emulator.control.token import lets_in
from azure_scheduler_emulator.faces.face import MAX_BODY, Face
from azure_scheduler_emulator.gateway.gate import Gate
from azure_scheduler_emulator.gateway.guard import Guard, guard_of_control, guard_of_faces
from azure_scheduler_emulator.gateway.lazy import Lazy
from azure_scheduler_emulator.gateway.recording import Recorded, Recorder, dated
from azure_scheduler_emulator.gateway.registry import FACES
from azure_scheduler_emulator.gateway.unclaimed import Unclaimed
from azure_scheduler_emulator.http.waiting import take_time
from azure_scheduler_emulator.service.services import Services

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from azure_scheduler_emulator.testbed.testbed import Testbed


#: Where a person begins who knows no more than the port.
_FRONT_DOORS = ("/", PREFIX, f"{PREFIX}/")


class Router:
    """A WSGI application that hands each request to the first face that claims it."""

    def __init__(
        self,
        faces: Iterable[tuple[Face, WSGIApplication]],
        recorder: Recorder,
        guard: Guard,
        services: Services,
        control: WSGIApplication | None = None,
        console: WSGIApplication | None = None,
    ) -> None:
        self._faces = tuple(faces)
        self._services = services
        self._control = control
        self._console = console
        self._now = recorder.clock.now
        nobody = Unclaimed((face for face, _ in self._faces), recorder.addresses)
        self._nobody = Recorded(Gate(nobody, guard, _refuse), "", recorder)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        path = environ.get("PATH_INFO", "")
        if self._console is not None and path in _FRONT_DOORS and _is_visit(environ):
            return _lead_to_console(environ, start_response)
        if self._console is not None and (path == CONSOLE or path.startswith(f"{CONSOLE}/")):
            take_time(environ)
            return _below(CONSOLE, self._console, environ, start_response)
        if self._control is not None and (path == PREFIX or path.startswith(f"{PREFIX}/")):
            # What tests ask may take as long as a month of virtual time.
            take_time(environ)
            return _below(PREFIX, self._control, environ, self._dated(start_response))
        host = environ.get("HTTP_HOST", "")
        for face, app in self._faces:
            if face.claims(host, path):
                if face.takes_time(path):
                    take_time(environ)
                return app(environ, start_response)
        query = environ.get("QUERY_STRING", "")
        adopted = next((app for face, app in self._faces if face.adopts(query)), self._nobody)
        return adopted(environ, start_response)

    def limit(self, host: str, path: str, authorization: str) -> tuple[int, int]:
        """Return how many bytes the body of a request may have, which nobody has looked at yet, and how many are kept.

        Of who will be refused little is kept, so that the refusal is still the face's own.
        """
        services = self._services
        if self._console is not None and path.startswith(f"{CONSOLE}/"):
            # Whose session it is stands in a cookie, which nobody has looked at yet: forms are small.
            trusted = path == f"{CONSOLE}{RESTORE}" and lets_in(services.settings, authorization)
            most = CONTROL_BODY if trusted else MAX_BODY
            return most, most
        if self._control is not None and (path == PREFIX or path.startswith(f"{PREFIX}/")):
            most = MAX_STATE if path == f"{PREFIX}{STATE}" else CONTROL_BODY
            return most, most if lets_in(services.settings, authorization) else 0
        face = next((face for face, _ in self._faces if face.claims(host, path)), None)
        if face is None or face.max_body <= MAX_BODY:
            most = MAX_BODY if face is None else face.max_body
            return most, most
        return face.max_body, face.max_body if face.trusts(services, authorization) else MAX_BODY

    def _dated(self, start_response: StartResponse) -> StartResponse:
        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            return start_response(status, dated(headers, self._now), *rest)

        return start


def _is_visit(environ: Mapping[str, Any]) -> bool:
    """Tell whether a person looks in with a browser, and not a client."""
    return environ["REQUEST_METHOD"] in ("GET", "HEAD") and "text/html" in environ.get("HTTP_ACCEPT", "")


def _lead_to_console(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    to = f"{environ.get('SCRIPT_NAME', '')}{CONSOLE}/"
    start_response("303 See Other", [("Location", to), ("Content-Length", "0"), ("Vary", "Accept")])
    return []


def _below(
    prefix: str, app: WSGIApplication, environ: WSGIEnvironment, start_response: StartResponse
) -> Iterable[bytes]:
    """Let an application answer whose paths begin below ``prefix``."""
    environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + prefix
    environ["PATH_INFO"] = environ["PATH_INFO"][len(prefix) :] or "/"
    return app(environ, start_response)


def _refuse(_environ: Mapping[str, Any], reason: str) -> WSGIApplication:
    def answer(_environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        text = f"{reason}\n".encode("utf-8", "replace")
        headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(text)))]
        start_response("403 Forbidden", headers)
        return [text]

    return answer


def applications(services: Services, testbed: Callable[[], Testbed], recorder: Recorder) -> tuple[Router, Router]:
    """Return the applications of the TLS listener, which has every face, and of the plain one.

    Raises:
        InvalidError: the settings of a face make no sense.
    """
    guard = _guard(services)
    faces = _guarded(services, recorder, guard)
    plain = [(face, app) for face, app in faces if face.plain]
    return Router(faces, recorder, guard, services), Router(
        plain, recorder, guard, services, *_own(services.settings, testbed)
    )


def everything(services: Services, testbed: Callable[[], Testbed], recorder: Recorder) -> Router:
    """Return one application with every face, for a server that has one listener.

    Whoever reaches that server, through a proxy perhaps, reaches everything: the control API is there only for those
    who have its token, and not at all without one.
    """
    guard = _guard(services)
    own = _own(services.settings, testbed) if services.settings.control_token else ()
    return Router(_guarded(services, recorder, guard), recorder, guard, services, *own)


def _guard(services: Services) -> Guard:
    return guard_of_faces(services.settings, [name for face in FACES for name in face.hosts])


def _guarded(services: Services, recorder: Recorder, guard: Guard) -> list[tuple[Face, WSGIApplication]]:
    made: list[tuple[Face, WSGIApplication]] = []
    for face in FACES:
        if not face.enabled(services.settings):
            continue
        lazy = face.waits_for_requests(services.settings)
        app = Lazy(partial(face.create_app, services)) if lazy else face.create_app(services)
        made.append((face, Recorded(Gate(app, guard, face.refuse), face.name, recorder)))
    return made


def _own(settings: Settings, testbed: Callable[[], Testbed]) -> tuple[WSGIApplication, WSGIApplication]:
    """Return the control API, and the console, which is for those only who may use the control API."""
    # Pages of other origins may ask the control API where the settings say so. The console is for its own pages.
    own = replace(guard_of_control(settings, links=True), origins=frozenset())
    return (
        Gate(Lazy(partial(_control, testbed)), guard_of_control(settings), _problem),
        Gate(Lazy(partial(_console, testbed)), own, _problem),
    )


def _control(testbed: Callable[[], Testbed]) -> WSGIApplication:
    from azure_scheduler_emulator.control.app import create_app

    return create_app(testbed())


def _console(testbed: Callable[[], Testbed]) -> WSGIApplication:
    from azure_scheduler_emulator.console.app import create_app

    return create_app(testbed())


def _problem(_environ: Mapping[str, Any], reason: str) -> WSGIApplication:
    from azure_scheduler_emulator.control.problems import problem

    return problem(403, reason)
