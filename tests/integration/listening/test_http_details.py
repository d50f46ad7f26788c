"""What HTTP/1.1 means to us: connections, bodies, answers."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ExitStack, closing
from typing import Any
from urllib.parse import urlsplit
from wsgiref.validate import validator

import pytest
from azure_scheduler_emulator.http.listeners import Listeners
from azure_scheduler_emulator.http.timeouts import Patience

from tests.fixtures.logged import logged_by_server

#: Long enough for a busy machine, short enough to fail a test.
SOON = 5.0


class TestHttp:
    def test_a_connection_is_kept(self, net: Any, listeners: Listeners) -> None:
        with closing(net.keep_alive(listeners)) as connection:
            connection.request("POST", "/", body=b"one")
            assert connection.getresponse().read() == b"one"
            port = connection.sock.getsockname()
            connection.request("POST", "/", body=b"two")
            assert connection.getresponse().read() == b"two"

            assert connection.sock.getsockname() == port

    @pytest.mark.parametrize(
        ("given", "sent"),
        [
            ("202 ACCEPTED", "202 Accepted"),
            ("405 METHOD NOT ALLOWED", "405 Method Not Allowed"),
            ("200 OK", "200 OK"),
            ("599 UNKNOWN", "599 Unknown"),
            ("429 Too many", "429 Too many"),
            ("204 ", "204 "),
        ],
    )
    def test_case_16_reason_phrases_are_not_shouted(
        self, net: Any, app: Any, listeners: Listeners, given: str, sent: str
    ) -> None:
        def answer(_environ: Any, start_response: Any) -> list[bytes]:
            start_response(given, [("Content-Length", "0")])
            return []

        app.answer = answer
        line = net.talk(listeners, b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n").partition(b"\r\n")[0]

        assert line == f"HTTP/1.1 {sent}".encode()

    def test_requests_may_be_sent_ahead(self, net: Any, listeners: Listeners) -> None:
        one = b"POST /1 HTTP/1.1\r\nContent-Length: 3\r\n\r\none"
        two = b"POST /2 HTTP/1.1\r\nContent-Length: 3\r\nConnection: close\r\n\r\ntwo"

        answer = net.talk(listeners, one + b"\r\n\r\n" + two)  # Empty lines between them are allowed.

        assert [part.partition(b"\r\n\r\n")[2][:3] for part in answer.split(b"HTTP/1.1 200 OK")[1:]] == [b"one", b"two"]

    @pytest.mark.parametrize(
        ("head", "stays"),
        [
            (b"GET / HTTP/1.1\r\n", True),
            (b"GET / HTTP/1.1\r\nConnection: close\r\n", False),  # what the node client sends
            (b"GET / HTTP/1.1\r\nConnection: Close\r\n", False),
            (b"GET / HTTP/1.1\r\nConnection: foo, close\r\n", False),
            (b"GET / HTTP/1.0\r\n", False),
            (b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n", True),
        ],
    )
    def test_the_client_decides_whether_the_connection_stays(
        self, net: Any, listeners: Listeners, head: bytes, stays: bool
    ) -> None:
        with net.dial(listeners.http_url) as sock:
            sock.sendall(head + b"\r\n")
            sock.recv(65536)
            if stays:
                sock.sendall(b"PUT / HTTP/1.1\r\nConnection: close\r\nContent-Length: 4\r\n\r\nmore")

            assert net.read_all(sock).endswith(b"more" if stays else b"")
            assert stays or net.read_all(sock) == b""

    def test_requests_are_answered_side_by_side(self, net: Any, app: Any, listeners: Listeners) -> None:
        together = threading.Barrier(20)

        def meet(environ, start_response):
            together.wait(SOON)
            start_response("200 OK", [])
            return []

        assert net.talk(listeners, b"GET / HTTP/1.0\r\n\r\n")  # From now on there is one idle thread.
        app.answer = meet
        with ExitStack() as stack:
            connections = [stack.enter_context(closing(net.keep_alive(listeners))) for _ in range(together.parties)]
            for connection in connections:
                connection.request("GET", "/")

            assert [connection.getresponse().status for connection in connections] == [200] * together.parties

    def test_a_put_without_length_and_body_is_answered_at_once(self, net: Any, app: Any, listeners: Listeners) -> None:
        with net.dial(listeners.http_url) as sock:
            sock.sendall(b"PUT /x HTTP/1.1\r\nHost: x\r\n\r\n")

            assert sock.recv(65536).startswith(b"HTTP/1.1 200 OK\r\n")
        assert app.environ.get("CONTENT_LENGTH") is None

    def test_a_head_request_gets_the_headers_of_the_answer_only(self, net: Any, app: Any, listeners: Listeners) -> None:
        def wordy(environ, start_response):
            start_response("200 OK", [("Content-Length", "5")])
            return [b"hello"]

        app.answer = wordy
        answer = net.talk(listeners, b"HEAD / HTTP/1.1\r\nConnection: close\r\n\r\n")

        assert b"\r\nContent-Length: 5\r\n" in answer
        assert answer.endswith(b"\r\n\r\n")

    @pytest.mark.parametrize("status", ["204 No Content", "304 Not Modified"])
    def test_some_answers_have_no_body(self, net: Any, app: Any, listeners: Listeners, status: str) -> None:
        def empty(environ, start_response):
            start_response(status, [])
            return [b"surplus"]

        app.answer = empty
        answer = net.talk(listeners, b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n")

        assert answer.startswith(b"HTTP/1.1 " + status.encode())
        assert answer.endswith(b"\r\n\r\n")
        assert b"Transfer-Encoding" not in answer

    def test_a_client_that_expects_a_word_before_its_body_gets_it(self, net: Any, listeners: Listeners) -> None:
        with net.dial(listeners.http_url) as sock:
            sock.sendall(b"POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\n")
            assert sock.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"
            sock.sendall(b"hi")

            assert net.read_all(sock).endswith(b"\r\n\r\nhi")

    def test_a_chunked_body_has_a_length_for_the_application(self, net: Any, app: Any, listeners: Listeners) -> None:
        with closing(net.keep_alive(listeners)) as connection:
            connection.request("POST", "/", body=iter([b"hello ", b"world"]), encode_chunked=True)

            assert connection.getresponse().read() == b"hello world"
        assert app.environ["CONTENT_LENGTH"] == "11"

    def test_a_body_that_the_application_ignores_does_not_disturb_the_next_request(
        self, net: Any, app: Any, listeners: Listeners
    ) -> None:
        def ignorant(environ, start_response):
            start_response("403 Forbidden", [("Content-Length", "0")])
            return []

        app.answer = ignorant
        with closing(net.keep_alive(listeners)) as connection:
            for body in (b"x" * 100_000, iter([b"GET / HTTP/1.1\r\n\r\n"])):
                connection.request("POST", "/", body=body)
                response = connection.getresponse()
                response.read()
                assert response.status == 403

    def test_a_body_beyond_the_limit_is_refused_without_being_read(
        self, net: Any, app: Any, listen: Callable[..., Listeners]
    ) -> None:
        listeners = listen(max_body=1000)

        with closing(net.keep_alive(listeners)) as connection:
            # The client sends it all before it looks at the answer.
            connection.request("POST", "/", body=b"x" * 2_000_000)
            assert connection.getresponse().status == 413
        with closing(net.keep_alive(listeners)) as connection:
            connection.request("POST", "/", body=iter([b"x" * 600, b"x" * 600]), encode_chunked=True)
            assert connection.getresponse().status == 413
        assert app.environ == {}

    def test_a_client_that_asks_before_sending_too_much_is_told_not_to(
        self, net: Any, listen: Callable[..., Listeners]
    ) -> None:
        head = b"POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1001\r\n\r\n"

        assert net.talk(listen(max_body=1000), head).startswith(b"HTTP/1.1 413 ")

    def test_it_does_not_listen_forever_to_what_it_has_refused(
        self, net: Any, listen: Callable[..., Listeners]
    ) -> None:
        with net.dial(listen(max_body=1000, patience=Patience(linger=0.1)).http_url) as sock:
            sock.sendall(b"POST / HTTP/1.1\r\nContent-Length: 1001\r\n\r\n")
            assert sock.recv(65536).startswith(b"HTTP/1.1 413 ")

            with pytest.raises(ConnectionError):
                net.flood(sock)

    def test_a_body_of_the_limit_is_taken(self, net: Any, listen: Callable[..., Listeners]) -> None:
        with closing(net.keep_alive(listen(max_body=1000))) as connection:
            connection.request("POST", "/", body=b"x" * 1000)

            assert connection.getresponse().read() == b"x" * 1000

    def test_an_answer_without_a_length_comes_in_chunks_as_they_are_made(
        self, net: Any, app: Any, listeners: Listeners
    ) -> None:
        read_first = threading.Event()

        def stream(environ, start_response):
            start_response("200 OK", [])
            yield b"first"
            read_first.wait(SOON)
            yield b""
            yield b"second"

        app.answer = stream
        with closing(net.keep_alive(listeners)) as connection:
            connection.request("GET", "/")
            response = connection.getresponse()
            assert response.getheader("Transfer-Encoding") == "chunked"
            assert response.read1(5) == b"first"
            read_first.set()
            assert response.read() == b"second"
            connection.request("POST", "/", body=b"x")  # The connection is still in order.
            assert connection.getresponse().read() == b"firstsecond"

    def test_old_clients_get_such_an_answer_until_the_connection_ends(
        self, net: Any, app: Any, listeners: Listeners
    ) -> None:
        def stream(environ, start_response):
            start_response("200 OK", [])
            return [b"first", b"second"]

        app.answer = stream

        assert net.talk(listeners, b"GET / HTTP/1.0\r\n\r\n").endswith(b"\r\n\r\nfirstsecond")

    def test_the_applications_headers_are_kept_as_they_are(self, net: Any, app: Any, listeners: Listeners) -> None:
        headers = [
            ("x-ms-request-ID", "1"),
            ("date", "Sat, 01 Jan 2000 00:00:00 GMT"),
            ("Server", "Microsoft-HTTPAPI/2.0"),
            ("ETag", '"x"'),
            ("Set-Cookie", "a=1"),
            ("Set-Cookie", "b=2"),
            ("content-length", "0"),
        ]

        def dated(environ, start_response):
            start_response("200 OK", headers)
            return []

        app.answer = dated
        answer = net.talk(listeners, b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n").decode()

        lines = answer.removesuffix("\r\n\r\n").split("\r\n")
        assert lines == ["HTTP/1.1 200 OK", *(f"{name}: {value}" for name, value in headers), "Connection: close"]

    def test_answers_say_when_and_by_whom_if_the_application_does_not(self, net: Any, listeners: Listeners) -> None:
        with closing(net.keep_alive(listeners)) as connection:
            connection.request("GET", "/")
            response = connection.getresponse()
            response.read()

            assert response.getheader("Date").endswith(" GMT")
            assert response.getheader("Server") == "azure-scheduler-emulator"

    def test_the_application_knows_who_asks_and_where(self, net: Any, app: Any, listeners: Listeners) -> None:
        with closing(net.keep_alive(listeners)) as connection:
            connection.request("GET", "/a%20b/c%2Fd?q=%20", headers={"X-Test": "1"})
            connection.getresponse().read()
            client_port = connection.sock.getsockname()[1]

        port = urlsplit(listeners.http_url).port
        expected = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": "/a b/c%2Fd",
            "QUERY_STRING": "q=%20",
            "REQUEST_URI": "/a%20b/c%2Fd?q=%20",
            "HTTP_X_TEST": "1",
            "HTTP_HOST": f"127.0.0.1:{port}",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": str(port),
            "REMOTE_ADDR": "127.0.0.1",
            "REMOTE_PORT": str(client_port),
            "wsgi.url_scheme": "http",
            "wsgi.input_terminated": True,
            "wsgi.multithread": True,
        }
        assert {key: app.environ.get(key) for key in expected} == expected
        assert "emulator.client_certificate" not in app.environ

    def test_it_keeps_the_rules_of_wsgi(
        self, net: Any, app: Any, listeners: Listeners, caplog: pytest.LogCaptureFixture
    ) -> None:
        def strict(environ, start_response):
            body = environ["wsgi.input"].read(-1)
            start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
            return [body]

        app.answer = validator(strict)
        with closing(net.keep_alive(listeners)) as connection:
            for body in (b"", b"abc", iter([b"abc"])):
                connection.request("POST", "/a?b", body=body, headers={"Content-Type": "text/plain"})
                assert connection.getresponse().read() in (b"", b"abc")

        assert logged_by_server(caplog) == []
