"""What an HTTP action sends, and what it makes of the answer."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from azure_scheduler_emulator.actions.http import HttpPerformer
from azure_scheduler_emulator.actions.wire.transport import BODY_LIMIT, Transport
from azure_scheduler_emulator.domain.jobs.action import HttpAction, StorageQueueAction
from azure_scheduler_emulator.domain.jobs.authentication import Basic
from azure_scheduler_emulator.domain.jobs.history import FireOrder, Result
from azure_scheduler_emulator.machine import monotonic

from tests.fixtures.calling import Calling, dispatcher

RECEIVE_FAILURE = "ReceiveFailure The underlying connection was closed: An unexpected error occurred on a receive."
TIMEOUT = "Timeout The operation has timed out"


@pytest.fixture
def perform(make_order: Callable[..., FireOrder], make_transport: Callable[..., Transport]) -> Callable[..., Result]:
    """Perform a GET of an address, or an action given by its fields, with a transport of the given options."""

    def run(uri: str, options: dict[str, Any] | None = None, **fields: Any) -> Result:
        action = HttpAction(**{"method": "GET", "announce": False, **fields, "uri": uri})
        return Calling(HttpPerformer(), make_transport(**(options or {}))).perform(make_order(action))

    return run


# What goes out


def test_it_sends_method_path_headers_and_body_as_given(target: Any, perform: Any) -> None:
    headers = (("ContEnt-TyPe", "text/plain"), ("X-Note", "Zürich  two blanks"), ("User-Agent", "mine/1"))
    result = perform(f"{target.url}/a%20b?c=d%2Be", method="PUT", headers=headers, body="naïve ž")
    request = target.received[0]
    assert result.succeeded
    assert (request.method, request.target) == ("PUT", "/a%20b?c=d%2Be")
    assert request.body == "naïve ž".encode()
    assert request.headers == [
        ("Host", f"127.0.0.1:{target.port}"),
        *headers,
        ("Idempotency-Key", "j-1/7/MainAction/2"),
        ("Content-Length", "9"),
    ]


def test_it_sends_nothing_that_it_was_not_asked_for(target: Any, perform: Any) -> None:
    perform(f"{target.url}/")
    assert [name for name, _ in target.received[0].headers] == ["Host", "Idempotency-Key"]


@pytest.mark.parametrize(
    ("spelled", "sent"),
    [
        ("get", "GET"),  # recorded as accepted by the service
        ("Delete", "DELETE"),
        ("PATCH", "PATCH"),
        ("purge", "purge"),  # no method that everybody knows: case matters
    ],
)
def test_it_spells_well_known_methods_in_capitals(spelled: str, sent: str, target: Any, perform: Any) -> None:
    perform(f"{target.url}/", method=spelled)
    assert target.received[0].method == sent


@pytest.mark.parametrize(
    ("method", "body", "length"),
    [("GET", None, []), ("HEAD", None, []), ("POST", None, ["0"]), ("DELETE", "", ["0"]), ("GET", "asked", ["5"])],
)
def test_it_states_the_length_where_a_body_may_be(
    method: str, body: str | None, length: list[str], target: Any, perform: Any
) -> None:
    perform(f"{target.url}/", method=method, body=body)
    assert target.received[0].values("Content-Length") == length


def test_it_does_not_let_a_job_contradict_the_length(target: Any, perform: Any) -> None:
    headers = (("content-length", "1"), ("Transfer-Encoding", "chunked"))
    assert perform(f"{target.url}/", method="POST", body="abc", headers=headers).succeeded
    request = target.received[0]
    assert request.body == b"abc"
    assert (request.values("Content-Length"), request.values("Transfer-Encoding")) == (["3"], [])


def test_it_joins_headers_that_differ_only_in_case(target: Any, perform: Any) -> None:
    perform(f"{target.url}/", headers=(("X-A", "1"), ("x-a", "2")))
    assert target.received[0].values("X-A") == ["1, 2"]


def test_it_leaves_out_the_blanks_round_a_value(target: Any, perform: Any) -> None:
    assert perform(f"{target.url}/", headers=(("X-A", " 1\t"), ("X-B", " "))).succeeded
    assert (target.received[0].values("X-A"), target.received[0].values("X-B")) == (["1"], [""])


def test_a_job_may_name_a_host_of_its_own(target: Any, perform: Any) -> None:
    perform(f"{target.url}/", headers=(("host", "virtual.example"),))
    assert target.received[0].values("Host") == ["virtual.example"]


def test_it_announces_the_run(target: Any, make_order: Any, make_transport: Any) -> None:
    action = HttpAction(method="GET", uri=f"{target.url}/", headers=(("X-MS-Execution-Tag", "forged"),))
    Calling(HttpPerformer(), make_transport()).perform(make_order(action))
    ours = {name: value for name, value in target.received[0].headers if name != "Host"}
    assert ours == {
        "x-ms-scheduler-jobid": "nightly",
        "x-ms-scheduler-jobcollectionid": "jobs-west",
        "x-ms-execution-tag": "0123456789abcdef0123456789abcdef",
        "x-ms-client-request-id": "11111111-2222-3333-4444-555555555555",
        "x-ms-scheduler-expected-execution-time": "2015-09-10T00:00:00",
        "x-ms-scheduler-execution-region": "West Europe",
        "Idempotency-Key": "j-1/7/MainAction/2",
    }


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2015, 9, 10, 1, 2, 3, tzinfo=UTC), "2015-09-10T01:02:03"),
        (datetime(2015, 9, 10, 1, 2, 3, 450000, tzinfo=UTC), "2015-09-10T01:02:03.45"),
        (datetime(2015, 9, 10, 1, 2, 3, 7, tzinfo=UTC), "2015-09-10T01:02:03.000007"),
        # told in UTC, whatever the zone of the value
        (datetime(2015, 9, 10, 1, tzinfo=timezone(timedelta(hours=2))), "2015-09-09T23:00:00"),
    ],
)
def test_it_writes_the_expected_time_as_the_queue_message_does(
    moment: datetime, text: str, target: Any, make_order: Any, make_transport: Any
) -> None:
    order = make_order(HttpAction(method="GET", uri=f"{target.url}/"), expected_at=moment)
    Calling(HttpPerformer(), make_transport()).perform(order)
    assert target.received[0].values("x-ms-scheduler-expected-execution-time") == [text]


def test_it_leaves_out_what_an_order_does_not_name(target: Any, make_order: Any, make_transport: Any) -> None:
    order = make_order(HttpAction(method="GET", uri=f"{target.url}/"), collection_name="", region="")
    Calling(HttpPerformer(), make_transport()).perform(order)
    assert target.received[0].values("x-ms-scheduler-jobid") == ["nightly"]
    assert target.received[0].values("x-ms-scheduler-jobcollectionid") == []
    assert target.received[0].values("x-ms-scheduler-execution-region") == []


def test_it_authenticates_and_never_shows_the_credentials(target: Any, perform: Any) -> None:
    result = perform(
        f"{target.url}/",
        headers=(("authorization", "Bearer other-secret"),),
        authentication=Basic(username="anna", password="päss:word"),
    )
    # base64 of the UTF-8 of anna:päss:word
    assert target.received[0].values("Authorization") == ["Basic YW5uYTpww6Rzczp3b3Jk"]
    assert ["Authorization", "***"] in result.request["headers"]
    assert not any(secret in repr(result) for secret in ("YW5uYTpww6Rzczp3b3Jk", "päss", "other-secret"))


def test_it_masks_an_authorization_header_of_the_jobs_own(target: Any, perform: Any) -> None:
    result = perform(f"{target.url}/", headers=(("AUTHORIZATION", "Bearer secret"),))
    assert target.received[0].values("Authorization") == ["Bearer secret"]
    assert ["AUTHORIZATION", "***"] in result.request["headers"]


def test_case_04_it_sends_the_credentials_of_an_address_as_basic_and_shows_no_password(
    target: Any, perform: Any
) -> None:
    result = perform(f"http://$site:se%3Acret@127.0.0.1:{target.port}/a")
    # base64 of $site:se:cret
    assert target.received[0].values("Authorization") == ["Basic JHNpdGU6c2U6Y3JldA=="]
    assert target.received[0].values("Host") == [f"127.0.0.1:{target.port}"]
    assert target.received[0].target == "/a"
    assert result.request["uri"] == f"http://$site:***@127.0.0.1:{target.port}/a"
    assert ["Authorization", "***"] in result.request["headers"]
    assert "cret" not in repr(result)


def test_what_a_job_says_itself_goes_before_the_credentials_of_an_address(target: Any, perform: Any) -> None:
    address = f"http://anna:secret@127.0.0.1:{target.port}/"
    perform(address, authentication=Basic(username="u", password="p"))
    perform(address, headers=(("authorization", "Bearer own"),))
    perform(f"http://anna@127.0.0.1:{target.port}/")
    perform(f"http://127.0.0.1:{target.port}/a@b")
    # base64 of u:p and of anna: (without a password)
    sent = [request.values("Authorization") for request in target.received]
    assert sent == [["Basic dTpw"], ["Bearer own"], ["Basic YW5uYTo="], []]


def test_it_does_not_look_for_proxies_in_the_environment(
    target: Any, perform: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert perform(f"{target.url}/").succeeded


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"headers": (("X Y", "1"),)}, "SendFailure The header name 'X Y' is no HTTP token."),
        ({"headers": (("", "1"),)}, "SendFailure The header name '' is no HTTP token."),
        ({"headers": (("X", "1\r\nY: 2"),)}, "SendFailure The header 'X' holds characters that HTTP cannot carry."),
        ({"headers": (("X", "ž"),)}, "SendFailure The header 'X' holds characters that HTTP cannot carry."),
        ({"headers": (("X", "\0"),)}, "SendFailure The header 'X' holds characters that HTTP cannot carry."),
        ({"method": "GET /"}, "SendFailure The method 'GET /' is no HTTP method."),
        ({"method": ""}, "SendFailure The method '' is no HTTP method."),
        ({"body": "\ud800"}, "SendFailure The body holds characters that UTF-8 cannot carry."),
    ],
)
def test_it_fails_without_a_call_when_http_cannot_carry_the_request(
    fields: dict[str, Any], told: str, target: Any, perform: Any
) -> None:
    result = perform(f"{target.url}/", **fields)
    assert not result.succeeded
    assert result.message == f"Http Action - Request to host '127.0.0.1' failed: {told}"
    assert result.response == {"error": "SendFailure"}
    assert target.connections == 0
    # The journal can be written all the same.
    json.dumps(dict(result.request)).encode()


@pytest.mark.parametrize(
    ("uri", "host"),
    [("ftp://example.org/", "example.org"), ("example.org/", ""), ("http://", ""), ("", ""), ("http://[::1/", "")],
)
def test_it_fails_on_what_is_no_http_address(uri: str, host: str, perform: Any) -> None:
    result = perform(uri)
    assert not result.succeeded
    assert result.message.startswith(f"Http Action - Request to host '{host}' failed: UnknownError ")
    assert result.response == {"error": "UnknownError"}


# What comes back


def test_it_tells_the_answer_in_the_words_of_the_service(target: Any, perform: Any) -> None:
    target.answer(
        b"HTTP/1.1 200 Fine\r\nVary: Accept-Encoding\r\nSet-Cookie: a=1; path=/\r\nServer: raw\r\nset-cookie: b=2\r\n"
        b"Content-Type: text/html\r\nContent-Length: 5\r\nExpires: 0\r\nDate: today\r\n\r\n<br/>"
    )
    result = perform(f"http://127.0.0.1:{target.port}/")
    assert result.succeeded
    # The service left out the headers that .NET counts as the content's.
    assert result.message == (
        "Http Action - Response from host '127.0.0.1': 'OK' Response Headers: "
        "Vary: Accept-Encoding\r\nSet-Cookie: a=1; path=/, b=2\r\nServer: raw\r\nDate: today\r\n Body: <br/>"
    )
    assert result.response == {
        "status": 200,
        "headers": [
            ["Vary", "Accept-Encoding"],
            ["Set-Cookie", "a=1; path=/"],
            ["Set-Cookie", "b=2"],
            ["Server", "raw"],
            ["Content-Type", "text/html"],
            ["Content-Length", "5"],
            ["Expires", "0"],
            ["Date", "today"],
        ],
        "body": "<br/>",
    }


def test_it_keeps_what_was_sent_for_the_journal(target: Any, perform: Any) -> None:
    result = perform(f"{target.url}/a", method="POST", headers=(("X-A", "1"),), body="ž")
    assert result.request == {
        "method": "POST",
        "uri": f"{target.url}/a",
        "headers": [["X-A", "1"], ["Idempotency-Key", "j-1/7/MainAction/2"]],
        "body": "ž",
    }


@pytest.mark.parametrize(
    ("status", "name", "succeeded"),
    [
        ("200 OK", "OK", True),
        ("201 Created", "Created", True),
        ("202 Accepted", "Accepted", True),
        ("204 No Content", "NoContent", True),
        ("299 Odd", "299", True),
        ("301 Moved", "MovedPermanently", False),
        ("304 Not Modified", "NotModified", False),
        ("401 Unauthorized", "Unauthorized", False),
        ("404 Not Found", "NotFound", False),
        ("500 Oops", "InternalServerError", False),
        ("503 Busy", "ServiceUnavailable", False),
        ("599 Odd", "599", False),
    ],
)
def test_it_succeeds_with_2xx_only(status: str, name: str, succeeded: bool, target: Any, perform: Any) -> None:
    target.answer(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode())
    result = perform(f"{target.url}/")
    assert result.succeeded is succeeded
    assert result.message == (f"Http Action - Response from host '127.0.0.1': '{name}' Response Headers:  Body: ")


def test_it_does_not_follow_redirects(target: Any, perform: Any) -> None:
    target.answer(f"HTTP/1.1 302 Found\r\nLocation: {target.url}/next\r\nContent-Length: 0\r\n\r\n".encode())
    result = perform(f"{target.url}/first")
    assert not result.succeeded
    assert "': 'Redirect' Response Headers: Location: http://127.0.0.1" in result.message
    assert [request.target for request in target.received] == ["/first"]


def test_it_shows_1024_characters_of_the_body_and_keeps_64_kib(target: Any, perform: Any) -> None:
    # Two bytes a character: the history counts characters, the journal bytes.
    body = "é" * BODY_LIMIT
    target.answer(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body.encode()), body.encode()))
    result = perform(f"{target.url}/")
    assert result.succeeded
    assert result.message.endswith(" Body: " + "é" * 1024)
    assert result.response["body"] == "é" * (BODY_LIMIT // 2)


def test_it_gives_up_the_connection_of_a_body_that_it_does_not_read(
    target: Any, make_order: Any, make_transport: Any
) -> None:
    endless = b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n" + b"x" * (BODY_LIMIT + 1)
    target.answer(endless)
    performer = Calling(HttpPerformer(), make_transport())
    order = make_order(HttpAction(method="GET", uri=f"{target.url}/"))
    assert performer.perform(order).succeeded
    assert performer.perform(order).response["body"] == "ok"
    assert target.connections == 2


@pytest.mark.parametrize(
    ("content_type", "body", "text"),
    [
        ("text/plain", "ž".encode(), "ž"),
        ("text/plain; charset=iso-8859-2", "ž".encode("iso-8859-2"), "ž"),
        ('text/plain; Charset="UTF-16"', "ž".encode("utf-16"), "ž"),
        ("text/plain; charset=no-such-thing", "ž".encode(), "ž"),
        # neither bytes that are no text nor NUL reach a database
        ("application/octet-stream", b"\xff\0a", "\ufffd\ufffda"),
    ],
)
def test_it_reads_the_body_as_text(content_type: str, body: bytes, text: str, target: Any, perform: Any) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    target.answer(head.encode() + body)
    result = perform(f"{target.url}/")
    assert result.message.endswith(f" Body: {text}")
    assert result.response["body"] == text


def test_it_reads_a_chunked_body(target: Any, perform: Any) -> None:
    target.answer(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n")
    result = perform(f"{target.url}/")
    assert result.response["body"] == "abc"
    # Unlike the length, the coding is a header of the response itself.
    assert "Response Headers: Transfer-Encoding: chunked\r\n Body: abc" in result.message


def test_it_reads_a_body_that_ends_with_the_connection(target: Any, perform: Any) -> None:
    def until_closed(connection: socket.socket) -> bool:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\nabc")
        return False

    target.answer(until_closed)
    assert perform(f"{target.url}/").response["body"] == "abc"


def test_it_skips_an_interim_answer(target: Any, perform: Any) -> None:
    target.answer(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n")
    assert perform(f"{target.url}/").response["status"] == 204


def test_it_does_not_mistake_the_rest_of_one_answer_for_the_next(
    target: Any, make_order: Any, make_transport: Any
) -> None:
    # http.client takes any interim answer but 100 for the final one, which then comes when nobody waits for it.
    target.answer(b"HTTP/1.1 103 Early Hints\r\n\r\n")
    performer = Calling(HttpPerformer(), make_transport())
    order = make_order(HttpAction(method="GET", uri=f"{target.url}/"))
    assert "'EarlyHints'" in performer.perform(order).message
    assert performer.perform(order).response["body"] == "ok"
    assert target.connections == 2


# When nothing comes back


def test_it_fails_when_nobody_listens(perform: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        port = reserved.getsockname()[1]
    result = perform(f"http://127.0.0.1:{port}/")
    assert not result.succeeded
    assert result.message == (
        "Http Action - Request to host '127.0.0.1' failed: ConnectFailure Unable to connect to the remote server"
    )
    assert result.response == {"error": "ConnectFailure"}
    assert result.request["uri"] == f"http://127.0.0.1:{port}/"


@pytest.mark.parametrize(
    "host",
    [
        # longer than a name can be: no resolver asks anybody about it
        ".".join(["a" * 60] * 5),
        "a" * 64,
    ],
)
def test_it_fails_when_the_name_cannot_be_resolved(host: str, perform: Any) -> None:
    result = perform(f"http://{host.upper()}/")
    assert result.message == (
        f"Http Action - Request to host '{host}' failed: "
        f"NameResolutionFailure The remote name could not be resolved: '{host}'"
    )


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"])
def test_it_fails_when_the_target_hangs_up_early(answer: bytes, target: Any, perform: Any) -> None:
    def hang_up(connection: socket.socket) -> bool:
        connection.sendall(answer)
        return False

    target.answer(hang_up)
    result = perform(f"{target.url}/")
    assert not result.succeeded
    assert result.message == f"Http Action - Request to host '127.0.0.1' failed: {RECEIVE_FAILURE}"
    assert result.response == {"error": "ReceiveFailure"}


def test_it_fails_when_the_answer_is_no_http(target: Any, perform: Any) -> None:
    target.answer(b"SSH-2.0-OpenSSH_9.0\r\n\r\n")
    assert perform(f"{target.url}/").response == {"error": "ServerProtocolViolation"}


def test_it_gives_a_silent_target_its_time_and_no_more(target: Any, perform: Any) -> None:
    target.answer(target.stay_silent)
    result = perform(f"{target.url}/", {"limit": 0.05})
    assert not result.succeeded
    assert result.message == f"Http Action - Request to host '127.0.0.1' failed: {TIMEOUT}"
    assert result.response == {"error": "Timeout"}


@pytest.mark.parametrize(
    ("at_once", "dripped"),
    [
        # each byte comes soon enough for a socket's timeout, all of them do not
        (b"", b"HTTP/1.1 200 " + b"O" * 400),
        (b"HTTP/1.1 200 OK\r\n", b"X: " + b"y" * 400),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n", b"z" * 400),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nz\r\n" * 100),
    ],
    ids=["status line", "headers", "body", "chunks"],
)
def test_a_dripping_target_cannot_hold_a_call(at_once: bytes, dripped: bytes, target: Any, perform: Any) -> None:
    def script(connection: socket.socket) -> bool:
        connection.sendall(at_once)
        return bool(target.drip(dripped)(connection))

    target.answer(script)
    result = perform(f"{target.url}/", {"limit": 0.25})
    assert result.message == f"Http Action - Request to host '127.0.0.1' failed: {TIMEOUT}"
    # The connection was closed, not left to drip on.
    assert target.abandoned.wait(5)


def test_all_addresses_of_a_host_share_the_time(perform: Any) -> None:
    """A listener whose queue is full lets a connecting peer wait: here it is ten addresses of one host."""
    with contextlib.ExitStack() as stack:
        full = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(4):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(full.getsockname())
        addresses = [(socket.AF_INET, socket.SOCK_STREAM, 0, "", full.getsockname())] * 10
        started = monotonic()
        result = perform("http://many.example/", {"limit": 0.2, "resolve": lambda *_, **__: addresses})
        # One limit for each address would be 2 s.
        assert monotonic() - started < 1
    assert result.message == f"Http Action - Request to host 'many.example' failed: {TIMEOUT}"


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_target_that_does_not_even_read_cannot_hold_a_call(scheme: str, perform: Any) -> None:
    """The system accepts connections for a listener that never does: no handshake, no room for a large body."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        uri = f"{scheme}://127.0.0.1:{listener.getsockname()[1]}/"
        result = perform(uri, {"limit": 0.1}, method="POST", body="x" * 20_000_000)
    assert result.message == f"Http Action - Request to host '127.0.0.1' failed: {TIMEOUT}"


def test_it_tries_the_next_address_of_a_host(target: Any, perform: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        nobody = reserved.getsockname()
    addresses = [
        (socket.AF_INET, socket.SOCK_STREAM, 0, "", nobody),
        (socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", target.port)),
    ]
    assert perform("http://two.example/", {"resolve": lambda *_, **__: addresses}).succeeded
    assert target.received[0].values("Host") == ["two.example"]


# TLS


def test_it_does_not_trust_an_unknown_authority(tls_target: Any, perform: Any) -> None:
    result = perform(f"{tls_target.url}/")
    assert not result.succeeded
    assert result.message == (
        "Http Action - Request to host '127.0.0.1' failed: TrustFailure The underlying connection was closed: "
        "Could not establish trust relationship for the SSL/TLS secure channel."
    )
    assert tls_target.received == []


def test_it_trusts_the_authorities_that_it_is_given(tls_target: Any, certificate: Path, perform: Any) -> None:
    assert perform(f"{tls_target.url}/", {"verify": str(certificate)}).succeeded


def test_it_can_be_told_to_trust_everyone(tls_target: Any, perform: Any) -> None:
    assert perform(f"{tls_target.url}/", {"verify": False}).succeeded


def test_it_does_not_take_a_certificate_for_another_name(tls_target: Any, certificate: Path, perform: Any) -> None:
    result = perform(f"https://localhost:{tls_target.port}/", {"verify": str(certificate)})
    assert result.response == {"error": "TrustFailure"}


def test_it_refuses_a_missing_file_of_authorities_at_once(make_transport: Any, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        make_transport(verify=str(tmp_path / "missing.pem"))


def test_it_fails_where_nobody_speaks_tls(target: Any, perform: Any) -> None:
    target.answer(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    assert perform(f"https://127.0.0.1:{target.port}/", {"limit": 1.0}).response["error"] != "UnknownError"


def test_a_dripping_target_cannot_hold_a_call_over_tls(tls_target: Any, certificate: Path, perform: Any) -> None:
    tls_target.answer(tls_target.drip(b"HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n" + b"z" * 400))
    result = perform(f"{tls_target.url}/", {"verify": str(certificate), "limit": 0.2})
    assert result.response == {"error": "Timeout"}


# Maps


def test_it_calls_the_mapped_host_and_names_the_original_one(target: Any, perform: Any) -> None:
    result = perform("https://Example.org/a?b=c", {"maps": {"example.org": target.url}})
    assert (target.received[0].target, target.received[0].values("Host")) == ("/a?b=c", ["example.org"])
    assert result.message.startswith("Http Action - Response from host 'example.org': 'OK' ")
    assert result.request["uri"] == "https://Example.org/a?b=c"


def test_it_names_the_original_host_when_the_mapped_one_fails(target: Any, perform: Any) -> None:
    target.answer(target.hang_up)
    result = perform("https://example.org/", {"maps": {"example.org": target.url}})
    assert result.message == f"Http Action - Request to host 'example.org' failed: {RECEIVE_FAILURE}"


# Connections


def test_it_uses_a_connection_again(target: Any, make_order: Any, make_transport: Any) -> None:
    performer = Calling(HttpPerformer(), make_transport())
    order = make_order(HttpAction(method="POST", uri=f"{target.url}/", body="x"))
    assert all(performer.perform(order).succeeded for _ in range(5))
    assert target.connections == 1


def test_it_does_not_use_a_connection_that_lay_idle(target: Any, make_order: Any, make_transport: Any) -> None:
    performer = Calling(HttpPerformer(), make_transport(idle=0.0))
    order = make_order(HttpAction(method="GET", uri=f"{target.url}/"))
    assert all(performer.perform(order).succeeded for _ in range(3))
    assert target.connections == 3


def test_each_thread_has_its_own_connection(target: Any, make_order: Any, make_transport: Any) -> None:
    performer = Calling(HttpPerformer(), make_transport())
    order = make_order(HttpAction(method="GET", uri=f"{target.url}/"))
    first = threading.Thread(target=performer.perform, args=(order,))
    first.start()
    first.join()
    assert performer.perform(order).succeeded
    assert target.connections == 2


def test_it_serves_many_threads_at_once(target: Any, make_order: Any, make_transport: Any) -> None:
    performer = Calling(HttpPerformer(), make_transport())
    meet = threading.Barrier(4)

    def together(connection: socket.socket) -> bool:
        # Goes on when all four calls are under way.
        meet.wait(5)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        return True

    target.answer(*[together] * 4)
    order = make_order(HttpAction(method="GET", uri=f"{target.url}/"))
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(performer.perform, [order] * 4))
    assert [result.succeeded for result in results] == [True] * 4


# Dispatch


def test_the_dispatcher_chooses_by_the_kind_of_action(target: Any, make_order: Any, make_transport: Any) -> None:
    perform = dispatcher(make_transport(maps={"acc.queue.core.windows.net": target.url})).perform
    assert perform(make_order(HttpAction(method="GET", uri=f"{target.url}/"))).message.startswith("Http Action - ")
    queued = StorageQueueAction(storage_account="acc", queue_name="q", sas_token="sig=s1gnature")
    assert perform(make_order(queued)).message.startswith("StorageQueue Action - ")
