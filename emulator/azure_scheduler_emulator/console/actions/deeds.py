"""How is a form answered? With what became of it: in place for the script, on the page it came from without one."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Response, make_response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from azure_scheduler_emulator.console.context import console
from azure_scheduler_emulator.console.notices import Notice
from azure_scheduler_emulator.console.rendering import SAID, base, fragment
from azure_scheduler_emulator.domain.errors import (
    ConflictError,
    EmulatorError,
    InvalidError,
    NotFoundError,
    UnavailableError,
)

log = logging.getLogger(__name__)

#: As the control API answers them.
_STATUS: dict[type[EmulatorError], int] = {
    InvalidError: 400,
    NotFoundError: 404,
    ConflictError: 409,
    UnavailableError: 503,
}


@dataclass(frozen=True)
class Done:
    """What became of a form."""

    #: What to say; empty to say nothing, where the page shows it anyway.
    head: str = ""
    text: str = ""
    #: What is different now, in the words of the stream: the page asks for those parts again.
    news: tuple[str, ...] = ()
    #: Where to go instead of back: a path below the console.
    to: str = ""
    #: Something to copy or keep.
    extra: str = ""
    #: The advance whose end is still to be told.
    awaits: str = ""


def deed(
    blueprint: Blueprint, path: str, call: str, refused: str
) -> Callable[[Callable[..., Done]], Callable[..., AnyResponse]]:
    """Have a function answer the form of that path.

    Args:
        blueprint: of the module's forms.
        path: below ``/do/``, with the placeholders of a route.
        call: the call of the control API that does the same.
        refused: what did not happen if it is refused, in a sentence.
    """

    def register(do: Callable[..., Done]) -> Callable[..., AnyResponse]:
        @wraps(do)
        def answer(**placed: Any) -> AnyResponse:
            try:
                done = do(**placed)
            except EmulatorError as error:
                return _refused(refused, str(error), _status(error), call)
            notice = Notice(head=done.head, text=done.text, extra=done.extra, awaits=done.awaits) if done.head else None
            return _answered(notice, done.news, done.to)

        blueprint.add_url_rule(f"/{path}", path, answer, methods=["POST"])
        return answer

    return register


def _status(error: EmulatorError) -> int:
    return next((status for kind, status in _STATUS.items() if isinstance(error, kind)), 400)


def _refused(head: str, text: str, status: int, call: str) -> AnyResponse:
    return _answered(Notice(head=head, text=text, call=f"{status}, {call}", bad=True), (), "")


def _answered(notice: Notice | None, news: tuple[str, ...], to: str) -> AnyResponse:
    said = {SAID: console().notices.keep(notice)} if notice else {}
    if "HX-Request" not in request.headers:
        return redirect(_with(f"{base()}{to}" if to else _back(), said), 303)
    if to:
        return make_response("", 200, {"HX-Redirect": _with(f"{base()}{to}", said)})
    shown: Response = fragment("parts/notice.html", notice=notice)
    if news:
        shown.headers["HX-Trigger"] = ", ".join(news)
    return shown


def _with(address: str, query: dict[str, str]) -> str:
    path, mark, place = address.partition("#")
    joint = "&" if "?" in path else "?"
    return f"{path}{joint if query else ''}{urlencode(query)}{mark}{place}"


def _back() -> str:
    """Return the page that the form was on, which is one of ours."""
    came = urlsplit(request.headers.get("Referer", ""))
    anchor = f"#{request.form['at']}" if request.form.get("at", "").isalnum() else ""
    if not came.path.startswith(f"{base()}/"):
        return f"{base()}/{anchor}"
    kept = "&".join(part for part in came.query.split("&") if part and not part.startswith(f"{SAID}="))
    return f"{came.path}{'?' if kept else ''}{kept}{anchor}"
