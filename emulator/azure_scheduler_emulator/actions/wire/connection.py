"""How does requests make connections that keep a deadline?

From connecting to the last byte of the body, every wait of a call gets only the time that is left of it.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.response import HTTPResponse
from urllib3.util.retry import Retry

from azure_scheduler_emulator.actions.wire.deadline import Deadline, DeadlineResponse
from azure_scheduler_emulator.actions.wire.own import OwnPort, check
from azure_scheduler_emulator.machine import monotonic

#: Finds the addresses of a host, as ``socket.getaddrinfo`` does.
Resolve = Callable[..., Sequence[tuple[Any, ...]]]

#: How long a connection may lie idle and still be used again, in seconds. They are kept for bursts only: a target that
#: closes an idle one (commonly after 2 s or more) at the moment of the next call would fail that call.
IDLE = 1.0

_ONCE = Retry(0, read=False)


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What connections are made by."""

    #: Whom TLS trusts, and whether it asks.
    tls: ssl.SSLContext
    #: Seconds.
    idle: float
    resolve: Resolve
    own_port: OwnPort


class _DeadlineConnection(HTTPConnection):
    """A connection that gives whatever it does only what is left of the time."""

    def __init__(self, *args: Any, terms: Terms, deadline: Deadline, **options: Any) -> None:
        super().__init__(*args, **options)
        self.response_class = partial(DeadlineResponse, deadline=deadline)  # type: ignore[assignment] # only called
        self._terms = terms
        self._deadline = deadline
        self._used_at = 0.0
        self._target = ""

    @property
    def is_connected(self) -> bool:
        """Whether the connection may be used again: alive and not idle for long."""
        return monotonic() - self._used_at < self._terms.idle and super().is_connected

    def putrequest(self, method: str, url: str, *args: Any, **options: Any) -> None:
        """Begin a request; what it asks for is looked at when it is known where the connection leads."""
        self._target = url
        super().putrequest(method, url, *args, **options)

    def send(self, data: Any) -> None:
        """Send within the time left: that of ``sendall`` counts for all of the data."""
        if self.sock is None:
            self.connect()
        check(self.sock, self._target, self._terms.own_port())
        self.sock.settimeout(self._deadline.left())
        super().send(data)

    def getresponse(self) -> HTTPResponse:  # type: ignore[override] # as urllib3's own
        """Wait for status line and headers, and note when the connection was last of use."""
        response = super().getresponse()
        self._used_at = monotonic()
        return response

    def _new_conn(self) -> socket.socket:
        """Connect to the first address that answers, all of them together within the time left."""
        try:
            addresses = self._terms.resolve(self._dns_host.strip("[]"), self.port, type=socket.SOCK_STREAM)
            return _connect(addresses, self._deadline)
        except (socket.gaierror, UnicodeError) as error:
            raise NameResolutionError(self.host, self, socket.gaierror(str(error))) from error
        except TimeoutError as error:
            raise ConnectTimeoutError(self, "no address answered in time") from error
        except OSError as error:
            raise NewConnectionError(self, str(error)) from error


class _DeadlineTlsConnection(_DeadlineConnection, HTTPSConnection):
    """The same over TLS. The handshake, like ``sendall``, keeps the socket's timeout as a whole."""


class _Pool(HTTPConnectionPool):
    ConnectionCls = _DeadlineConnection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _DeadlineTlsConnection


class DeadlineAdapter(HTTPAdapter):
    """The adapter of requests over such connections, one per thread.

    It does not look at the environment (proxies, netrc, certificate bundles) and checks certificates as its TLS context
    says, whatever ``verify`` a call names.
    """

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._deadline = Deadline()
        # A thread makes one call at a time.
        super().__init__(pool_maxsize=1)

    def call(self, request: PreparedRequest, limit: float) -> Response:
        """Send the request and return the response with its body unread, all of it within ``limit`` seconds."""
        self._deadline.start(limit)
        # What ``send`` does beside this (proxies, a choice of timeouts, other names for errors) is a fifth of a call.
        answer = self.get_connection_with_tls_context(request).urlopen(
            str(request.method),
            request.path_url,
            body=request.body,
            headers=request.headers,
            redirect=False,
            assert_same_host=False,
            preload_content=False,
            decode_content=False,
            retries=_ONCE,
            timeout=limit,
        )
        return self.build_response(request, answer)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        """Have the pools make our connections."""
        super().init_poolmanager(*args, ssl_context=self._terms.tls, **options)
        # A pool hands the options that it does not know on to its connections.
        ours: dict[str, Any] = {"terms": self._terms, "deadline": self._deadline}
        self.poolmanager.pool_classes_by_scheme = {"http": partial(_Pool, **ours), "https": partial(_TlsPool, **ours)}

    def get_connection_with_tls_context(self, request: PreparedRequest, *_: Any, **__: Any) -> HTTPConnectionPool:
        """Choose the pool by scheme, host and port only: what TLS needs is in the context."""
        parts = urlsplit(str(request.url))
        pool: HTTPConnectionPool = self.poolmanager.connection_from_host(parts.hostname, parts.port, parts.scheme)
        return pool

    def cert_verify(self, *_: Any, **__: Any) -> None:
        """Leave the connection's TLS context as it is."""

    def build_response(self, req: PreparedRequest, resp: Any) -> Response:
        """Wrap the response as it is, without a second copy of its headers and without cookies."""
        response = Response()
        response.request, response.raw, response.status_code = req, resp, resp.status
        return response


def _connect(addresses: Sequence[tuple[Any, ...]], deadline: Deadline) -> socket.socket:
    failure = OSError("the host has no address")
    for family, kind, protocol, _, address in addresses:
        sock = socket.socket(family, kind, protocol)
        try:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.settimeout(deadline.left())
            sock.connect(address)
            # For what follows at once: the handshake of TLS, or the first bytes sent.
            sock.settimeout(deadline.left())
        except OSError as error:
            sock.close()
            failure = error
        else:
            return sock
    raise failure
