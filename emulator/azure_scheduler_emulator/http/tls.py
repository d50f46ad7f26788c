"""How does the emulator speak TLS, and who is the client? It asks for a certificate and accepts any, or none.

Whether the certificate may do what it asks is the application's business: the service answered a stranger with 403 and
an XML body, never with a TLS alert (decision 2). Management certificates were self-signed, and many of those still
around are expired, short or signed with SHA-1.
"""

from __future__ import annotations

import contextlib
import selectors
import socket
from pathlib import Path
from typing import Any

from OpenSSL import SSL, crypto

from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.http.timeouts import Patience
from azure_scheduler_emulator.http.transport import RECORD, TLS_GREETINGS, ClientGoneError, Transport

#: WSGI environment: the client's certificate, DER, exactly as it was presented. Absent when there is none.
CLIENT_CERTIFICATE = "emulator.client_certificate"

#: Level 0 admits TLS 1.0 and 1.1, which .NET Framework clients speak, and certificates with 1024 bits or SHA-1.
_CIPHERS = b"DEFAULT:@SECLEVEL=0"


def server_context(certificate: Path, key: Path) -> SSL.Context:
    """Return the context of a server that presents ``certificate`` (a PEM chain, leaf first) with its ``key``.

    Raises:
        InvalidError: a file is no PEM, or the key is not the certificate's.
    """
    context = SSL.Context(SSL.TLS_SERVER_METHOD)
    context.set_min_proto_version(SSL.TLS1_VERSION)
    context.set_cipher_list(_CIPHERS)
    try:
        context.use_certificate_chain_file(str(certificate))
        context.use_privatekey_file(str(key))
        context.check_privatekey()
    except SSL.Error as error:
        raise InvalidError(
            f"{certificate} and {key} are not a certificate and its key; without them they are made anew."
        ) from error
    context.set_verify(SSL.VERIFY_PEER, lambda *_: True)
    # A client that resumes a session is refused unless its server's sessions have a name.
    context.set_session_id(b"emulator")
    # Tickets carry what resuming needs, the client's certificate too; the cache would hold 20,000 sessions.
    context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
    # One certificate per connection: it is read once.
    context.set_options(SSL.OP_NO_RENEGOTIATION)
    # An idle connection gives its 34 kB of buffers back.
    context.set_mode(SSL.MODE_RELEASE_BUFFERS)
    return context


class TlsTransport(Transport):
    """TLS over TCP. The handshake happens within the first ``receive`` calls, step by step as its messages come."""

    misplaced = "This port speaks HTTPS only, and the client sent a plain HTTP request."

    def __init__(self, sock: socket.socket, patience: Patience, context: SSL.Context) -> None:
        super().__init__(sock, patience)
        self._tls = SSL.Connection(context, sock)
        self._tls.set_accept_state()
        self._environ: dict[str, Any] = {}

    def environ(self) -> dict[str, Any]:
        """Return the scheme and the client's certificate. To be asked after the handshake."""
        if not self._environ:
            self._environ = {"wsgi.url_scheme": "https", "HTTPS": "on"}
            certificate = self._tls.get_peer_certificate()
            if certificate is not None:
                self._environ[CLIENT_CERTIFICATE] = crypto.dump_certificate(crypto.FILETYPE_ASN1, certificate)
        return self._environ

    def greets_rightly(self) -> bool:
        """Tell, without taking it, whether the first byte that came belongs to a handshake."""
        first = self._peek()
        return not first or first[0] in TLS_GREETINGS

    def receive(self) -> bytes | None:
        """Return what has come decrypted, None if nothing has, or nothing at all (``b""``) at the end.

        Raises:
            ClientGoneError: the connection broke, or the handshake failed; OpenSSL has sent its alert.
        """
        while True:
            try:
                return self._tls.recv(RECORD)
            except SSL.WantReadError:
                return None
            except SSL.WantWriteError:
                self._wait(selectors.EVENT_WRITE)
            except SSL.ZeroReturnError:
                return b""
            except SSL.Error as error:
                raise ClientGoneError from error

    def finish(self) -> None:
        """Tell the client that nothing more will be sent."""
        self._say_goodbye()
        super().finish()

    def close(self) -> None:
        """End the connection. May be called again."""
        self._say_goodbye()
        super().close()

    def _say_goodbye(self) -> None:
        # Fails before the end of the handshake, after an error, and when the socket has gone.
        with contextlib.suppress(SSL.Error):
            self._tls.shutdown()

    def _send(self, data: memoryview) -> int:
        try:
            return self._tls.send(data)
        except SSL.WantWriteError:
            self._wanted = selectors.EVENT_WRITE
            return 0
        except SSL.WantReadError:
            self._wanted = selectors.EVENT_READ
            return 0
        except SSL.Error as error:
            raise ClientGoneError from error
