"""A local target for outgoing calls: it records what it is asked and answers as a test has scripted."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from azure_scheduler_emulator.actions.wire.transport import Transport
from azure_scheduler_emulator.domain.jobs.action import Action
from azure_scheduler_emulator.domain.jobs.history import Attempt, FireOrder
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

#: Answers one request; tells whether the connection stays open.
Script = Callable[[socket.socket], bool]


@dataclass(frozen=True)
class Received:
    """One request as it came in."""

    method: str
    target: str
    headers: list[tuple[str, str]]
    body: bytes

    def values(self, name: str) -> list[str]:
        """Return the values of a header, in order."""
        return [value for key, value in self.headers if key.lower() == name.lower()]


class Target:
    """A raw HTTP/1.1 server on a free port, one thread per connection. Unless told otherwise it answers 200 ``ok``."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.received: list[Received] = []
        #: Connections accepted so far.
        self.connections = 0
        #: Set when a peer has gone before a drip was over.
        self.abandoned = threading.Event()
        self._tls = tls
        self._scripts: deque[Script] = deque()
        self._closing = threading.Event()
        self._open: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    def answer(self, *answers: bytes | Script) -> None:
        """Script the next answers: bytes to send as they are, or a function that sends them itself."""
        self._scripts.extend(_sending(answer) if isinstance(answer, bytes) else answer for answer in answers)

    def hang_up(self, _connection: socket.socket) -> bool:
        """Close the connection without an answer."""
        return False

    def stay_silent(self, _connection: socket.socket) -> bool:
        """Hold the connection open without an answer, until the test is over."""
        self._closing.wait()
        return False

    def drip(self, answer: bytes) -> Script:
        """Return a script that sends the answer a byte at a time, 5 ms apart."""

        def script(connection: socket.socket) -> bool:
            try:
                for byte in answer:
                    connection.sendall(bytes([byte]))
                    if self._closing.wait(0.005):
                        return False
            except OSError:
                self.abandoned.set()
                return False
            return True

        return script

    def close(self) -> None:
        self._closing.set()
        # Wakes the thread that waits in accept(); close() alone does not.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
            stack.enter_context(connection)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._tls:
                connection = stack.enter_context(self._tls.wrap_socket(connection, server_side=True))
            self._open.add(connection)
            reader = stack.enter_context(connection.makefile("rb"))
            while (request := _read(reader)) is not None:
                self.received.append(request)
                script = self._scripts.popleft() if self._scripts else _sending(OK)
                if not script(connection):
                    return


def _sending(answer: bytes) -> Script:
    def script(connection: socket.socket) -> bool:
        connection.sendall(answer)
        return True

    return script


def _read(reader: socket.SocketIO) -> Received | None:
    """Read one request; None when the peer has gone."""
    first = reader.readline().decode("latin-1").split()
    if len(first) != 3:
        return None
    headers = []
    while line := reader.readline().decode("latin-1").strip():
        name, _, value = line.partition(":")
        headers.append((name, value.strip()))
    length = next((int(value) for name, value in headers if name.lower() == "content-length"), 0)
    return Received(first[0], first[1], headers, reader.read(length))


@pytest.fixture
def target() -> Iterator[Target]:
    """A local HTTP server."""
    server = Target()
    yield server
    server.close()


@pytest.fixture
def make_target() -> Iterator[Callable[..., Target]]:
    """Make local servers that are closed with the test, with a TLS context or without."""
    made: list[Target] = []

    def make(tls: ssl.SSLContext | None = None) -> Target:
        made.append(Target(tls))
        return made[-1]

    yield make
    for server in made:
        server.close()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a key and a certificate for 127.0.0.1 that is its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "local target")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("certificate") / "target.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def tls_target(certificate: Path) -> Iterator[Target]:
    """A local HTTPS server whose certificate no system trusts."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = Target(context)
    yield server
    server.close()


@pytest.fixture
def make_transport() -> Iterator[Callable[..., Transport]]:
    """Make transports that are closed with the test; without a ``limit`` a call may take 10 s."""
    made: list[Transport] = []

    def make(**options: object) -> Transport:
        made.append(Transport(**{"limit": 10.0, **options}))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for transport in made:
        transport.close()


@pytest.fixture
def make_order() -> Callable[..., FireOrder]:
    """Make the order for an action; other fields by name."""

    def make(action: Action, *, expected_at: datetime = datetime(2015, 9, 10, tzinfo=UTC), **fields: str) -> FireOrder:
        values = {
            "job_name": "nightly",
            "collection_name": "jobs-west",
            "region": "West Europe",
            "execution_tag": "0123456789abcdef0123456789abcdef",
            "client_request_id": "11111111-2222-3333-4444-555555555555",
        }
        attempt = Attempt(job_id="j-1", occurrence=7, attempt=2, expected_at=expected_at, due_at=expected_at)
        return FireOrder(action=action, attempt=attempt, **{**values, **fields})

    return make


@pytest.fixture
def unused_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        return int(reserved.getsockname()[1])
