"""What each kind of action tells its target of a trace."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from azure_scheduler_emulator.actions.http import HttpPerformer
from azure_scheduler_emulator.actions.service_bus.amqp import Sender
from azure_scheduler_emulator.actions.service_bus.performer import ServiceBusPerformer
from azure_scheduler_emulator.actions.storage_queue import StorageQueuePerformer
from azure_scheduler_emulator.actions.wire.transport import Answer
from azure_scheduler_emulator.domain.jobs.action import (
    BusMessage,
    HttpAction,
    ServiceBusQueueAction,
    StorageQueueAction,
)
from azure_scheduler_emulator.domain.jobs.history import Attempt, FireOrder
from azure_scheduler_emulator.domain.trace import read

NOW = datetime(2015, 7, 1, tzinfo=UTC)
CONTEXT = read("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "vendor=1")
BUS = BusMessage(namespace="ns", sas_key_name="k", sas_key="s", message="m")
KINDS = {
    "http": (HttpPerformer(), HttpAction(method="GET", uri="https://example.org/")),
    "queue": (StorageQueuePerformer(), StorageQueueAction(storage_account="a", queue_name="q", sas_token="?sig=1")),
    "bus": (ServiceBusPerformer(Sender(maps={})), ServiceBusQueueAction(queue_name="q", message=BUS)),
}


class Wire:
    """Keeps the call, and answers 201."""

    def send(self, call):
        self.headers = dict(call.headers)
        return Answer(status=201, headers=(), body=b"")


def sent(kind, trace, tag="1" * 32, attempt=0):
    performer, action = KINDS[kind]
    made = Attempt(job_id="1" * 32, occurrence=1, attempt=attempt, expected_at=NOW, due_at=NOW)
    wire = Wire()
    performer.perform(FireOrder(action=action, attempt=made, job_name="job", execution_tag=tag, trace=trace), wire)
    return wire.headers


@pytest.mark.parametrize("kind", ["http", "queue"])
def test_calls_of_http_carry_the_headers_of_the_trace(kind):
    first, retried = sent(kind, CONTEXT), sent(kind, CONTEXT, tag="2" * 32, attempt=1)
    assert first["traceparent"][:35] == retried["traceparent"][:35] == f"00-{CONTEXT.trace}"
    assert len({first["traceparent"], retried["traceparent"], CONTEXT.parent}) == 3
    assert first["tracestate"] == "vendor=1"


def test_a_message_for_service_bus_carries_it_as_azures_libraries_do():
    assert json.loads(sent("bus", CONTEXT)["Diagnostic-Id"])[:35] == f"00-{CONTEXT.trace}"


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_trace_nothing_is_added(kind):
    assert not {"traceparent", "tracestate", "Diagnostic-Id"} & set(sent(kind, None))
