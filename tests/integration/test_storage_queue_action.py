"""What a storage queue action sends, and what it makes of the answer."""

from __future__ import annotations

import base64
import re
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from azure_scheduler_emulator.actions.storage_queue import StorageQueuePerformer
from azure_scheduler_emulator.actions.wire.transport import Transport
from azure_scheduler_emulator.domain.jobs.action import StorageQueueAction
from azure_scheduler_emulator.domain.jobs.history import FireOrder, Result
from defusedxml import ElementTree

from tests.fixtures.calling import Calling

#: As the portal gives one out: the signature is percent-encoded.
SAS = "?sv=2018-03-28&ss=q&srt=sco&sp=a&se=2030-01-01T00:00:00Z&sig=s1g%2Bnature%2F%3D"
SECRETS = ("s1g%2Bnature%2F%3D", "s1g+nature/=", SAS, SAS[1:])
HOST = "acc.queue.core.windows.net"


@pytest.fixture
def perform(target: Any, make_order: Callable[..., FireOrder], make_transport: Callable[..., Transport]) -> Any:
    """Perform an action given by its fields on the local target; ``order`` are fields of the order."""

    def run(order: dict[str, Any] | None = None, **fields: Any) -> Result:
        values = {"storage_account": "acc", "queue_name": "tasks", "sas_token": SAS, "message": "hello", **fields}
        transport = make_transport(maps={HOST: target.url})
        return Calling(StorageQueuePerformer(), transport).perform(
            make_order(StorageQueueAction(**values), **(order or {}))
        )

    return run


def _text(target: Any) -> str:
    """Return the message text that the target has received, decoded."""
    found = re.fullmatch(
        b"<QueueMessage><MessageText>([A-Za-z0-9+/=]+)</MessageText></QueueMessage>", target.received[-1].body
    )
    assert found
    return base64.b64decode(found[1]).decode("utf-8")


def _answer(status: str, *headers: str, body: str = "") -> bytes:
    lines = "\r\n".join((f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}"))
    return f"{lines}\r\n\r\n{body}".encode()


CREATED = _answer("201 Created", body="<QueueMessagesList/>")


def test_it_posts_the_envelope_to_the_queue(target: Any, perform: Any) -> None:
    target.answer(CREATED)
    result = perform()
    request = target.received[0]
    assert result.succeeded
    assert (request.method, request.target) == ("POST", f"/tasks/messages{SAS}")
    assert request.values("Host") == [HOST]
    assert request.values("x-ms-version") == ["2015-04-05"]
    assert request.values("Idempotency-Key") == ["j-1/7/MainAction/2"]
    assert _text(target) == (
        '<?xml version="1.0" encoding="utf-16"?><StorageQueueMessage xmlns:xsd="http://www.w3.org/2001/XMLSchema" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><ExecutionTag>0123456789abcdef0123456789abcdef'
        "</ExecutionTag><ClientRequestId>11111111-2222-3333-4444-555555555555</ClientRequestId>"
        "<ExpectedExecutionTime>2015-09-10T00:00:00</ExpectedExecutionTime><SchedulerJobId>nightly</SchedulerJobId>"
        "<SchedulerJobCollectionId>jobs-west</SchedulerJobCollectionId><Region>West Europe</Region>"
        "<Message>hello</Message></StorageQueueMessage>"
    )


@pytest.mark.parametrize("token", [SAS, SAS[1:], f" {SAS} "])
def test_it_takes_the_token_with_or_without_its_question_mark(token: str, target: Any, perform: Any) -> None:
    target.answer(CREATED)
    assert perform(sas_token=token).succeeded
    assert target.received[0].target == f"/tasks/messages{SAS}"


@pytest.mark.parametrize(
    "message",
    ["a < b && c > 'd' \"e\"", "<xml>]]></xml>", "ž \U0001f600", "line\r\nline\n\tend ", ""],
)
def test_its_envelope_gives_the_message_back(message: str, target: Any, perform: Any) -> None:
    perform(message=message)
    # The declared encoding is that of the string, not of the bytes: consumers parse the string.
    envelope = ElementTree.fromstring(_text(target).partition("?>")[2])
    assert [field.tag for field in envelope] == [
        "ExecutionTag",
        "ClientRequestId",
        "ExpectedExecutionTime",
        "SchedulerJobId",
        "SchedulerJobCollectionId",
        "Region",
        "Message",
    ]
    assert (envelope.findtext("Message") or "") == message


def test_a_job_without_a_message_gives_an_envelope_without_one(target: Any, perform: Any) -> None:
    perform(message=None)
    assert _text(target).endswith("<Region>West Europe</Region></StorageQueueMessage>")


def test_it_escapes_names_and_writes_fractions(target: Any, perform: Any) -> None:
    perform({"job_name": "a&b", "region": "", "expected_at": datetime(2015, 9, 10, 0, 0, 0, 500000, tzinfo=UTC)})
    assert "<ExpectedExecutionTime>2015-09-10T00:00:00.5</ExpectedExecutionTime>" in _text(target)
    assert "<SchedulerJobId>a&amp;b</SchedulerJobId>" in _text(target)
    assert "<Region />" in _text(target)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (CREATED, "Message to storage account 'acc' for queue 'tasks' succeeded: 'Created'"),
        (
            _answer("404 Not Found", "x-ms-error-code: QueueNotFound"),
            "Queue 'tasks' could not be found: in storage account 'acc' a queue 'tasks' does not exist: 'NotFound'",
        ),
        (
            _answer("404 Not Found", "x-ms-error-code: ResourceNotFound"),
            "Message refused by storage account 'acc' for queue 'tasks': 'NotFound' ResourceNotFound",
        ),
        (
            _answer("403 Forbidden", "x-ms-error-code: AuthenticationFailed"),
            "Message refused by storage account 'acc' for queue 'tasks': 'Forbidden' AuthenticationFailed",
        ),
        # storage answers 201 and nothing else: something else is listening there
        (_answer("200 OK"), "Message refused by storage account 'acc' for queue 'tasks': 'OK'"),
    ],
)
def test_it_tells_what_the_storage_account_answered(answer: bytes, message: str, target: Any, perform: Any) -> None:
    target.answer(answer)
    result = perform()
    assert result.message == f"StorageQueue Action - {message}"
    assert result.succeeded is (answer == CREATED)
    assert result.response["status"] == int(answer.split()[1])


def test_it_fails_when_the_storage_account_cannot_be_reached(make_order: Any, make_transport: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        port = reserved.getsockname()[1]
    transport = make_transport(maps={HOST: f"http://127.0.0.1:{port}"})
    action = StorageQueueAction(storage_account="acc", queue_name="tasks", sas_token=SAS)
    result = Calling(StorageQueuePerformer(), transport).perform(make_order(action))
    assert not result.succeeded
    assert result.message == (
        "StorageQueue Action - Request to storage account 'acc' for queue 'tasks' failed: "
        "ConnectFailure Unable to connect to the remote server"
    )
    assert result.response == {"error": "ConnectFailure"}


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        # would lead the token to another host
        ({"storage_account": "evil.example/"}, "The name of the storage account is not valid."),
        ({"storage_account": ""}, "The name of the storage account is not valid."),
        ({"message": "\x01"}, "The message holds characters that XML cannot carry."),
        ({"message": "\ud800"}, "The message holds characters that XML cannot carry."),
    ],
)
def test_it_fails_without_a_call_on_what_cannot_be_sent(
    fields: dict[str, str], told: str, target: Any, perform: Any
) -> None:
    result = perform(**fields)
    assert not result.succeeded
    assert result.message.endswith(f" failed: SendFailure {told}")
    assert target.connections == 0


def test_it_quotes_a_queue_name_that_is_none(target: Any, perform: Any) -> None:
    perform(queue_name="a/../b?c")
    assert target.received[0].target.startswith("/a%2F..%2Fb%3Fc/messages?sv=")


@pytest.mark.parametrize("sas", [SAS, SAS[1:]])
def test_the_signature_shows_nowhere(sas: str, target: Any, perform: Any) -> None:
    # Storage may quote what it was asked.
    echo = " ".join(SECRETS)
    target.answer(_answer("403 Forbidden", f"x-ms-error-code: {echo}", body=echo))
    result = perform(sas_token=sas, queue_name=sas)
    assert result.request["uri"].endswith("/messages?***")
    assert not any(secret in repr(result) for secret in SECRETS)


def test_it_calls_the_account_under_the_path_of_a_map(target: Any, make_order: Any, make_transport: Any) -> None:
    transport = make_transport(maps={HOST: f"{target.url}/acc"})
    action = StorageQueueAction(storage_account="ACC", queue_name="tasks", sas_token=SAS)
    Calling(StorageQueuePerformer(), transport).perform(make_order(action))
    assert target.received[0].target == f"/acc/tasks/messages{SAS}"
    assert target.received[0].values("Host") == [f"127.0.0.1:{target.port}"]


@pytest.mark.parametrize("sas", ["e", "queue", "StorageQueue Action", "sig=a", "?sig=o"])
def test_a_short_signature_eats_no_sentence(sas: str, target: Any, perform: Any) -> None:
    target.answer(_answer("403 Forbidden", "x-ms-error-code: AuthenticationFailed"))
    result = perform(sas_token=sas)
    assert result.message == (
        "StorageQueue Action - Message refused by storage account 'acc' for queue 'tasks': "
        "'Forbidden' AuthenticationFailed"
    )
    assert result.request["uri"] == f"https://{HOST}/tasks/messages?***"


def _as_classic_cmdlets_read(message: str) -> tuple[str, str, str]:
    """Return account, queue and status as the classic cmdlets find them."""
    quoted = message.split("'")
    if "does not exist" in message:
        return "", quoted[1], "Failed"
    return quoted[1], quoted[3], "'".join(quoted[4:])[1:]


def _as_later_cmdlets_read(message: str) -> tuple[str, str, str]:
    """Return account, queue and status as the Resource Manager cmdlets find them."""
    quoted = message.split("'")
    if "does not exist" in message or "could not be found" in message:
        return "", quoted[1], "Failed"
    return (quoted[1], quoted[3], "'".join(quoted[4:])[1:]) if "succeeded" in message else ("", "", "")


def test_case_19f_both_generations_of_cmdlets_find_account_and_queue(target: Any, perform: Any) -> None:
    target.answer(CREATED)
    done = perform().message
    assert _as_classic_cmdlets_read(done) == _as_later_cmdlets_read(done) == ("acc", "tasks", "succeeded: 'Created'")
    target.answer(_answer("404 Not Found", "x-ms-error-code: QueueNotFound"))
    missing = perform().message
    assert "could not be found" in missing
    assert _as_classic_cmdlets_read(missing) == _as_later_cmdlets_read(missing) == ("", "tasks", "Failed")
    target.answer(_answer("403 Forbidden", "x-ms-error-code: AuthenticationFailed"))
    account, queue, status = _as_classic_cmdlets_read(perform().message)
    assert (account, queue) == ("acc", "tasks")
    assert "Forbidden" in status
