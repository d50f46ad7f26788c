"""The application of the console: pages, their parts, and what forms do. All of it is made on the server."""

from __future__ import annotations

import logging
from urllib.parse import quote

from flask import Flask, Response, abort, make_response, redirect, request
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.wrappers import Response as AnyResponse

from azure_scheduler_emulator.console import asking, login, pages, stream
from azure_scheduler_emulator.console.actions import clock, faults, jobs, sinks, snapshots, state, traffic
from azure_scheduler_emulator.console.context import _KEY, Console, console
from azure_scheduler_emulator.console.guard import Guard
from azure_scheduler_emulator.console.rendering import base, page, prepare
from azure_scheduler_emulator.testbed.testbed import Testbed
from azure_scheduler_emulator.testbed.trouble import trouble

log = logging.getLogger(__name__)

#: What a page may load and send, and that no other page may hold it in a frame.
_CONTENT = "; ".join(
    (
        "default-src 'none'",
        *(f"{kind}-src 'self'" for kind in ("script", "style", "font", "img", "connect")),
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": _CONTENT,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
#: Form fields are few and short, but for a state that is put back.
MAX_BODY = 64 * 1024 * 1024
#: Who is asked for the token may load these.
_OPEN = ("/static/", "/login")


def create_app(testbed: Testbed) -> Flask:
    """Return the WSGI application of the console; its paths are below ``place.PREFIX``."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = MAX_BODY
    app.extensions[_KEY] = Console(testbed, Guard(testbed.settings))
    prepare(app)
    app.before_request(_let_in)
    app.after_request(_with_headers)
    app.register_error_handler(HTTPException, _failed)
    app.register_error_handler(Exception, _unexpected)
    app.add_url_rule("/static/<version>/<name>", "static", lambda version, name: console().assets.serve(version, name))
    for part in (pages, stream, asking, login, clock, faults, jobs, sinks, snapshots, state, traffic):
        app.register_blueprint(part.blueprint)
    return app


def _let_in() -> AnyResponse | None:
    """Send whoever has not shown the token to where it is asked for, and refuse forms that are not our own."""
    door = console().guard
    if not request.path.startswith(_OPEN) and not door.knows():
        return _ask_for_token()
    if refusal := door.refusal():
        abort(403, refusal)
    return None


def _ask_for_token() -> AnyResponse:
    if request.method == "GET" and "text/html" in request.headers.get("Accept", "") and not _by_script():
        wanted = request.full_path.rstrip("?")
        return redirect(f"{base()}/login?next={quote(wanted)}", 303)
    text = "The console demands the control token: --control-token (EMULATOR_CONTROL_TOKEN).\n"
    answer = make_response(text, 401)
    answer.content_type = "text/plain; charset=utf-8"
    if _by_script():
        # A page that is older than this process: there is no session of it any more.
        answer.headers["HX-Redirect"] = f"{base()}/login"
    else:
        answer.headers["WWW-Authenticate"] = 'Bearer, Basic realm="Azure Scheduler emulator"'
    return answer


def _by_script() -> bool:
    return "HX-Request" in request.headers


def _with_headers(answer: Response) -> Response:
    for name, value in _HEADERS.items():
        answer.headers[name] = value
    answer.headers.setdefault("Cache-Control", "no-store")
    return answer


def _unexpected(error: Exception) -> Response:
    if reason := trouble(error):
        # Not on a page: each of them shows what stands in the database. The browser asks again by itself.
        log.debug("a page could not be made", exc_info=error)
        again = {"Content-Type": "text/plain; charset=utf-8", "Refresh": "2", "Retry-After": "2"}
        return make_response(f"{reason}\n", 503, again)
    log.error("a page could not be made", exc_info=error)
    return _failed(InternalServerError("The emulator's log says why."))


def _failed(error: HTTPException) -> Response:
    """Say on a page of our own what went wrong."""
    words = {
        403: "Refused",
        404: "There is no such page",
        405: "That is not done this way",
        413: "That is too much",
    }
    code = error.code or 500
    if not console().guard.knows():
        return make_response(f"{error.description}\n", code, {"Content-Type": "text/plain; charset=utf-8"})
    return page("error.html", "", words.get(code, error.name), code, text=str(error.description or ""), code=code)
