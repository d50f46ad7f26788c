"""How is a clock moved over HTTP? The same requests for the shared clock and for test clocks."""

from __future__ import annotations

import threading
from http import HTTPStatus
from typing import Any

from flask import Response, jsonify, request

from azure_scheduler_emulator.control.context import testbed
from azure_scheduler_emulator.control.schemas import AdvanceStateDocument
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.engine.commands import Advance, Command, Next, Walk
from azure_scheduler_emulator.engine.timeline import Timeline
from azure_scheduler_emulator.http.waiting import is_gone, waiting
from azure_scheduler_emulator.testbed.documents import clock_document

#: Seconds between two looks at whether a caller who waits is still there.
LOOK = 0.25


def timeline(clock: str) -> Timeline:
    """Return the clock of that identity, to be moved."""
    return Timeline(testbed().clockwork, clock)


def told(clock: str) -> dict[str, Any]:
    """Return the document of a clock."""
    found = timeline(clock)
    found.look()
    return clock_document(found.clock)


def put(clock: str, wanted: dict[str, Any]) -> dict[str, Any]:
    """Set a clock, and return its document."""
    with waiting(request.environ):
        timeline(clock).set_mode(wanted["mode"], wanted.get("now"), wanted.get("rate", 0.0))
    return clock_document(timeline(clock).clock)


def advance(clock: str, wanted: dict[str, Any], below: str) -> Any:
    """Move a clock by a span or to a moment, and return what to answer; ``below`` is the path of the clock."""
    timeline(clock).require_virtual()
    if ("by" in wanted) == ("to" in wanted):
        raise InvalidError("Say either 'by' or 'to'.")
    return _move(clock, Walk(wanted.get("by"), wanted.get("to")), wanted, below)


def advance_to_next(clock: str, wanted: dict[str, Any], below: str) -> Any:
    """Move a clock to its next due moment, and return what to answer."""
    return _move(clock, Next(wanted.get("job")), wanted, below)


def cancel(clock: str, id: str) -> dict[str, Any]:
    """Cancel a move, and return its document once the call under way has ended."""
    found = testbed().clockwork.find(id, clock)
    testbed().clockwork.cancel(found)
    with waiting(request.environ):
        found.finished.wait()
    return document(found)


def document(found: Advance) -> dict[str, Any]:
    """Return a move as a document to be dumped."""
    return {
        "id": found.id,
        "clock": found.clock.id,
        "state": found.state,
        "began": found.began,
        "now": found.now,
        "target": found.target,
        "next": found.next_due,
        "executions": found.made,
        "why": found.why,
    }


def _move(clock: str, command: Command, wanted: dict[str, Any], below: str) -> Any:
    clockwork = testbed().clockwork
    found = clockwork.do(command, clock)
    seconds = wanted.get("wait", threading.TIMEOUT_MAX)
    if seconds > 0 and not found.over:
        with waiting(request.environ):
            _wait(found, seconds, cancels=wanted.get("cancel_on_disconnect", False))
    if not found.over or seconds == 0:
        return _accepted(found, below)
    if found.error is not None:
        raise found.error
    return {"id": found.id, "now": found.now, "executions": found.made}


def _wait(found: Advance, seconds: float, *, cancels: bool) -> None:
    if not cancels:
        found.finished.wait(seconds)
        return
    while seconds > 0 and not found.finished.wait(min(LOOK, seconds)):
        seconds -= LOOK
        if is_gone(request.environ):
            testbed().clockwork.cancel(found, "Who asked for it went away.")


def _accepted(found: Advance, below: str) -> Response:
    answer = jsonify(AdvanceStateDocument().dump(document(found)))
    answer.status_code = HTTPStatus.ACCEPTED
    answer.headers["Location"] = f"{request.script_root}{below}/advances/{found.id}"
    return answer
