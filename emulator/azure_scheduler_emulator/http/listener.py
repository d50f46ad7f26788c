"""How does one port serve one WSGI application? cheroot reads the requests; who waits for whom is decided here.

cheroot's own server hands each new connection to a worker thread, where a client that says nothing stays until its
timeout: as many of them as there are threads stop the server. Here the poller keeps every connection until something
has come on it, and a worker never waits for more.
"""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from azure_scheduler_emulator.http.connection import Connection
from azure_scheduler_emulator.http.poller import Poller
from azure_scheduler_emulator.http.port import Limit, Port
from azure_scheduler_emulator.http.timeouts import Patience
from azure_scheduler_emulator.http.transport import Transport
from azure_scheduler_emulator.http.turn import Turn
from azure_scheduler_emulator.http.workers import Workers

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

#: Threads of one listener. Only an application at work and a client that is slow to read its answer hold one; requests
#: that wait for something do not count.
WORKERS = 128
#: Connections that the system keeps for us until they are accepted.
BACKLOG = 512

#: Seconds for which a worker listens on after an answer. A client that asks one thing after the other is served by one
#: thread, without the way to the poller and back, which costs two changes of threads a request.
AGAIN = 0.001

log = logging.getLogger(__name__)


class Listener:
    """A port, with the threads behind it."""

    def __init__(
        self,
        app: WSGIApplication,
        address: tuple[str, int],
        *,
        transport: Callable[[socket.socket, Patience], Transport],
        max_body: int,
        limit: Limit,
        patience: Patience,
        turn: Turn,
    ) -> None:
        """Bind to ``address`` (port 0: any free one) and listen; nobody is answered before ``start``.

        Raises:
            OSError: the address is taken, or is not ours.
        """
        listening = _listen(*address)
        #: Where it listens: host and port.
        self.bind_addr: tuple[str, int] = listening.getsockname()[:2]
        name = f"listener-{self.bind_addr[1]}"
        self._transport = transport
        self._workers = Workers(self._serve, limit=WORKERS, name=name)
        self._port = Port(
            wsgi_app=app,
            bind_addr=self.bind_addr,
            max_request_body_size=max_body,
            limit=limit,
            patience=patience,
            waiting=self._workers.waiting,
            turn=turn,
        )
        self._poller = Poller(listening, self._connect, self._workers.submit)
        self._thread = threading.Thread(target=self._poller.run, name=name, daemon=True)

    def start(self) -> None:
        """Answer."""
        self._thread.start()

    def stop(self) -> None:
        """Accept and read nothing more. Returns at once; requests that are being answered go on."""
        self._port.can_add_keepalive_connection = False
        self._poller.stop()

    def close(self, deadline: float) -> None:
        """Give requests that are being answered until ``deadline`` (monotonic seconds), then break what is left."""
        if self._thread.ident is not None:
            self._thread.join()
        self._poller.close()
        self._workers.stop()
        self._workers.join(deadline)

    def _connect(self, sock: socket.socket, address: tuple[Any, ...]) -> Connection:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return Connection(self._port, self._transport(sock, self._port.patience), address)

    def _serve(self, connection: Connection) -> None:
        stays = False
        try:
            stays = self._communicate(connection)
            while stays and self._port.can_add_keepalive_connection and connection.transport.speaks_within(AGAIN):
                stays = self._communicate(connection)
        except Exception:
            # Ours or cheroot's fault. It costs this client its connection, and not the port a thread.
            log.exception("Serving %s failed.", connection.remote_addr)
        if stays:
            self._poller.watch(connection)
        else:
            connection.close()

    def _communicate(self, connection: Connection) -> bool:
        if not connection.known:
            # The handshake of TLS reckons in OpenSSL, where several can at a time.
            return connection.communicate()
        with self._port.turn:
            return connection.communicate()


def _listen(host: str, port: int) -> socket.socket:
    family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    both = host == "::" and socket.has_dualstack_ipv6()
    return socket.create_server(address[:2], family=family, backlog=BACKLOG, dualstack_ipv6=both)
