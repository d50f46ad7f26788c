"""What a Service Bus action sends over REST, and what it makes of the answer. AMQP: see the acceptance tests."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, unquote_plus

import pytest
from azure_scheduler_emulator.actions.service_bus.amqp import Sender
from azure_scheduler_emulator.actions.service_bus.performer import ServiceBusPerformer
from azure_scheduler_emulator.domain.jobs.action import (
    BrokeredProperties,
    BusMessage,
    BusTransport,
    ServiceBusQueueAction,
    ServiceBusTopicAction,
)

from tests.fixtures.calling import Calling

HOST = "ns.servicebus.windows.net"
NOW = datetime(2016, 3, 30, tzinfo=UTC)
CREATED = b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"


@pytest.fixture
def perform(target: Any, make_order: Any, make_transport: Any) -> Any:
    """Perform a queue action, given by fields of its message, on the local target."""

    def run(kind: str = "queue", path: str = "tasks", **fields: Any) -> Any:
        values = {"namespace": "ns", "sas_key_name": "Root", "sas_key": "k+y=", "message": "hello ž", **fields}
        message = BusMessage(**values)
        if kind == "queue":
            action: Any = ServiceBusQueueAction(queue_name=path, message=message)
        else:
            action = ServiceBusTopicAction(topic_path=path, message=message)
        transport = make_transport(maps={HOST: target.url})
        return Calling(ServiceBusPerformer(Sender(maps={}), now=lambda: NOW), transport).perform(make_order(action))

    return run


def test_it_posts_the_message_with_a_signature_of_the_address(target: Any, perform: Any) -> None:
    target.answer(CREATED)
    result = perform()
    assert result.succeeded
    assert result.message == "ServiceBusQueue Action - Message accepted by queue 'tasks' of namespace 'ns': 'Created'"
    [request] = target.received
    assert (request.method, request.target, request.body) == ("POST", "/tasks/messages", "hello ž".encode())
    assert request.values("Host") == [HOST]
    [header] = request.values("Authorization")
    scheme, _, fields = header.partition(" ")
    given = {name: values[0] for name, values in parse_qs(fields).items()}
    assert (scheme, given["skn"], given["sr"]) == ("SharedAccessSignature", "Root", f"https://{HOST}/tasks")
    assert int(given["se"]) == int((NOW + timedelta(hours=1)).timestamp())
    # As Service Bus checks it: over the address as it is spelled in the header, a line feed, and the expiry.
    spelled = next(part[3:] for part in fields.split("&") if part.startswith("sr="))
    digest = hmac.new(b"k+y=", f"{spelled}\n{given['se']}".encode(), hashlib.sha256).digest()
    assert unquote_plus(next(part[4:] for part in fields.split("&") if part.startswith("sig="))) == (
        base64.b64encode(digest).decode()
    )


def test_its_properties_travel_in_headers(target: Any, perform: Any) -> None:
    brokered = BrokeredProperties(
        content_type="application/json",
        correlation_id="co",
        force_persistence=True,
        label="ž",
        message_id="m",
        partition_key="p",
        reply_to="r",
        reply_to_session_id="rs",
        scheduled_enqueue_time="2016-04-01T10:00:00Z",
        session_id="s",
        time_to_live=timedelta(seconds=90),
        to="t",
        via_partition_key="v",
    )
    perform(brokered=brokered, custom=(("Priority", 'hi"gh'), ("host", "other"), ("Authorization", "none")))
    [request] = target.received
    assert request.values("Content-Type") == ["application/json"]
    assert json.loads(request.values("BrokerProperties")[0]) == {
        "CorrelationId": "co",
        "ForcePersistence": True,
        "Label": "ž",
        "MessageId": "m",
        "PartitionKey": "p",
        "ReplyTo": "r",
        "ReplyToSessionId": "rs",
        "ScheduledEnqueueTimeUtc": "Fri, 01 Apr 2016 10:00:00 GMT",
        "SessionId": "s",
        "TimeToLive": 90.0,
        "To": "t",
        "ViaPartitionKey": "v",
    }
    assert request.values("Priority") == ['"hi\\"gh"']
    assert request.values("Host") == [HOST]
    assert len(request.values("Authorization")) == 1


def test_a_message_without_an_id_has_that_of_its_attempt(target: Any, perform: Any) -> None:
    perform()
    assert json.loads(target.received[0].values("BrokerProperties")[0]) == {"MessageId": "j-1/7/MainAction/2"}


def test_a_topic_has_a_path(target: Any, perform: Any) -> None:
    target.answer(CREATED)
    result = perform("topic", "news/west side", namespace=f"NS.{HOST.partition('.')[2]}")
    assert target.received[0].target == "/news/west%20side/messages"
    assert result.message == (
        "ServiceBusTopic Action - Message accepted by topic 'news/west side' "
        "of namespace 'NS.servicebus.windows.net': 'Created'"
    )


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        ("401 Unauthorized", "<Error><Code>401</Code><Detail>No key.</Detail></Error>", "'Unauthorized' No key."),
        ("404 Not Found", "", "'NotFound'"),
        # only 201 tells that the message is there
        ("200 OK", "", "'OK'"),
    ],
)
def test_anything_but_created_is_a_failure(target: Any, perform: Any, status: str, body: str, words: str) -> None:
    target.answer(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
    result = perform()
    assert not result.succeeded
    assert result.message == f"ServiceBusQueue Action - Message refused by queue 'tasks' of namespace 'ns': {words}"


@pytest.mark.parametrize("namespace", ["evil.example/", "a.b", "", "a:b@c"])
def test_a_namespace_cannot_lead_elsewhere(target: Any, perform: Any, namespace: str) -> None:
    result = perform(namespace=namespace)
    assert not result.succeeded
    assert "failed: SendFailure The name of the Service Bus namespace is not valid." in result.message
    assert target.received == []


@pytest.mark.parametrize("key", ["v", "e", "queue", "ServiceBusQueue", "-"])
def test_case_19h_a_short_key_eats_no_sentence(target: Any, perform: Any, key: str) -> None:
    target.answer(b"HTTP/1.1 401 No\r\nContent-Length: 39\r\n\r\n<Detail>A key - even e - fails</Detail>")
    result = perform(sas_key=key)
    assert result.message == (
        "ServiceBusQueue Action - Message refused by queue 'tasks' of namespace 'ns': "
        "'Unauthorized' A key - even e - fails"
    )
    assert ["Authorization", "***"] in result.request["headers"]


def test_a_life_that_ends_at_a_moment_is_counted_from_that_of_the_attempt(target: Any, perform: Any) -> None:
    for ends in ("2015-09-10T00:01:30Z", "2015-09-09T00:00:00Z"):
        perform(brokered=BrokeredProperties(life_ends=ends))
    lives = [json.loads(request.values("BrokerProperties")[0])["TimeToLive"] for request in target.received]
    assert lives == [90.0, 0.001]


def test_the_key_is_never_shown(target: Any, perform: Any) -> None:
    target.answer(b"HTTP/1.1 401 No\r\nX: k+y=\r\nContent-Length: 22\r\n\r\n<Detail>k+y=</Detail>!")
    result = perform()
    assert "k+y=" not in repr(result)
    assert "sig=" not in repr(result)


def test_over_amqp_an_unreachable_broker_is_a_failure(make_order: Any, make_transport: Any, unused_port: int) -> None:
    pytest.importorskip("proton", reason="python-qpid-proton is not installed (the extra amqp)")
    message = BusMessage(namespace="ns", transport=BusTransport.AMQP, sas_key_name="n", sas_key="k+y=", message="m")
    sender = Sender(maps={HOST: f"amqp://127.0.0.1:{unused_port}"})
    order = make_order(ServiceBusQueueAction(queue_name="q", message=message))
    result = Calling(ServiceBusPerformer(sender), make_transport()).perform(order)
    assert not result.succeeded
    assert result.message.startswith(
        "ServiceBusQueue Action - Request to queue 'q' of namespace 'ns' failed: ConnectFailure "
    )
    assert result.request == {"transport": "AMQP", "namespace": "ns", "path": "q", "properties": [], "body": "m"}
    assert "k+y=" not in repr(result)
