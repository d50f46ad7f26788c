"""The two ports: who waits for whom, and what HTTP means to us. Real sockets on loopback, ports of the system."""

from __future__ import annotations

import http.client
import logging
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from urllib.parse import urlsplit
from wsgiref.validate import validator

import pytest

from emulator.clock import monotonic, wall
from emulator.server.certificate_folder import CertificateFolder
from emulator.server.certificates import ensure
from emulator.server.listener import WORKERS
from emulator.server.listeners import Listeners
from emulator.server.patience import Patience

#: Long enough for a busy machine, short enough to fail a test.
SOON = 5.0


class Application:
    """Answers with what it was asked, or with whatever a test puts in its place."""

    def __init__(self) -> None:
        self.answer: Callable = self.echo
        self.environ: dict = {}

    def __call__(self, environ, start_response):
        self.environ = environ
        return self.answer(environ, start_response)

    def echo(self, environ, start_response):
        """Answer with the request's body."""
        body = environ["wsgi.input"].read()
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
        return [body]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> CertificateFolder:
    """Return certificates for the server."""
    return ensure(tmp_path_factory.mktemp("listeners") / "certs", [], now=wall())


@pytest.fixture
def app() -> Application:
    """Return the application of both ports."""
    return Application()


@pytest.fixture
def listen(app: Application, folder: CertificateFolder) -> Iterator[Callable[..., Listeners]]:
    """Return a function that starts listeners, which are stopped after the test."""
    with ExitStack() as stack:

        def start(**options) -> Listeners:
            options = {"host": "127.0.0.1", "https_port": 0, "http_port": 0} | options
            files = (folder.server, folder.server_key)
            return stack.enter_context(Listeners(app, app, certificate_files=files, **options))

        yield start


@pytest.fixture
def listeners(listen: Callable[..., Listeners]) -> Listeners:
    """Return running listeners."""
    return listen()


def dial(url: str) -> socket.socket:
    """Return a TCP connection to the port that ``url`` names."""
    parts = urlsplit(url)
    sock = socket.create_connection((parts.hostname, parts.port), timeout=SOON)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock


def talk(listeners: Listeners, text: bytes) -> bytes:
    """Send ``text`` to the plain port and return all that it answers until it closes the connection."""
    with dial(listeners.http_url) as sock:
        sock.sendall(text)
        return read_all(sock)


def read_all(sock: socket.socket) -> bytes:
    """Return everything until the other side closes the connection."""
    return b"".join(iter(lambda: sock.recv(65536), b""))


def get(url: str, folder: CertificateFolder) -> int:
    """Return the status of a request over a new connection."""
    parts = urlsplit(url)
    if parts.scheme == "https":
        context = ssl.create_default_context(cafile=folder.authority)
        connection = http.client.HTTPSConnection(parts.hostname, parts.port, timeout=SOON, context=context)
    else:
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=SOON)
    with closing(connection):
        connection.request("GET", "/")
        return connection.getresponse().status


def keep_alive(listeners: Listeners) -> http.client.HTTPConnection:
    """Return a connection to the plain port."""
    parts = urlsplit(listeners.http_url)
    return http.client.HTTPConnection(parts.hostname, parts.port, timeout=SOON)


def drip(sock: socket.socket) -> bytes:
    """Send single bytes until something is answered, and return that; nothing if the connection is closed."""
    give_up = monotonic() + SOON
    while monotonic() < give_up:
        try:
            sock.sendall(b"x")
            return sock.recv(65536)
        except TimeoutError:
            continue
        except ConnectionError:
            return b""
    raise TimeoutError


def wait_until_closed(url: str) -> None:
    """Return when nobody can connect to ``url`` any more."""
    give_up = monotonic() + SOON
    while monotonic() < give_up:
        try:
            dial(url).close()
        except ConnectionError:
            return
    raise TimeoutError


def flood(sock: socket.socket) -> None:
    """Send far more than any buffer holds."""
    for _ in range(20_000):
        sock.sendall(b"x" * 65536)


class TestStarting:
    def test_both_ports_answer_once_started(self, listeners: Listeners, folder: CertificateFolder) -> None:
        assert [get(url, folder) for url in (listeners.https_url, listeners.http_url)] == [200, 200]
        assert listeners.https_url.startswith("https://127.0.0.1:")
        assert listeners.http_url.startswith("http://127.0.0.1:")

    def test_each_port_has_its_application(self, folder: CertificateFolder) -> None:
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
            assert [get(url, folder) for url in (listeners.https_url, listeners.http_url)] == [201, 202]

    def test_it_listens_on_ipv6(self, listen: Callable[..., Listeners], folder: CertificateFolder) -> None:
        try:
            socket.create_server(("::1", 0), family=socket.AF_INET6).close()
        except OSError as error:
            pytest.skip(f"This machine has no IPv6 loopback: {error}")

        listeners = listen(host="::1")

        assert listeners.https_url.startswith("https://[::1]:")
        assert [get(url, folder) for url in (listeners.https_url, listeners.http_url)] == [200, 200]

    def test_listening_everywhere_shows_an_address_that_can_be_called(
        self, listen: Callable[..., Listeners], folder: CertificateFolder
    ) -> None:
        listeners = listen(host="0.0.0.0")

        assert get(listeners.https_url, folder) == 200

    def test_a_taken_port_leaves_the_other_one_free(self, listen: Callable[..., Listeners]) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken, socket.create_server(("127.0.0.1", 0)) as free:
            free_port = free.getsockname()[1]
            free.close()

            with pytest.raises(OSError, match="in use"):
                listen(https_port=free_port, http_port=taken.getsockname()[1])

        assert listen(https_port=free_port).https_url == f"https://127.0.0.1:{free_port}"

    def test_a_port_can_be_taken_again_at_once(
        self, listen: Callable[..., Listeners], folder: CertificateFolder
    ) -> None:
        first = listen()
        port = urlsplit(first.https_url).port
        with dial(first.https_url):
            get(first.https_url, folder)
            first.stop()

        assert get(listen(https_port=port).https_url, folder) == 200


class TestStopping:
    def test_idle_connections_do_not_delay_it(self, listeners: Listeners) -> None:
        with ExitStack() as stack:
            connections = [stack.enter_context(closing(keep_alive(listeners))) for _ in range(100)]
            for connection in connections:
                connection.request("GET", "/")
                connection.getresponse().read()
            silent = [stack.enter_context(dial(listeners.https_url)) for _ in range(20)]
            start = monotonic()

            listeners.stop()

            assert monotonic() - start < 2.0
            assert {sock.recv(1) for sock in [*silent, *(connection.sock for connection in connections)]} == {b""}

    def test_a_request_that_is_being_answered_gets_its_answer(
        self, app: Application, listen: Callable[..., Listeners]
    ) -> None:
        listeners = listen(patience=Patience(grace=2 * SOON))
        asked, go_on = threading.Event(), threading.Event()

        def slow(environ, start_response):
            asked.set()
            go_on.wait(SOON)
            return app.echo(environ, start_response)

        app.answer = slow
        with closing(keep_alive(listeners)) as connection:
            connection.request("POST", "/", body=b"still here")
            assert asked.wait(SOON)
            stopping = threading.Thread(target=listeners.stop)
            stopping.start()
            wait_until_closed(listeners.http_url)
            go_on.set()
            response = connection.getresponse()

            assert (response.read(), response.getheader("Connection")) == (b"still here", "close")
            stopping.join(SOON)
            assert not stopping.is_alive()

    def test_an_application_that_does_not_return_cannot_prevent_it(
        self, app: Application, listeners: Listeners
    ) -> None:
        asked, forever = threading.Event(), threading.Event()

        def stuck(environ, start_response):
            asked.set()
            forever.wait(4 * SOON)
            return app.echo(environ, start_response)

        app.answer = stuck
        with dial(listeners.http_url) as sock:
            sock.sendall(b"GET / HTTP/1.1\r\n\r\n")
            assert asked.wait(SOON)
            start = monotonic()

            listeners.stop()

            assert monotonic() - start < 2.0
            assert sock.recv(1) == b""
        forever.set()

    def test_it_may_be_stopped_twice(self, listeners: Listeners) -> None:
        listeners.stop()
        listeners.stop()

        with pytest.raises(ConnectionRefusedError):
            dial(listeners.http_url)


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
        self, listen: Callable[..., Listeners], folder: CertificateFolder, port: str, text: bytes
    ) -> None:
        # They are still there when the good client comes, however slow this machine is.
        listeners = listen(patience=Patience(request=60.0))
        with ExitStack() as stack:
            for _ in range(WORKERS + 20):
                stack.enter_context(dial(getattr(listeners, port))).sendall(text)

            assert [get(url, folder) for url in (listeners.https_url, listeners.http_url)] == [200, 200]

    def test_idle_clients_after_a_request_do_not_stop_a_good_client(
        self, listeners: Listeners, folder: CertificateFolder
    ) -> None:
        with ExitStack() as stack:
            for _ in range(WORKERS + 20):
                connection = stack.enter_context(closing(keep_alive(listeners)))
                connection.request("GET", "/")
                connection.getresponse().read()

            assert get(listeners.http_url, folder) == 200

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
    def test_they_lose_their_connection(self, listen: Callable[..., Listeners], text: bytes, answer: bytes) -> None:
        assert talk(listen(patience=Patience(request=0.1)), text).partition(b"\r\n")[0] == answer

    @pytest.mark.parametrize("port", ["https_url", "http_url"])
    def test_sending_a_byte_now_and_then_does_not_help(self, listen: Callable[..., Listeners], port: str) -> None:
        with dial(getattr(listen(patience=Patience(request=0.1)), port)) as sock:
            sock.sendall(b"\x16\x03\x01\x40\x00" if port == "https_url" else b"GET / HTTP/1.1\r\nX: ")
            sock.settimeout(0.01)

            assert drip(sock).partition(b"\r\n")[0] in (b"", b"HTTP/1.1 408 Request Timeout")

    def test_a_client_that_does_not_read_loses_its_connection(
        self, app: Application, listen: Callable[..., Listeners]
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
        with dial(listen(patience=Patience(answer=0.1)).http_url) as sock:
            sock.sendall(b"GET / HTTP/1.1\r\n\r\n")

            assert ended.wait(SOON)

    def test_a_connection_rests_between_requests_for_a_while(self, listen: Callable[..., Listeners]) -> None:
        listeners = listen(patience=Patience(rest=0.1))
        with dial(listeners.http_url) as sock:
            sock.sendall(b"PUT / HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi")

            assert read_all(sock).endswith(b"\r\n\r\nhi")


class TestHttp:
    def test_a_connection_is_kept(self, listeners: Listeners) -> None:
        with closing(keep_alive(listeners)) as connection:
            connection.request("POST", "/", body=b"one")
            assert connection.getresponse().read() == b"one"
            port = connection.sock.getsockname()
            connection.request("POST", "/", body=b"two")
            assert connection.getresponse().read() == b"two"

            assert connection.sock.getsockname() == port

    def test_requests_may_be_sent_ahead(self, listeners: Listeners) -> None:
        one = b"POST /1 HTTP/1.1\r\nContent-Length: 3\r\n\r\none"
        two = b"POST /2 HTTP/1.1\r\nContent-Length: 3\r\nConnection: close\r\n\r\ntwo"

        answer = talk(listeners, one + b"\r\n\r\n" + two)  # Empty lines between them are allowed.

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
        self, listeners: Listeners, head: bytes, stays: bool
    ) -> None:
        with dial(listeners.http_url) as sock:
            sock.sendall(head + b"\r\n")
            sock.recv(65536)
            if stays:
                sock.sendall(b"PUT / HTTP/1.1\r\nConnection: close\r\nContent-Length: 4\r\n\r\nmore")

            assert read_all(sock).endswith(b"more" if stays else b"")
            assert stays or read_all(sock) == b""

    def test_requests_are_answered_side_by_side(self, app: Application, listeners: Listeners) -> None:
        together = threading.Barrier(20)

        def meet(environ, start_response):
            together.wait(SOON)
            start_response("200 OK", [])
            return []

        assert talk(listeners, b"GET / HTTP/1.0\r\n\r\n")  # From now on there is one idle thread.
        app.answer = meet
        with ExitStack() as stack:
            connections = [stack.enter_context(closing(keep_alive(listeners))) for _ in range(together.parties)]
            for connection in connections:
                connection.request("GET", "/")

            assert [connection.getresponse().status for connection in connections] == [200] * together.parties

    def test_a_put_without_length_and_body_is_answered_at_once(self, app: Application, listeners: Listeners) -> None:
        with dial(listeners.http_url) as sock:
            sock.sendall(b"PUT /x HTTP/1.1\r\nHost: x\r\n\r\n")

            assert sock.recv(65536).startswith(b"HTTP/1.1 200 OK\r\n")
        assert app.environ.get("CONTENT_LENGTH") is None

    def test_a_head_request_gets_the_headers_of_the_answer_only(self, app: Application, listeners: Listeners) -> None:
        def wordy(environ, start_response):
            start_response("200 OK", [("Content-Length", "5")])
            return [b"hello"]

        app.answer = wordy
        answer = talk(listeners, b"HEAD / HTTP/1.1\r\nConnection: close\r\n\r\n")

        assert b"\r\nContent-Length: 5\r\n" in answer
        assert answer.endswith(b"\r\n\r\n")

    @pytest.mark.parametrize("status", ["204 No Content", "304 Not Modified"])
    def test_some_answers_have_no_body(self, app: Application, listeners: Listeners, status: str) -> None:
        def empty(environ, start_response):
            start_response(status, [])
            return [b"surplus"]

        app.answer = empty
        answer = talk(listeners, b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n")

        assert answer.startswith(b"HTTP/1.1 " + status.encode())
        assert answer.endswith(b"\r\n\r\n")
        assert b"Transfer-Encoding" not in answer

    def test_a_client_that_expects_a_word_before_its_body_gets_it(self, listeners: Listeners) -> None:
        with dial(listeners.http_url) as sock:
            sock.sendall(b"POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\n")
            assert sock.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"
            sock.sendall(b"hi")

            assert read_all(sock).endswith(b"\r\n\r\nhi")

    def test_a_chunked_body_has_a_length_for_the_application(self, app: Application, listeners: Listeners) -> None:
        with closing(keep_alive(listeners)) as connection:
            connection.request("POST", "/", body=iter([b"hello ", b"world"]), encode_chunked=True)

            assert connection.getresponse().read() == b"hello world"
        assert app.environ["CONTENT_LENGTH"] == "11"

    def test_a_body_that_the_application_ignores_does_not_disturb_the_next_request(
        self, app: Application, listeners: Listeners
    ) -> None:
        def ignorant(environ, start_response):
            start_response("403 Forbidden", [("Content-Length", "0")])
            return []

        app.answer = ignorant
        with closing(keep_alive(listeners)) as connection:
            for body in (b"x" * 100_000, iter([b"GET / HTTP/1.1\r\n\r\n"])):
                connection.request("POST", "/", body=body)
                response = connection.getresponse()
                response.read()
                assert response.status == 403

    def test_a_body_beyond_the_limit_is_refused_without_being_read(
        self, app: Application, listen: Callable[..., Listeners]
    ) -> None:
        listeners = listen(max_body=1000)

        with closing(keep_alive(listeners)) as connection:
            # The client sends it all before it looks at the answer.
            connection.request("POST", "/", body=b"x" * 2_000_000)
            assert connection.getresponse().status == 413
        with closing(keep_alive(listeners)) as connection:
            connection.request("POST", "/", body=iter([b"x" * 600, b"x" * 600]), encode_chunked=True)
            assert connection.getresponse().status == 413
        assert app.environ == {}

    def test_a_client_that_asks_before_sending_too_much_is_told_not_to(self, listen: Callable[..., Listeners]) -> None:
        head = b"POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1001\r\n\r\n"

        assert talk(listen(max_body=1000), head).startswith(b"HTTP/1.1 413 ")

    def test_it_does_not_listen_forever_to_what_it_has_refused(self, listen: Callable[..., Listeners]) -> None:
        with dial(listen(max_body=1000, patience=Patience(linger=0.1)).http_url) as sock:
            sock.sendall(b"POST / HTTP/1.1\r\nContent-Length: 1001\r\n\r\n")
            assert sock.recv(65536).startswith(b"HTTP/1.1 413 ")

            with pytest.raises(ConnectionError):
                flood(sock)

    def test_a_body_of_the_limit_is_taken(self, listen: Callable[..., Listeners]) -> None:
        with closing(keep_alive(listen(max_body=1000))) as connection:
            connection.request("POST", "/", body=b"x" * 1000)

            assert connection.getresponse().read() == b"x" * 1000

    def test_an_answer_without_a_length_comes_in_chunks_as_they_are_made(
        self, app: Application, listeners: Listeners
    ) -> None:
        read_first = threading.Event()

        def stream(environ, start_response):
            start_response("200 OK", [])
            yield b"first"
            read_first.wait(SOON)
            yield b""
            yield b"second"

        app.answer = stream
        with closing(keep_alive(listeners)) as connection:
            connection.request("GET", "/")
            response = connection.getresponse()
            assert response.getheader("Transfer-Encoding") == "chunked"
            assert response.read1(5) == b"first"
            read_first.set()
            assert response.read() == b"second"
            connection.request("POST", "/", body=b"x")  # The connection is still in order.
            assert connection.getresponse().read() == b"firstsecond"

    def test_old_clients_get_such_an_answer_until_the_connection_ends(
        self, app: Application, listeners: Listeners
    ) -> None:
        def stream(environ, start_response):
            start_response("200 OK", [])
            return [b"first", b"second"]

        app.answer = stream

        assert talk(listeners, b"GET / HTTP/1.0\r\n\r\n").endswith(b"\r\n\r\nfirstsecond")

    def test_the_applications_headers_are_kept_as_they_are(self, app: Application, listeners: Listeners) -> None:
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
        answer = talk(listeners, b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n").decode()

        lines = answer.removesuffix("\r\n\r\n").split("\r\n")
        assert lines == ["HTTP/1.1 200 OK", *(f"{name}: {value}" for name, value in headers), "Connection: close"]

    def test_answers_say_when_and_by_whom_if_the_application_does_not(self, listeners: Listeners) -> None:
        with closing(keep_alive(listeners)) as connection:
            connection.request("GET", "/")
            response = connection.getresponse()
            response.read()

            assert response.getheader("Date").endswith(" GMT")
            assert response.getheader("Server") == "azure-scheduler-emulator"

    def test_the_application_knows_who_asks_and_where(self, app: Application, listeners: Listeners) -> None:
        with closing(keep_alive(listeners)) as connection:
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
        self, app: Application, listeners: Listeners, caplog: pytest.LogCaptureFixture
    ) -> None:
        def strict(environ, start_response):
            body = environ["wsgi.input"].read(-1)
            start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
            return [body]

        app.answer = validator(strict)
        with closing(keep_alive(listeners)) as connection:
            for body in (b"", b"abc", iter([b"abc"])):
                connection.request("POST", "/a?b", body=body, headers={"Content-Type": "text/plain"})
                assert connection.getresponse().read() in (b"", b"abc")

        assert caplog.records == []


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
        self, app: Application, listeners: Listeners, caplog: pytest.LogCaptureFixture, text: bytes, status: int
    ) -> None:
        caplog.set_level(logging.DEBUG)

        assert talk(listeners, text).split()[1] == str(status).encode()
        assert (caplog.records, app.environ) == ([], {})

    def test_a_client_that_speaks_tls_to_the_plain_port_leaves_no_trace(
        self, listeners: Listeners, folder: CertificateFolder, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)

        with pytest.raises(ssl.SSLError):
            get(listeners.http_url.replace("http:", "https:"), folder)

        assert caplog.records == []
        assert get(listeners.http_url, folder) == 200

    def test_a_client_that_goes_away_leaves_no_trace(
        self, app: Application, listeners: Listeners, folder: CertificateFolder, caplog: pytest.LogCaptureFixture
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
        with dial(listeners.http_url) as sock:
            sock.sendall(b"GET / HTTP/1.1\r\n\r\n")
            assert asked.wait(SOON)
        gone.set()

        assert ended.wait(SOON)
        app.answer = app.echo
        assert get(listeners.http_url, folder) == 200
        assert caplog.records == []


class TestFailingApplications:
    def test_a_failure_is_a_500_and_logged(
        self, app: Application, listeners: Listeners, caplog: pytest.LogCaptureFixture
    ) -> None:
        def broken(environ, start_response):
            raise FileNotFoundError("not the client's fault")  # an OSError, but not of the connection

        app.answer = broken

        assert talk(listeners, b"GET / HTTP/1.1\r\n\r\n").startswith(b"HTTP/1.1 500 ")
        assert "not the client's fault" in caplog.text

    def test_a_failure_before_the_first_byte_of_the_answer_is_a_500(
        self, app: Application, listeners: Listeners
    ) -> None:
        def broken(environ, start_response):
            start_response("200 OK", [])
            raise RuntimeError
            yield

        app.answer = broken

        assert talk(listeners, b"GET / HTTP/1.1\r\n\r\n").startswith(b"HTTP/1.1 500 ")

    def test_a_failure_within_the_answer_breaks_it_off(self, app: Application, listeners: Listeners) -> None:
        def broken(environ, start_response):
            start_response("200 OK", [])
            yield b"begun"
            raise RuntimeError

        app.answer = broken

        answer = talk(listeners, b"GET / HTTP/1.1\r\n\r\n")
        assert answer.endswith(b"\r\n\r\n5\r\nbegun\r\n")  # and no last chunk, from which a client sees it

    def test_the_port_survives(self, app: Application, listeners: Listeners, folder: CertificateFolder) -> None:
        def broken(environ, start_response):
            raise RuntimeError

        app.answer = broken
        for _ in range(WORKERS + 1):
            get(listeners.http_url, folder)
        app.answer = app.echo

        assert get(listeners.http_url, folder) == 200
