"""How does a page learn that something has changed? By one stream of names; it asks for the parts itself."""

from __future__ import annotations

from contextlib import ExitStack

from flask import Blueprint, Response, request

from azure_scheduler_emulator.console.context import testbed
from azure_scheduler_emulator.http.transport import BusyError
from azure_scheduler_emulator.http.waiting import waiting
from azure_scheduler_emulator.news import TooManyReadersError

blueprint = Blueprint("stream", __name__)


@blueprint.get("/stream")
def stream() -> Response:
    """Tell what changes from the moment on at which the page was made, or the last event that the browser got."""
    last = request.headers.get("Last-Event-ID") or request.args.get("last", "")
    with ExitStack() as stack:
        try:
            # Its thread is one more than those that clients need.
            stack.enter_context(waiting(request.environ))
            lines = stack.enter_context(testbed().events.stream(last=last))
        except (TooManyReadersError, BusyError):
            return Response("", 503, {"Retry-After": "5"}, content_type="text/plain")
        answer = Response(lines, content_type="text/event-stream", headers={"Cache-Control": "no-store"})
        answer.call_on_close(stack.pop_all().close)
    return answer
