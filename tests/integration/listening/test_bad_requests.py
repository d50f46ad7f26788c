"""What must not trouble the server: nonsense, clients that go away, applications that fail."""

from __future__ import annotations

import logging
import ssl
import threading
from typing import Any

import pytest
from azure_scheduler_emulator.http.listener import WORKERS
from azure_scheduler_emulator.http.listeners import Listeners

from tests.fixtures.logged import logged_by_server

#: Long enough for a busy machine, short enough to fail a test.
SOON = 5.0


class TestBadRequests:
    @pytest.mark.parametrize(
        ("text", "status"),
        [
            (b"nonsense\r\n\r\n", 400),
            (b"GET /\r\n\r\n", 400),
            (b"GET / HTTP/1.1\n\n", 400),  # no carriage returns
            (b"get / HTTP/1.1\r\n\r\n", 400),
            (b"GET //[ HTTP/1.1\r\n\r\n", 400),  # urllib takes this for half an IPv6 address
            (b"GET / HTTP/1.1\r\nno colon\r\n\r\n", 400),
            (b"G T / HTTP/1.1\r\n\r\n", 400),
            (b"GET / HTTP/1.1\r\nX: a\rY: b\r\n\r\n", 400),  # half a line break within a header
            (b"GET / HTTP/1.1\r\nX: a\0b\r\n\r\n", 400),
            (b"GET / HTTP/1.1\r\nX Y: a\r\n\r\n", 400),
            (b"GET / HTTP/1.1\r\n: a\r\n\r\n", 400),
            (b"GET / HTTP/2.0\r\n\r\n", 505),
            (b"PUT / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400),
            (b"PUT / HTTP/1.1\r\nContent-Length: 1_0\r\n\r\n", 400),
            (b"PUT / HTTP/1.1\r\nContent-Length: x\r\n\r\n", 400),
            (b"PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", 400),
            (b"PUT / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
            (b"GET /" + b"x" * 70_000, 414),
            (b"GET / HTTP/1.1\r\nX: " + b"x" * 70_000, 413),
        ],
    )
    def test_they_are_refused_without_a_trace(
        self, net: Any, app: Any, listeners: Listeners, caplog: pytest.LogCaptureFixture, text: bytes, status: int
    ) -> None:
        caplog.set_level(logging.DEBUG)

        assert net.talk(listeners, text).split()[1] == str(status).encode()
        assert (logged_by_server(caplog), app.environ) == ([], {})

    def test_a_client_that_speaks_tls_to_the_plain_port_leaves_no_trace(
        self, net: Any, listeners: Listeners, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)

        with pytest.raises(ssl.SSLError):
            net.get(listeners.http_url.replace("http:", "https:"))

        assert logged_by_server(caplog) == []
        assert net.get(listeners.http_url) == 200

    def test_a_client_that_goes_away_leaves_no_trace(
        self, net: Any, app: Any, listeners: Listeners, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        asked, gone, ended = threading.Event(), threading.Event(), threading.Event()

        class Answer:
            def __iter__(self):
                gone.wait(SOON)
                for _ in range(1000):
                    yield b"x" * 100_000

            def close(self):
                ended.set()

        def late(environ, start_response):
            asked.set()
            start_response("200 OK", [])
            return Answer()

        app.answer = late
        with net.dial(listeners.http_url) as sock:
            sock.sendall(b"GET / HTTP/1.1\r\n\r\n")
            assert asked.wait(SOON)
        gone.set()

        assert ended.wait(SOON)
        app.answer = app.echo
        assert net.get(listeners.http_url) == 200
        assert logged_by_server(caplog) == []


class TestFailingApplications:
    def test_a_failure_is_a_500_and_logged(
        self, net: Any, app: Any, listeners: Listeners, caplog: pytest.LogCaptureFixture
    ) -> None:
        def broken(environ, start_response):
            raise FileNotFoundError("not the client's fault")  # an OSError, but not of the connection

        app.answer = broken

        assert net.talk(listeners, b"GET / HTTP/1.1\r\n\r\n").startswith(b"HTTP/1.1 500 ")
        assert "not the client's fault" in caplog.text

    def test_a_failure_before_the_first_byte_of_the_answer_is_a_500(
        self, net: Any, app: Any, listeners: Listeners
    ) -> None:
        def broken(environ, start_response):
            start_response("200 OK", [])
            raise RuntimeError
            yield

        app.answer = broken

        assert net.talk(listeners, b"GET / HTTP/1.1\r\n\r\n").startswith(b"HTTP/1.1 500 ")

    def test_a_failure_within_the_answer_breaks_it_off(self, net: Any, app: Any, listeners: Listeners) -> None:
        def broken(environ, start_response):
            start_response("200 OK", [])
            yield b"begun"
            raise RuntimeError

        app.answer = broken

        answer = net.talk(listeners, b"GET / HTTP/1.1\r\n\r\n")
        assert answer.endswith(b"\r\n\r\n5\r\nbegun\r\n")  # and no last chunk, from which a client sees it

    def test_the_port_survives(self, net: Any, app: Any, listeners: Listeners) -> None:
        def broken(environ, start_response):
            raise RuntimeError

        app.answer = broken
        for _ in range(WORKERS + 1):
            net.get(listeners.http_url)
        app.answer = app.echo

        assert net.get(listeners.http_url) == 200
