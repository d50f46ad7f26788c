"""How does a person show the control token? Once, in a form."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from azure_scheduler_emulator.console.context import console
from azure_scheduler_emulator.console.guard import TooManyTriesError
from azure_scheduler_emulator.console.rendering import base, fragment

blueprint = Blueprint("login", __name__)


@blueprint.get("/login")
def ask() -> AnyResponse:
    """Ask for the token, or send on whoever has shown it."""
    if console().guard.knows():
        return redirect(_wanted(), 303)
    return _form("")


@blueprint.post("/login")
def take() -> AnyResponse:
    """Take the token."""
    try:
        session = console().guard.log_in(request.form.get("token", ""))
    except TooManyTriesError:
        answer = _form("Too many tries. Wait a second.", 429)
        answer.headers["Retry-After"] = "1"
        return answer
    if session is None:
        return _form("That is not the token of this emulator.", 401)
    sent_on = redirect(_wanted(), 303)
    sent_on.set_cookie(console().guard.cookie, session, path=base(), httponly=True, samesite="Strict")
    return sent_on


@blueprint.post("/logout")
def leave() -> AnyResponse:
    """Forget the session."""
    console().guard.log_out()
    return redirect(f"{base()}/login", 303)


def _form(problem: str, status: int = 200) -> Response:
    return make_response(fragment("login.html", problem=problem, wanted=request.args.get("next", "")), status)


def _wanted() -> str:
    """Return the page that was asked for before, which is one of ours."""
    wanted = request.args.get("next", "")
    if not wanted.startswith("/") or wanted.startswith("//") or "\\" in wanted:
        wanted = "/"
    return f"{base()}{wanted}"
