"""Where does the emulator listen? On two ports: TLS, which asks every client for a certificate, and plain HTTP."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING, Self

from azure_scheduler_emulator.http.listener import Listener
from azure_scheduler_emulator.http.port import Limit
from azure_scheduler_emulator.http.timeouts import Patience
from azure_scheduler_emulator.http.tls import TlsTransport, server_context
from azure_scheduler_emulator.http.transport import Transport
from azure_scheduler_emulator.http.turn import Turn
from azure_scheduler_emulator.machine import monotonic

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

#: The largest body of a request, in bytes: a snapshot that is put back. Each face has a limit of its own.
MAX_BODY = 1024 * 1024 * 1024

#: Where to reach a server that listens on every interface.
_LOOPBACK = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - a key to look up, not an address to bind


#: What a port is refused for; anything else is the matter of the host.
_OF_THE_PORT = (errno.EADDRINUSE, errno.EACCES)


class AddressError(OSError):
    """Nobody can listen there: the port is taken or not for us, or the host is not ours (``port`` is None then)."""

    def __init__(self, error: OSError, port: int, *, tls: bool) -> None:
        known = error.errno in errno.errorcode
        super().__init__(error.errno, os.strerror(error.errno or 0) if known else error.strerror)
        self.port = port if error.errno in _OF_THE_PORT else None
        self.tls = tls


class Listeners:
    """The two ports of an emulator, each with its application. A context manager too."""

    #: Where TLS is spoken, e.g. ``https://127.0.0.1:8443``. Known once started.
    https_url: str
    #: Where plain HTTP is spoken, e.g. ``http://127.0.0.1:8080``. Known once started.
    http_url: str

    def __init__(
        self,
        app_https: WSGIApplication,
        app_http: WSGIApplication,
        *,
        host: str,
        https_port: int,
        http_port: int,
        certificate_files: tuple[Path, Path],
        max_body: int = MAX_BODY,
        limits: tuple[Limit, Limit] | None = None,
        patience: Patience | None = None,
        turn: Turn | None = None,
    ) -> None:
        """Remember what to do.

        Args:
            app_https: WSGI application of the TLS port.
            app_http: WSGI application of the plain port.
            host: address or name to listen on, for both ports. ``::`` takes IPv4 too where the system can.
            https_port: port, or 0 for any free one.
            http_port: port, or 0 for any free one.
            certificate_files: the server's certificate and its key, PEM.
            max_body: the largest body of a request in bytes; a larger one is answered with 413.
            limits: of each port, the largest body of a request, where that is less, and how much of it is kept.
            patience: how long to wait for clients.
            turn: whose turn it is, of the requests to both ports.
        """
        self._apps = (app_https, app_http)
        self._addresses = ((host, https_port), (host, http_port))
        self._certificate_files = certificate_files
        self._max_body = max_body
        self._limits = limits or ((lambda *_asked: (max_body, max_body)),) * 2
        self._patience = patience or Patience()
        self._turn = turn or Turn()
        self._listeners: list[Listener] = []

    def start(self) -> None:
        """Bind both ports and answer on them.

        Raises:
            AddressError: a port is taken, or the address is not ours; neither port is bound then.
            InvalidError: the certificate files cannot be used.
        """
        context = server_context(*self._certificate_files)
        transports = (lambda sock, patience: TlsTransport(sock, patience, context), Transport)
        for app, address, transport, limit in zip(self._apps, self._addresses, transports, self._limits, strict=True):
            try:
                listener = Listener(
                    app,
                    address,
                    transport=transport,
                    max_body=self._max_body,
                    limit=limit,
                    patience=self._patience,
                    turn=self._turn,
                )
            except OSError as error:
                tls = not self._listeners
                self.stop()
                raise AddressError(error, address[1], tls=tls) from error
            self._listeners.append(listener)
        for listener in self._listeners:
            listener.start()
        https, http = self._listeners
        self.https_url, self.http_url = f"https://{_reachable(https)}", f"http://{_reachable(http)}"

    @property
    def http_port(self) -> int:
        """Return the port where plain HTTP is spoken. Known once started."""
        return self._listeners[1].bind_addr[1]

    def stop(self) -> None:
        """Close both ports: idle connections at once, busy ones after their grace. May be called again."""
        listeners, self._listeners = self._listeners, []
        deadline = monotonic() + self._patience.grace
        for listener in listeners:
            listener.stop()
        for listener in listeners:
            listener.close(deadline)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def _reachable(listener: Listener) -> str:
    host, port = listener.bind_addr
    host = _LOOPBACK.get(host, host)
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
