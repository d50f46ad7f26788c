"""What the tests of the ports share: an application, running listeners, and clients of every manner."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from urllib.parse import urlsplit

import pytest
from azure_scheduler_emulator.certificates.folder import CertificateFolder
from azure_scheduler_emulator.certificates.store import ensure
from azure_scheduler_emulator.http.listeners import Listeners
from azure_scheduler_emulator.machine import monotonic, wall

#: Long enough for a busy machine, short enough to fail a test. The tests have the same.
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


class Network:
    """What clients do to a port."""

    def __init__(self, folder: CertificateFolder) -> None:
        self._folder = folder

    def dial(self, url: str) -> socket.socket:
        """Return a TCP connection to the port that ``url`` names."""
        parts = urlsplit(url)
        sock = socket.create_connection((parts.hostname, parts.port), timeout=SOON)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return sock

    def dial_for(self, url: str) -> socket.socket:
        """Return a connection to the port that ``url`` names that speaks what that port speaks."""
        if not url.startswith("https"):
            return self.dial(url)
        context = ssl.create_default_context(cafile=self._folder.authority)
        return context.wrap_socket(self.dial(url), server_hostname=urlsplit(url).hostname)

    def talk(self, listeners: Listeners, text: bytes) -> bytes:
        """Send ``text`` to the plain port and return all that it answers until it closes the connection."""
        with self.dial(listeners.http_url) as sock:
            sock.sendall(text)
            return self.read_all(sock)

    def read_all(self, sock: socket.socket) -> bytes:
        """Return everything until the other side closes the connection."""
        return b"".join(iter(lambda: sock.recv(65536), b""))

    def get(self, url: str) -> int:
        """Return the status of a request over a new connection."""
        parts = urlsplit(url)
        if parts.scheme == "https":
            context = ssl.create_default_context(cafile=self._folder.authority)
            connection = http.client.HTTPSConnection(parts.hostname, parts.port, timeout=SOON, context=context)
        else:
            connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=SOON)
        with closing(connection):
            connection.request("GET", "/")
            return connection.getresponse().status

    def keep_alive(self, listeners: Listeners) -> http.client.HTTPConnection:
        """Return a connection to the plain port."""
        parts = urlsplit(listeners.http_url)
        return http.client.HTTPConnection(parts.hostname, parts.port, timeout=SOON)

    def drip(self, sock: socket.socket) -> bytes:
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

    def flood(self, sock: socket.socket) -> None:
        """Send far more than any buffer holds."""
        for _ in range(20_000):
            sock.sendall(b"x" * 65536)

    def wait_until_closed(self, url: str) -> None:
        """Return when nobody can connect to ``url`` any more."""
        give_up = monotonic() + SOON
        while monotonic() < give_up:
            try:
                self.dial(url).close()
            except ConnectionError:
                return
        raise TimeoutError


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> CertificateFolder:
    """Return certificates for the server."""
    return ensure(tmp_path_factory.mktemp("listening") / "certs", [], now=wall())


@pytest.fixture
def net(folder: CertificateFolder) -> Network:
    """Return clients."""
    return Network(folder)


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
