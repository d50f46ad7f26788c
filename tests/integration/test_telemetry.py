"""Which spans are made, and of what? Into memory."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from azure_scheduler_emulator.domain.jobs.action import HttpAction
from azure_scheduler_emulator.domain.jobs.history import Attempt, FireOrder, Result
from azure_scheduler_emulator.domain.trace import read

pytest.importorskip("opentelemetry.sdk", reason="the extra otel is not installed")

from azure_scheduler_emulator.telemetry import Telemetry, traced
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

NOW = datetime(2015, 7, 1, tzinfo=UTC)
CONTEXT = read("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "vendor=1")


class Performing:
    """Answers what it is told to, and keeps the orders."""

    def __init__(self, *results):
        self.results, self.orders = list(results), []

    def perform(self, order, /):
        self.orders.append(order)
        return self.results.pop(0)


@pytest.fixture
def spans():
    return InMemorySpanExporter()


@pytest.fixture
def telemetry(spans):
    made = Telemetry(spans, at_once=True)
    yield made
    made.stop(0)


def order(trace=None):
    attempt = Attempt(job_id="1" * 32, occurrence=3, attempt=1, expected_at=NOW, due_at=NOW)
    action = HttpAction(method="GET", uri="https://example.org/")
    return FireOrder(action=action, attempt=attempt, job_name="job", collection_name="jc", trace=trace)


def test_a_request_goes_on_with_the_trace_that_it_came_in(telemetry, spans):
    made = telemetry.request("azure_classic", "PUT", "/x", CONTEXT)
    made.end({"http.response.status_code": 201})
    [span] = spans.get_finished_spans()
    assert (f"{span.context.trace_id:032x}", f"{span.parent.span_id:016x}") == (CONTEXT.trace, CONTEXT.span)
    assert (made.context.trace, made.context.state) == (CONTEXT.trace, "vendor=1")
    assert span.attributes["http.response.status_code"] == 201


def test_an_attempt_hands_its_own_span_on(telemetry, spans):
    performing = Performing(Result(succeeded=True, message="", response={"status": 200}))
    assert traced(performing, telemetry).perform(order(CONTEXT)).succeeded
    [span] = spans.get_finished_spans()
    [performed] = performing.orders
    assert performed.place.span == f"{span.context.span_id:016x}"
    assert span.attributes["scheduler.job"] == "job"
    assert span.attributes["scheduler.attempt"] == 1
    assert span.attributes["http.response.status_code"] == 200


def test_a_failed_attempt_is_an_error_in_the_words_of_the_history(telemetry, spans):
    performing = Performing(Result(succeeded=False, message="Http Action - no"))
    traced(performing, telemetry).perform(order())
    [span] = spans.get_finished_spans()
    assert (span.status.status_code, span.status.description) == (StatusCode.ERROR, "Http Action - no")
    assert span.parent is None


def test_attempts_are_linked_to_the_advance_that_made_them(telemetry, spans):
    performing = Performing(*[Result(succeeded=True, message="")] * 2)
    with telemetry.advance(NOW, NOW):
        traced(performing, telemetry).perform(order())
    traced(performing, telemetry).perform(order())
    inside, advance, outside = spans.get_finished_spans()
    assert [link.context.span_id for link in inside.links] == [advance.context.span_id]
    assert not outside.links


def test_without_telemetry_the_performer_is_the_performer():
    performing = Performing()
    assert traced(performing, None) is performing
