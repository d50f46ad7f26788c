"""Watching what happens, as it does."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import validate
from webargs.fields import DelimitedList

from azure_scheduler_emulator.control.context import testbed
from azure_scheduler_emulator.http.waiting import waiting
from azure_scheduler_emulator.news import Topic
from azure_scheduler_emulator.testbed.fields import Strict, Text

blueprint = Blueprint("events", __name__, url_prefix="/events", description="What has changed, told as it happens.")


class EventsQuery(Strict):
    """What is to be told of."""

    topics = DelimitedList(
        Text(validate=validate.OneOf([topic.value for topic in Topic])),
        metadata={"description": "Only these; 'all', after which everything may be different, is always told."},
    )


@blueprint.get("")
@blueprint.arguments(EventsQuery, location="query")
@blueprint.response(200, {"type": "string"}, content_type="text/event-stream")
def watch(asked: dict[str, Any]) -> Response:
    """Tell what changes as server-sent events, until the client goes or the emulator stops.

    ``Last-Event-ID`` goes on after that event. 503 says that as many streams are read as may be: ask again, or poll.
    """
    last = request.headers.get("Last-Event-ID", "")
    with ExitStack() as stack:
        # Its thread is one more than those that clients need.
        stack.enter_context(waiting(request.environ))
        topics = [Topic(topic) for topic in asked.get("topics", ())]
        lines = stack.enter_context(testbed().events.stream(topics, last=last))
        answer = Response(lines, content_type="text/event-stream", headers={"Cache-Control": "no-store"})
        answer.call_on_close(stack.pop_all().close)
    return answer
