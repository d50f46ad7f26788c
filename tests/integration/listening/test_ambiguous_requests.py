"""What two servers in a row could read in two ways is refused, and the connection closed."""

from __future__ import annotations

from typing import Any

import pytest
from azure_scheduler_emulator.http.listeners import Listeners

#: What a client would smuggle past a proxy.
NEXT = b"GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"


def head(*lines: bytes, version: bytes = b"HTTP/1.1") -> bytes:
    return b"\r\n".join((b"POST /first " + version, b"Host: x", *lines, b"", b""))


def assert_refused(net: Any, app: Any, listeners: Listeners, text: bytes) -> None:
    answer = net.talk(listeners, text + NEXT)
    assert answer.startswith(b"HTTP/1.1 400 "), answer
    assert answer.count(b"HTTP/1.1") == 1, "the connection is closed behind the refusal"
    assert app.environ == {}


@pytest.mark.parametrize(
    "line",
    [
        b"X-ARR-ClientCert: b",
        b"x-arr-clientcert: a",
        b"Authorization: b",
        b"Host: y",
        b"Content-Type: b",
        b"Origin: b",
        b"X-Anything: b",
    ],
)
def test_case_05_a_header_that_comes_twice_is_refused(net: Any, app: Any, listeners: Listeners, line: bytes) -> None:
    first = b"%s: a" % line.partition(b":")[0]
    assert_refused(net, app, listeners, head(first, line))


@pytest.mark.parametrize(
    "lines",
    [
        (b"X-ARR-ClientCert: a", b" b"),
        (b"X-ARR-ClientCert: a", b"\tX-Other: b"),
        (b"X-ARR-ClientCert : a",),
        (b"X-ARR-ClientCert\t: a",),
        (b"X-ARR ClientCert: a",),
        (b": a",),
        (b"X-ARR-ClientCert",),
    ],
)
def test_case_05_folds_and_blanks_are_refused(net: Any, app: Any, listeners: Listeners, lines: tuple[bytes]) -> None:
    assert_refused(net, app, listeners, head(*lines))


def test_case_05_a_fold_in_the_first_line_is_refused(net: Any, app: Any, listeners: Listeners) -> None:
    assert_refused(net, app, listeners, b"GET / HTTP/1.1\r\n X: a\r\n\r\n")


def test_case_05_a_name_with_an_underscore_is_not_there(net: Any, app: Any, listeners: Listeners) -> None:
    lines = (b"X_ARR_ClientCert: a", b"X_Arr-ClientCert: b", b"Content_Length: 7", b"X-ARR-ClientCert: c")
    answer = net.talk(listeners, head(*lines, b"Content-Length: 2", b"Connection: close") + b"ok")
    assert answer.endswith(b"\r\n\r\nok")
    assert app.environ["HTTP_X_ARR_CLIENTCERT"] == "c"
    net.talk(listeners, head(*lines[:3], b"Connection: close"))
    assert "HTTP_X_ARR_CLIENTCERT" not in app.environ


def test_case_05_lists_may_come_in_several_lines(net: Any, app: Any, listeners: Listeners) -> None:
    net.talk(
        listeners,
        head(b"Accept: a/b", b"X-Forwarded-For: 1", b"accept: c/d", b"X-Forwarded-For: 2, 3", b"Connection: close"),
    )
    assert app.environ["HTTP_ACCEPT"] == "a/b, c/d"
    assert app.environ["HTTP_X_FORWARDED_FOR"] == "1, 2, 3"


@pytest.mark.parametrize(
    "lines",
    [
        (b"Content-Length: 0", b"Content-Length: 5"),
        (b"Content-Length: 5", b"Content-Length: 5"),
        (b"Content-Length: 5, 5",),
        (b"Content-Length: +5",),
        (b"Content-Length:",),
        (b"Content-Length: " + b"9" * 5000,),
        (b"Content-Length: 5", b"Transfer-Encoding: chunked"),
        (b"Transfer-Encoding: chunked", b"Content-Length: 0"),
        (b"Transfer-Encoding : chunked",),
        (b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked"),
        (b"Transfer-Encoding: chunked, chunked",),
        (b"Transfer-Encoding:",),
        (b"Transfer-Encoding:", b" chunked"),
        (b"Expect: 100-continue", b"Content-Length: 5", b"Transfer-Encoding: chunked"),
    ],
)
def test_case_10_two_ends_of_a_body_are_refused(net: Any, app: Any, listeners: Listeners, lines: tuple[bytes]) -> None:
    assert_refused(net, app, listeners, head(*lines) + b"0\r\n\r\n")


def test_case_10_chunks_need_a_client_of_today(net: Any, app: Any, listeners: Listeners) -> None:
    assert_refused(net, app, listeners, head(b"Transfer-Encoding: chunked", version=b"HTTP/1.0") + b"0\r\n\r\n")


def test_case_10_one_end_is_fine(net: Any, app: Any, listeners: Listeners) -> None:
    chunks = head(b"transfer-encoding: Chunked", b"Connection: close") + b"2\r\nok\r\n0\r\n\r\n"
    assert net.talk(listeners, chunks).endswith(b"\r\n\r\nok")
    assert net.talk(listeners, head(b"Content-Length: 2", b"Connection: close") + b"ok").endswith(b"\r\n\r\nok")


@pytest.mark.parametrize("host", [b"x" * 64, b"a..b", b".a", b"\xe9", b"a:b", b"[::1", b"a" * 9000])
def test_case_14_a_host_that_is_none_is_refused(net: Any, listeners: Listeners, host: bytes) -> None:
    answer = net.talk(listeners, b"GET / HTTP/1.1\r\nConnection: close\r\nHost: " + host + b"\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize("host", [b"", b"localhost:8080", b"a.b.", b"[::1]:80", b"emulator_1", b"x" * 63])
def test_case_14_a_host_that_is_one_is_not(net: Any, listeners: Listeners, host: bytes) -> None:
    answer = net.talk(listeners, b"GET / HTTP/1.1\r\nConnection: close\r\nHost: " + host + b"\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200 ")
