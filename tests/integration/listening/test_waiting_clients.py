"""Who waits for whom: clients that keep others waiting cost a connection, and no thread."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from contextlib import ExitStack, closing
from typing import Any

import pytest
from azure_scheduler_emulator.http.listener import WORKERS
from azure_scheduler_emulator.http.listeners import Listeners
from azure_scheduler_emulator.http.timeouts import Patience
from azure_scheduler_emulator.machine import monotonic

#: Long enough for a busy machine, short enough to fail a test.
SOON = 5.0


class TestClientsThatKeepOthersWaiting:
    @pytest.mark.parametrize(
        ("port", "text"),
        [
            pytest.param("https_url", b"", id="no ClientHello"),
            pytest.param("https_url", b"\x16\x03\x01\x02\x00\x01\x00", id="half a ClientHello"),
            pytest.param("http_url", b"", id="no request"),
            pytest.param("http_url", b"GET /half", id="half a request line"),
            pytest.param("http_url", b"GET / HTTP/1.1\r\nHost: x\r\n", id="half a head"),
            pytest.param("http_url", b"PUT / HTTP/1.1\r\nContent-Length: 9\r\n\r\nhalf", id="half a body"),
            pytest.param("http_url", b"PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n", id="half a chunk"),
        ],
    )
    def test_more_of_them_than_threads_do_not_stop_a_good_client(
        self, net: Any, listen: Callable[..., Listeners], port: str, text: bytes
    ) -> None:
        # They are still there when the good client comes, however slow this machine is.
        listeners = listen(patience=Patience(request=60.0))
        with ExitStack() as stack:
            for _ in range(WORKERS + 20):
                stack.enter_context(net.dial(getattr(listeners, port))).sendall(text)

            assert [net.get(url) for url in (listeners.https_url, listeners.http_url)] == [200, 200]

    def test_idle_clients_after_a_request_do_not_stop_a_good_client(self, net: Any, listeners: Listeners) -> None:
        with ExitStack() as stack:
            for _ in range(WORKERS + 20):
                connection = stack.enter_context(closing(net.keep_alive(listeners)))
                connection.request("GET", "/")
                connection.getresponse().read()

            assert net.get(listeners.http_url) == 200

    @pytest.mark.parametrize(
        ("text", "answer"),
        [
            pytest.param(b"", b"", id="nothing: nothing is answered"),
            pytest.param(b"GET /half", b"HTTP/1.1 408 Request Timeout", id="half a head"),
            pytest.param(
                b"PUT / HTTP/1.1\r\nContent-Length: 9\r\n\r\nh", b"HTTP/1.1 408 Request Timeout", id="half a body"
            ),
        ],
    )
    def test_they_lose_their_connection(
        self, net: Any, listen: Callable[..., Listeners], text: bytes, answer: bytes
    ) -> None:
        assert net.talk(listen(patience=Patience(request=0.1)), text).partition(b"\r\n")[0] == answer

    @pytest.mark.parametrize("port", ["https_url", "http_url"])
    def test_sending_a_byte_now_and_then_does_not_help(
        self, net: Any, listen: Callable[..., Listeners], port: str
    ) -> None:
        with net.dial(getattr(listen(patience=Patience(request=0.1)), port)) as sock:
            sock.sendall(b"\x16\x03\x01\x40\x00" if port == "https_url" else b"GET / HTTP/1.1\r\nX: ")
            sock.settimeout(0.01)

            assert net.drip(sock).partition(b"\r\n")[0] in (b"", b"HTTP/1.1 408 Request Timeout")

    def test_a_client_that_does_not_read_loses_its_connection(
        self, net: Any, app: Any, listen: Callable[..., Listeners]
    ) -> None:
        ended = threading.Event()

        class Endless:
            def __iter__(self):
                while True:
                    yield b"x" * 1_000_000

            def close(self):
                ended.set()

        def flood(environ, start_response):
            start_response("200 OK", [])
            return Endless()

        app.answer = flood
        with net.dial(listen(patience=Patience(answer=0.1)).http_url) as sock:
            sock.sendall(b"GET / HTTP/1.1\r\n\r\n")

            assert ended.wait(SOON)

    @pytest.mark.parametrize("port", ["https_url", "http_url"])
    def test_case_12_a_client_that_reads_a_little_now_and_then_loses_its_connection(
        self, net: Any, app: Any, listen: Callable[..., Listeners], port: str
    ) -> None:
        ended = threading.Event()

        def flood(environ, start_response):
            start_response("200 OK", [])
            try:
                while True:
                    yield b"x" * 1_000_000
            finally:
                ended.set()

        app.answer = flood
        # Whoever reads all the time is never waited for for long; here that makes a fifth of a second in all.
        with net.dial_for(getattr(listen(patience=Patience(answer=0.2, pace=1e12)), port)) as sock:
            sock.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            give_up = monotonic() + 4 * SOON
            while not ended.is_set() and monotonic() < give_up:
                sock.recv(65536)
        assert ended.is_set()

    def test_case_12_clients_that_are_slow_to_read_hold_no_thread_that_others_need(
        self, net: Any, app: Any, listen: Callable[..., Listeners]
    ) -> None:
        listeners = listen(patience=Patience(answer=60.0))
        usual, piece = app.answer, b"x" * 100_000

        def flood(environ, start_response):
            if environ["PATH_INFO"] == "/":
                return usual(environ, start_response)
            start_response("200 OK", [])
            return itertools.repeat(piece)

        app.answer = flood
        with ExitStack() as stack:
            for _ in range(WORKERS + 20):
                stack.enter_context(net.dial(listeners.http_url)).sendall(b"GET /large HTTP/1.1\r\n\r\n")

            assert net.get(listeners.http_url) == 200

    def test_a_connection_rests_between_requests_for_a_while(self, net: Any, listen: Callable[..., Listeners]) -> None:
        listeners = listen(patience=Patience(rest=0.1))
        with net.dial(listeners.http_url) as sock:
            sock.sendall(b"PUT / HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi")

            assert net.read_all(sock).endswith(b"\r\n\r\nhi")
