"""The TLS port: any certificate reaches the application, and so does a client without one."""

from __future__ import annotations

import hashlib
import http.client
import logging
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from azure_scheduler_emulator.certificates.folder import CertificateFolder
from azure_scheduler_emulator.certificates.store import ensure
from azure_scheduler_emulator.http.listeners import Listeners
from azure_scheduler_emulator.machine import wall
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tests.fixtures.logged import logged_by_server

#: Clients as old as these certificates allow themselves such things.
OLD_CLIENT = "DEFAULT:@SECLEVEL=0"


def app(environ, start_response):
    """Tell which certificate the client showed, and how it came here."""
    der = environ.get("emulator.client_certificate")
    seen = hashlib.sha1(der).hexdigest() if der is not None else "none"
    text = f"{seen} {environ['wsgi.url_scheme']} {environ['PATH_INFO']}".encode()
    start_response("200 OK", [("Content-Length", str(len(text)))])
    return [text]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> CertificateFolder:
    """Return certificates for the server."""
    return ensure(tmp_path_factory.mktemp("tls") / "certs", [], now=wall())


@pytest.fixture(scope="module")
def port(folder: CertificateFolder) -> Iterator[int]:
    """Return the TLS port of running listeners."""
    files = (folder.server, folder.server_key)
    with Listeners(app, app, host="127.0.0.1", https_port=0, http_port=0, certificate_files=files) as listeners:
        yield urlsplit(listeners.https_url).port


def certificate(
    *,
    bits: int = 2048,
    years: tuple[int, int] = (2020, 2050),
    usage: x509.ObjectIdentifier | None = None,
    sha1: bool = False,
    issuer: str = "client",
) -> tuple[x509.Certificate, rsa.RSAPrivateKey]:
    """Return a certificate that signs itself, unless ``issuer`` says that somebody unknown did."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "client")]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(years[0], 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(years[1], 1, 1, tzinfo=UTC))
    )
    if usage is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=True)
    signer = key if issuer == "client" else rsa.generate_private_key(public_exponent=65537, key_size=bits)
    signed = builder.sign(signer, hashes.SHA256())
    return (_sign_again_with_sha1(signed, key) if sha1 else signed), key


def _sign_again_with_sha1(signed: x509.Certificate, key: rsa.RSAPrivateKey) -> x509.Certificate:
    """Exchange the signature, which ``cryptography`` no longer makes; both algorithms' names are equally long."""
    sha256, sha1 = bytes.fromhex("2a864886f70d01010b"), bytes.fromhex("2a864886f70d010105")
    body = signed.tbs_certificate_bytes.replace(sha256, sha1)
    signature = key.sign(body, padding.PKCS1v15(), hashes.SHA1())
    der = signed.public_bytes(serialization.Encoding.DER)
    der = der.replace(signed.tbs_certificate_bytes, body).replace(sha256, sha1).replace(signed.signature, signature)
    return x509.load_der_x509_certificate(der)


def client(folder: CertificateFolder, tmp_path: Path, shown: tuple | None, **versions) -> ssl.SSLContext:
    """Return the context of a client that shows a certificate, or none."""
    context = ssl.create_default_context(cafile=folder.authority)
    context.set_ciphers(OLD_CLIENT)
    for name, version in versions.items():
        setattr(context, name, version)
    if shown is not None:
        found, key = shown
        pem = found.public_bytes(serialization.Encoding.PEM) + key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        (tmp_path / "client.pem").write_bytes(pem)
        context.load_cert_chain(tmp_path / "client.pem")
    return context


def thumbprint(shown: tuple) -> str:
    """Return the SHA-1 of the certificate, as the application computes it."""
    return hashlib.sha1(shown[0].public_bytes(serialization.Encoding.DER)).hexdigest()


def get(port: int, context: ssl.SSLContext, path: str = "/") -> str:
    """Ask the application over a new connection."""
    connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=5, context=context)
    try:
        connection.request("GET", path)
        return connection.getresponse().read().decode()
    finally:
        connection.close()


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(certificate, id="self-signed"),
        pytest.param(lambda: certificate(years=(2010, 2012)), id="expired"),
        pytest.param(lambda: certificate(years=(2045, 2050)), id="not valid yet"),
        pytest.param(lambda: certificate(sha1=True), id="signed with SHA-1"),
        pytest.param(lambda: certificate(bits=1024), id="1024 bits"),
        pytest.param(lambda: certificate(usage=ExtendedKeyUsageOID.SERVER_AUTH), id="for servers only"),
        pytest.param(lambda: certificate(issuer="somebody"), id="issued by somebody unknown"),
        pytest.param(
            # What makecert made in 2010, and subscriptions still hold.
            lambda: certificate(bits=1024, sha1=True, years=(2010, 2012), usage=ExtendedKeyUsageOID.SERVER_AUTH),
            id="everything at once",
        ),
    ],
)
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_the_application_sees_exactly_the_certificate(
    port: int, folder: CertificateFolder, tmp_path: Path, make: Callable[[], tuple], version: ssl.TLSVersion
) -> None:
    shown = make()

    seen = get(port, client(folder, tmp_path, shown, maximum_version=version), "/x")

    assert seen == f"{thumbprint(shown)} https /x"


def test_a_client_without_a_certificate_reaches_the_application(
    port: int, folder: CertificateFolder, tmp_path: Path
) -> None:
    assert get(port, client(folder, tmp_path, None), "/x") == "none https /x"


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1:DeprecationWarning")
@pytest.mark.parametrize(
    ("version", "supported"),
    [
        (ssl.TLSVersion.TLSv1, ssl.HAS_TLSv1),
        (ssl.TLSVersion.TLSv1_1, ssl.HAS_TLSv1_1),
        (ssl.TLSVersion.TLSv1_2, ssl.HAS_TLSv1_2),
        (ssl.TLSVersion.TLSv1_3, ssl.HAS_TLSv1_3),
    ],
)
@pytest.mark.parametrize("with_certificate", [True, False])
def test_it_speaks_every_version_of_tls(
    port: int,
    folder: CertificateFolder,
    tmp_path: Path,
    version: ssl.TLSVersion,
    supported: bool,
    with_certificate: bool,
) -> None:
    if not supported:
        pytest.skip(f"{ssl.OPENSSL_VERSION} of this Python was built without {version.name}")
    shown = certificate() if with_certificate else None
    context = client(folder, tmp_path, shown, minimum_version=version, maximum_version=version)

    assert get(port, context).split()[0] == (thumbprint(shown) if shown else "none")


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_resumed_session_still_has_its_certificate(
    port: int, folder: CertificateFolder, tmp_path: Path, version: ssl.TLSVersion
) -> None:
    shown = certificate()
    context = client(folder, tmp_path, shown, minimum_version=version, maximum_version=version)
    session, seen = None, []

    for _ in range(2):
        with (
            socket.create_connection(("127.0.0.1", port), timeout=5) as sock,
            context.wrap_socket(sock, server_hostname="localhost", session=session) as tls,
        ):
            tls.sendall(b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n")
            answer = b"".join(iter(lambda tls=tls: tls.recv(4096), b""))
            session = tls.session
            seen.append((tls.session_reused, answer.split(b"\r\n\r\n")[1].split()[0].decode()))

    assert seen == [(False, thumbprint(shown)), (True, thumbprint(shown))]


def test_each_request_of_a_connection_has_the_certificate(port: int, folder: CertificateFolder, tmp_path: Path) -> None:
    shown = certificate()
    connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=5, context=client(folder, tmp_path, shown))
    seen = []

    for path in ("/a", "/b", "/c"):
        connection.request("GET", path)
        seen.append(connection.getresponse().read().decode())
    connection.close()

    assert seen == [f"{thumbprint(shown)} https {path}" for path in ("/a", "/b", "/c")]


def test_clients_do_not_get_each_others_certificates(port: int, folder: CertificateFolder, tmp_path: Path) -> None:
    shown = [certificate(), certificate(), None]
    connections = [
        http.client.HTTPSConnection("127.0.0.1", port, timeout=5, context=client(folder, tmp_path, one))
        for one in shown
    ]
    for connection in connections:
        connection.connect()

    seen = []
    for connection in connections * 2:
        connection.request("GET", "/")
        seen.append(connection.getresponse().read().decode().split()[0])
    for connection in connections:
        connection.close()

    assert seen == [thumbprint(one) if one else "none" for one in shown] * 2


def test_a_large_body_travels_through_many_records(port: int, folder: CertificateFolder, tmp_path: Path) -> None:
    context = client(folder, tmp_path, None)
    connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=5, context=context)

    connection.request("POST", "/large", body=b"x" * 1_000_000)

    assert connection.getresponse().read().decode() == "none https /large"
    connection.close()


def test_requests_sent_ahead_in_one_record_are_all_answered(
    port: int, folder: CertificateFolder, tmp_path: Path
) -> None:
    head = b"GET / HTTP/1.1\r\nX: "
    request = head + b"x" * (1024 - len(head) - 4) + b"\r\n\r\n"
    with (
        socket.create_connection(("127.0.0.1", port), timeout=5) as sock,
        client(folder, tmp_path, None).wrap_socket(sock, server_hostname="localhost") as tls,
    ):
        tls.sendall(request * 16)
        answers = b""
        while answers.count(b"none https /") < 16:
            piece = tls.recv(65536)
            assert piece, "the server closed the connection before it had answered everything"
            answers += piece


def test_a_hello_may_come_byte_by_byte(port: int, folder: CertificateFolder, tmp_path: Path) -> None:
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = client(folder, tmp_path, None).wrap_bio(incoming, outgoing, server_hostname="localhost")
    with socket.create_connection(("127.0.0.1", port), timeout=5) as sock:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while True:
            try:
                tls.do_handshake()
                break
            except ssl.SSLWantReadError:
                for byte in outgoing.read():
                    sock.sendall(bytes([byte]))
                incoming.write(sock.recv(65536))

    assert tls.version() is not None


def test_a_connection_ends_with_a_goodbye(port: int, folder: CertificateFolder, tmp_path: Path) -> None:
    context = client(folder, tmp_path, None)
    with (
        socket.create_connection(("127.0.0.1", port), timeout=5) as sock,
        context.wrap_socket(sock, server_hostname="localhost", suppress_ragged_eofs=False) as tls,
    ):
        tls.sendall(b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n")

        # Without a close_notify, this client would raise an error at the end.
        assert b"".join(iter(lambda: tls.recv(4096), b"")).startswith(b"HTTP/1.1 200 OK\r\n")


@pytest.mark.parametrize("method", ["GET", "PATCH"])  # OpenSSL itself would notice the first, but not the second.
def test_plain_http_is_told_where_it_is(
    port: int, folder: CertificateFolder, tmp_path: Path, caplog: pytest.LogCaptureFixture, method: str
) -> None:
    caplog.set_level(logging.DEBUG)
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        connection.request(method, "/", body=b"x" * 100_000)
        response = connection.getresponse()

        assert (response.status, b"HTTPS" in response.read()) == (400, True)
    assert logged_by_server(caplog) == []
    assert get(port, client(folder, tmp_path, None)) == "none https /"


@pytest.mark.parametrize("greeting", [b"\x16\x03\x01\x00\x05hello", b"\x16\x03", b"\x80\x2e\x01\x03\x01", b"\0" * 40])
def test_garbage_closes_the_connection_and_leaves_no_trace(
    port: int, folder: CertificateFolder, tmp_path: Path, caplog: pytest.LogCaptureFixture, greeting: bytes
) -> None:
    caplog.set_level(logging.DEBUG)
    with socket.create_connection(("127.0.0.1", port), timeout=5) as sock:
        sock.sendall(greeting)
        sock.shutdown(socket.SHUT_WR)
        b"".join(iter(lambda: sock.recv(4096), b""))

    assert logged_by_server(caplog) == []
    assert get(port, client(folder, tmp_path, None)) == "none https /"
