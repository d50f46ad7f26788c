"""Requests over kept-alive connections from processes of their own, so that the client does not slow the server down.

Raw sockets, because an HTTP library costs more than the server that is measured.
"""

from __future__ import annotations

import itertools
import multiprocessing
import socket
import ssl
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Endpoint:
    """Where requests go, and with which certificate."""

    url: str
    ca: str = ""
    certificate: str = ""

    def connect(self) -> socket.socket:
        """Open a connection."""
        parts = urlsplit(self.url)
        plain = socket.create_connection((parts.hostname, parts.port), timeout=30)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if parts.scheme == "http":
            return plain
        context = ssl.create_default_context(cafile=self.ca)
        context.load_cert_chain(self.certificate)
        return context.wrap_socket(plain, server_hostname=parts.hostname)


@dataclass(frozen=True)
class Figures:
    """What came of a load."""

    per_second: float
    #: Milliseconds.
    median: float
    p99: float
    bad: int


def request(method: str, path: str, body: bytes = b"", headers: Sequence[str] = ()) -> bytes:
    """Return the bytes of an HTTP/1.1 request."""
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def run(endpoint: Endpoint, requests: Sequence[bytes], clients: int, seconds: float = 0) -> Figures:
    """Send ``requests``, spread over ``clients`` connections in two processes, and tell how that went.

    With ``seconds``, again and again for as long.
    """
    shares = [list(requests[n::clients]) for n in range(clients)]
    groups = [group for group in (shares[0::2], shares[1::2]) if group]
    context = multiprocessing.get_context("spawn")
    ready, results = context.Barrier(len(groups) + 1), context.Queue()
    workers = [context.Process(target=_process, args=(endpoint, group, seconds, ready, results)) for group in groups]
    for worker in workers:
        worker.start()
    ready.wait(60)
    started = time.perf_counter()
    outcomes = [results.get(timeout=300 + seconds) for _ in workers]
    elapsed = time.perf_counter() - started
    for worker in workers:
        worker.join()
    times = sorted(moment for moments, _ in outcomes for moment in moments)
    return Figures(
        per_second=len(times) / elapsed,
        median=statistics.median(times) * 1000,
        p99=times[int(len(times) * 0.99) - 1] * 1000,
        bad=sum(bad for _, bad in outcomes),
    )


def _process(endpoint: Endpoint, shares: list[list[bytes]], seconds: float, ready: object, results: object) -> None:
    times: list[float] = []
    bad: list[int] = []
    connections = [endpoint.connect() for _ in shares]
    threads = [
        threading.Thread(
            target=_client, args=(endpoint, connection, _lasting(share, seconds), times.append, bad.append)
        )
        for connection, share in zip(connections, shares, strict=True)
    ]
    ready.wait(60)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    results.put((times, len(bad)))


def _lasting(share: list[bytes], seconds: float) -> Iterator[bytes]:
    """Yield each request once, or all of them over and over for some seconds from the first one on."""
    if not seconds:
        yield from share
        return
    end = time.perf_counter() + seconds
    yield from itertools.takewhile(lambda _: time.perf_counter() < end, itertools.cycle(share))


def _client(
    endpoint: Endpoint,
    connection: socket.socket,
    share: Iterator[bytes],
    took: Callable[[float], None],
    failed: Callable[[int], None],
) -> None:
    for data in share:
        started = time.perf_counter()
        try:
            connection.sendall(data)
            status, keep = answer(connection)
        except (OSError, ValueError) as error:
            sys.stderr.write(f"no answer: {error!r}\n")
            status, keep = 0, False
        took(time.perf_counter() - started)
        if not 200 <= status < 300:
            sys.stderr.write(f"{status} is answered to {data[:120]!r}\n")
            failed(status)
        if not keep:
            connection.close()
            connection = endpoint.connect()
    connection.close()


def answer(connection: socket.socket) -> tuple[int, bool]:
    """Read one answer; return its status and whether the connection stays open."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            raise ValueError("closed")
        data += piece
    head, rest = data.split(b"\r\n\r\n", 1)
    lower = head.lower()
    if b"transfer-encoding: chunked" in lower:
        while not rest.endswith(b"0\r\n\r\n"):
            rest += connection.recv(65536)
    elif b"content-length:" in lower:
        length = int(lower.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
        while len(rest) < length:
            rest += connection.recv(65536)
    return int(head[9:12]), b"connection: close" not in lower
