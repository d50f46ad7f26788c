"""The two ports: how they start and stop, and which application answers where."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import ExitStack, closing
from typing import Any
from urllib.parse import urlsplit

import pytest
from azure_scheduler_emulator.certificates.folder import CertificateFolder
from azure_scheduler_emulator.http.listeners import Listeners
from azure_scheduler_emulator.http.timeouts import Patience
from azure_scheduler_emulator.machine import monotonic

#: Long enough for a busy machine, short enough to fail a test.
SOON = 5.0


class TestStarting:
    def test_both_ports_answer_once_started(self, net: Any, listeners: Listeners) -> None:
        assert [net.get(url) for url in (listeners.https_url, listeners.http_url)] == [200, 200]
        assert listeners.https_url.startswith("https://127.0.0.1:")
        assert listeners.http_url.startswith("http://127.0.0.1:")

    def test_each_port_has_its_application(self, net: Any, folder: CertificateFolder) -> None:
        def tls_app(environ, start_response):
            start_response("201 Created", [])
            return []

        def plain_app(environ, start_response):
            start_response("202 Accepted", [])
            return []

        files = (folder.server, folder.server_key)
        with Listeners(
            tls_app, plain_app, host="127.0.0.1", https_port=0, http_port=0, certificate_files=files
        ) as listeners:
            assert [net.get(url) for url in (listeners.https_url, listeners.http_url)] == [201, 202]

    def test_it_listens_on_ipv6(self, net: Any, listen: Callable[..., Listeners]) -> None:
        try:
            socket.create_server(("::1", 0), family=socket.AF_INET6).close()
        except OSError as error:
            pytest.skip(f"This machine has no IPv6 loopback: {error}")

        listeners = listen(host="::1")

        assert listeners.https_url.startswith("https://[::1]:")
        assert [net.get(url) for url in (listeners.https_url, listeners.http_url)] == [200, 200]

    def test_listening_everywhere_shows_an_address_that_can_be_called(
        self, net: Any, listen: Callable[..., Listeners]
    ) -> None:
        listeners = listen(host="0.0.0.0")

        assert net.get(listeners.https_url) == 200

    def test_a_taken_port_leaves_the_other_one_free(self, listen: Callable[..., Listeners]) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken, socket.create_server(("127.0.0.1", 0)) as free:
            free_port = free.getsockname()[1]
            free.close()

            with pytest.raises(OSError, match="in use"):
                listen(https_port=free_port, http_port=taken.getsockname()[1])

        assert listen(https_port=free_port).https_url == f"https://127.0.0.1:{free_port}"

    def test_a_port_can_be_taken_again_at_once(self, net: Any, listen: Callable[..., Listeners]) -> None:
        first = listen()
        port = urlsplit(first.https_url).port
        with net.dial(first.https_url):
            net.get(first.https_url)
            first.stop()

        assert net.get(listen(https_port=port).https_url) == 200


class TestStopping:
    def test_idle_connections_do_not_delay_it(self, net: Any, listeners: Listeners) -> None:
        with ExitStack() as stack:
            connections = [stack.enter_context(closing(net.keep_alive(listeners))) for _ in range(100)]
            for connection in connections:
                connection.request("GET", "/")
                connection.getresponse().read()
            silent = [stack.enter_context(net.dial(listeners.https_url)) for _ in range(20)]
            start = monotonic()

            listeners.stop()

            assert monotonic() - start < 2.0
            assert {sock.recv(1) for sock in [*silent, *(connection.sock for connection in connections)]} == {b""}

    def test_a_request_that_is_being_answered_gets_its_answer(
        self, net: Any, app: Any, listen: Callable[..., Listeners]
    ) -> None:
        listeners = listen(patience=Patience(grace=2 * SOON))
        asked, go_on = threading.Event(), threading.Event()

        def slow(environ, start_response):
            asked.set()
            go_on.wait(SOON)
            return app.echo(environ, start_response)

        app.answer = slow
        with closing(net.keep_alive(listeners)) as connection:
            connection.request("POST", "/", body=b"still here")
            assert asked.wait(SOON)
            stopping = threading.Thread(target=listeners.stop)
            stopping.start()
            net.wait_until_closed(listeners.http_url)
            go_on.set()
            response = connection.getresponse()

            assert (response.read(), response.getheader("Connection")) == (b"still here", "close")
            stopping.join(SOON)
            assert not stopping.is_alive()

    def test_an_application_that_does_not_return_cannot_prevent_it(
        self, net: Any, app: Any, listeners: Listeners
    ) -> None:
        asked, forever = threading.Event(), threading.Event()

        def stuck(environ, start_response):
            asked.set()
            forever.wait(4 * SOON)
            return app.echo(environ, start_response)

        app.answer = stuck
        with net.dial(listeners.http_url) as sock:
            sock.sendall(b"GET / HTTP/1.1\r\n\r\n")
            assert asked.wait(SOON)
            start = monotonic()

            listeners.stop()

            assert monotonic() - start < 2.0
            assert sock.recv(1) == b""
        forever.set()

    def test_it_may_be_stopped_twice(self, net: Any, listeners: Listeners) -> None:
        listeners.stop()
        listeners.stop()

        with pytest.raises(ConnectionRefusedError):
            net.dial(listeners.http_url)
