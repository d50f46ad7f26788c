"""Targets inside the emulator: scripting them, being called, telling what came."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request
from flask_smorest import Blueprint
from marshmallow import RAISE, fields, validate

from azure_scheduler_emulator.control import examples
from azure_scheduler_emulator.control.context import testbed
from azure_scheduler_emulator.control.entries import CallDocument
from azure_scheduler_emulator.control.journals import QueryDocument
from azure_scheduler_emulator.control.matching import Facts, Kind, verify, wanted
from azure_scheduler_emulator.control.openapi import refuses, takes_anything
from azure_scheduler_emulator.domain.time.moment import render
from azure_scheduler_emulator.http.waiting import waiting
from azure_scheduler_emulator.machine import pause
from azure_scheduler_emulator.sinks import Received, Reply
from azure_scheduler_emulator.testbed.documents import ReplyDocument
from azure_scheduler_emulator.testbed.fields import MomentField, Strict, Text

listing = Blueprint("sink_list", __name__, url_prefix="/sinks", description="Targets inside the emulator.")

METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"]

blueprint = Blueprint("sinks", __name__, url_prefix="/sink", description="Targets inside the emulator.")


class ScriptDocument(Strict):
    """What a sink answers, in turn; the last answer repeats."""

    answers = fields.List(fields.Nested(ReplyDocument), required=True, validate=validate.Length(max=1_000))


class SinkDocument(Strict):
    """A sink."""

    name = Text(required=True)
    answers = fields.List(fields.Nested(ReplyDocument), required=True)
    position = fields.Integer(required=True, metadata={"description": "Calls answered since it was scripted."})
    calls = fields.Integer(required=True, metadata={"description": "Calls that it remembers."})
    newest = MomentField(required=True, allow_none=True)


@listing.get("")
@listing.response(200, SinkDocument(many=True), example=[examples.SINK])
def list_sinks() -> list[dict[str, Any]]:
    """List the sinks by name: what they answer, and how much they got."""
    return [{**vars(sink), "answers": sink.script} for sink in testbed().sinks.everyone()]


class CallsQuery(QueryDocument):
    """Which calls."""

    path = Text()
    query = Text()


@blueprint.put("/<string:name>")
@refuses(409)
@blueprint.arguments(ScriptDocument, example=examples.SCRIPT)
@blueprint.response(204)
def script(given: dict[str, Any], name: str) -> None:
    """Script a sink: its answers in turn, the last of which repeats. It starts at the first one again."""
    testbed().sinks.script(name, [Reply(**reply) for reply in given["answers"]])


@blueprint.get("/<string:name>/calls")
@refuses(408)
@blueprint.arguments(CallsQuery, location="query", unknown=RAISE)
@blueprint.response(200, CallDocument(many=True), example=[examples.CALL])
def calls(asked: dict[str, Any], name: str) -> Response:
    """List what a sink got, or wait for it."""
    return jsonify(verify(testbed().sinks.calls(name), CALLS, wanted(asked), waiting(request.environ)))


@blueprint.delete("/<string:name>/calls")
@blueprint.response(204)
def forget(name: str) -> None:
    """Forget what a sink got, and its script."""
    testbed().sinks.remove(name)


@blueprint.route("/<string:name>", methods=[method for method in METHODS if method != "PUT"])
@blueprint.route("/<string:name>/<path:rest>", methods=METHODS)
@refuses(409)
@takes_anything
@blueprint.response(200)
def receive(name: str, rest: str = "") -> Response:
    """Be called: note it, and answer what was scripted."""
    reply = testbed().sinks.receive(
        name,
        Received(
            at=testbed().clock.now(),
            method=request.method,
            path=f"/{rest}" if rest else "",
            query=request.query_string.decode("latin-1"),
            headers=tuple(request.headers.items()),
            body=request.get_data(as_text=True),
            status=0,
        ),
    )
    if reply.delay:
        with waiting(request.environ):
            pause(reply.delay.total_seconds())
    return Response(reply.body, reply.status, dict(reply.headers))


def _facts(received: Received) -> Facts:
    return {
        "at": received.at,
        "method": received.method,
        "path": received.path,
        "query": received.query,
        "status": received.status,
        "body": received.body,
        "subscription": "",
    }


def _call(received: Received) -> dict[str, Any]:
    """Return a call as JSON. Nothing is masked: a target sees the credentials that were meant for it."""
    return {
        "at": render(received.at),
        "method": received.method,
        "path": received.path,
        "query": received.query,
        "headers": [list(pair) for pair in received.headers],
        "body": received.body,
        "status": received.status,
    }


def _said(received: Received) -> str:
    """Return which call it was, for people."""
    query = f"?{received.query}" if received.query else ""
    return f"{received.method} {received.path or '/'}{query} at {render(received.at)}: {received.status}"


CALLS = Kind(_facts, _call, _said)
