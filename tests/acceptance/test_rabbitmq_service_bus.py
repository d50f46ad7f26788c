"""Service Bus actions over AMQP 1.0 against a real broker."""

from __future__ import annotations

import json
import urllib.request
from datetime import UTC, datetime, timedelta

import pytest
from azure_scheduler_emulator.actions.service_bus.amqp import Sender
from azure_scheduler_emulator.actions.wire.transport import Transport
from azure_scheduler_emulator.domain.jobs.action import (
    BrokeredProperties,
    BusMessage,
    BusTransport,
    ServiceBusQueueAction,
    ServiceBusTopicAction,
)
from azure_scheduler_emulator.domain.jobs.history import Attempt, FireOrder

from tests.fixtures.calling import dispatcher

proton = pytest.importorskip("proton", reason="python-qpid-proton is not installed (the extra amqp)")
utils = pytest.importorskip("proton.utils")

HOST = "ns.servicebus.windows.net"
DUE = datetime(2016, 3, 30, tzinfo=UTC)


@pytest.fixture
def receive(rabbitmq):
    """Takes the next message off a queue."""
    opened = []

    def receive(queue):
        connection = utils.BlockingConnection(
            rabbitmq.url, timeout=20, user=rabbitmq.user, password=rabbitmq.password, allowed_mechs="PLAIN"
        )
        opened.append(connection)
        receiver = connection.create_receiver(queue)
        message = receiver.receive(timeout=20)
        receiver.accept()
        return message

    yield receive
    for connection in opened:
        connection.close()


@pytest.fixture
def perform(rabbitmq):
    """Performs an action; fields of its message by name."""
    transport = Transport()

    def perform(kind=ServiceBusQueueAction, path="tasks", sender=None, **fields):
        values = {"sas_key_name": rabbitmq.user, "sas_key": rabbitmq.password, "message": "hello ž", **fields}
        message = BusMessage(namespace="ns", transport=BusTransport.AMQP, **values)
        place = {"queue_name" if kind is ServiceBusQueueAction else "topic_path": path}
        attempt = Attempt(job_id="j-1", occurrence=7, expected_at=DUE, due_at=DUE)
        order = FireOrder(action=kind(message=message, **place), attempt=attempt, job_name="nightly")
        return dispatcher(transport, sender or Sender(maps={HOST: rabbitmq.url})).perform(order)

    yield perform
    transport.close()


def test_a_consumer_gets_the_message_with_its_properties(perform, receive):
    brokered = BrokeredProperties(
        content_type="text/plain",
        correlation_id="co",
        force_persistence=True,
        label="subject",
        message_id="m",
        partition_key="p",
        reply_to="r",
        reply_to_session_id="rs",
        scheduled_enqueue_time="2016-04-01T10:00:00Z",
        session_id="s",
        time_to_live=timedelta(seconds=90),
        to="t",
    )
    result = perform(brokered=brokered, custom=(("Priority", "hïgh"),))
    assert result.succeeded, result.message
    assert result.message == "ServiceBusQueue Action - Message accepted by queue 'tasks' of namespace 'ns': 'Accepted'"
    message = receive("tasks")
    assert bytes(message.body) == "hello ž".encode()
    assert (message.content_type, message.correlation_id, message.id) == ("text/plain", "co", "m")
    assert (message.subject, message.reply_to, message.durable) == ("subject", "r", True)
    assert (message.group_id, message.reply_to_group_id, message.ttl) == ("s", "rs", 90.0)
    assert message.properties == {"Priority": "hïgh"}
    assert message.annotations["x-opt-partition-key"] == "p"
    assert message.annotations["x-opt-scheduled-enqueue-time"] == 1459504800000


def test_a_topic_is_addressed_by_its_path(perform, receive):
    result = perform(ServiceBusTopicAction, "news")
    assert result.succeeded, result.message
    message = receive("news")
    assert (bytes(message.body), message.id) == ("hello ž".encode(), "j-1/7/MainAction/0")


def test_a_wrong_key_is_refused_and_not_shown(perform, rabbitmq):
    result = perform(sas_key="another+key")
    assert not result.succeeded
    assert result.message.startswith(
        "ServiceBusQueue Action - Request to queue 'tasks' of namespace 'ns' failed: ProtocolError "
    )
    assert "another+key" not in repr(result)


@pytest.mark.parametrize("verified", [True, False])
def test_tls_is_spoken_with_a_broker_that_is_trusted(perform, rabbitmq, receive, verified):
    verify = str(rabbitmq.authority) if verified else False
    result = perform(path="secure", sender=Sender(maps={HOST: rabbitmq.tls_url}, verify=verify))
    assert result.succeeded, result.message
    assert bytes(receive("secure").body) == "hello ž".encode()


def test_a_broker_that_nobody_vouches_for_gets_no_key(perform, rabbitmq):
    result = perform(sender=Sender(maps={HOST: rabbitmq.tls_url}))
    assert not result.succeeded
    assert "certificate" in result.message.lower()


def test_a_missing_place_is_told(perform):
    result = perform(path="/exchange/none/x")
    assert not result.succeeded
    assert "failed: SendFailure" in result.message
    assert "no exchange" in result.message


def test_jobs_send_as_main_and_as_error_action(launch, rabbitmq, receive, eventually):
    message = {
        "namespace": "ns",
        "transportType": "AMQP",
        "authentication": {"type": "SharedAccessKey", "sasKeyName": rabbitmq.user, "sasKey": rabbitmq.password},
        "customMessageProperties": {"a": "b"},
    }
    queue = {"type": "ServiceBusQueue", "serviceBusQueueMessage": {**message, "queueName": "main", "message": "1"}}
    topic = {"type": "ServiceBusTopic", "serviceBusTopicMessage": {**message, "topicPath": "error", "message": "2"}}
    fails = {"type": "Http", "request": {"method": "GET", "uri": "http://127.0.0.1:1/"}}
    with launch("--map", f"{HOST}={rabbitmq.url}") as process:

        def call(method, path, body=None):
            url = (
                f"{process.http}/subscriptions/s/resourceGroups/rg/providers/Microsoft.Scheduler/jobCollections/jc{path}"
                "?api-version=2016-03-01"
            )
            data = json.dumps(body).encode() if body else None
            request = urllib.request.Request(url, data, {"Authorization": "Bearer x"}, method=method)
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.loads(answer.read())

        call("PUT", "", {"location": "West US", "properties": {"sku": {"name": "Standard"}}})
        call("PUT", "/jobs/main", {"properties": {"action": queue}})
        call(
            "PUT",
            "/jobs/error",
            {"properties": {"action": {**fails, "retryPolicy": {"retryType": "None"}, "errorAction": topic}}},
        )
        found = [receive("main"), receive("error")]
        assert [bytes(each.body) for each in found] == [b"1", b"2"]
        assert [each.properties for each in found] == [{"a": "b"}, {"a": "b"}]
        row = eventually(lambda: call("GET", "/jobs/main/history")["value"])[0]["properties"]
        assert row["message"].startswith("ServiceBusQueue Action - Message accepted")
        eventually(lambda: len(call("GET", "/jobs/error/history")["value"]) == 2)
        rows = [item["properties"] for item in call("GET", "/jobs/error/history")["value"]]
        assert [(item["actionName"], item.get("status")) for item in rows] == [
            ("ErrorAction", None),
            ("MainAction", "failed"),
        ]
