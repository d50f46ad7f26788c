"""What does a client ask, and how is the answer written? cheroot's parser and WSGI gateway, and where we differ."""

from __future__ import annotations

from functools import lru_cache
from http import HTTPStatus
from typing import Any

from cheroot.server import HTTPRequest
from cheroot.wsgi import Gateway_10

from azure_scheduler_emulator.http.body import ChunkedBody, SizedBody
from azure_scheduler_emulator.http.head import StrictHeaders
from azure_scheduler_emulator.http.transport import CONNECTION


class Request(HTTPRequest):
    """A request whose head has arrived. It is answered when its body has arrived too."""

    #: What arrives after the head. Set when the head has been read.
    body: SizedBody | ChunkedBody
    #: As ``start_response`` was told it, e.g. ``b"200 OK"``; the stubs say str.
    status: Any
    header_reader = StrictHeaders()

    def read_request_headers(self) -> bool:
        """Read the headers; return False when the request is refused, which is then answered already."""
        if not super().read_request_headers():
            return False
        if b"Transfer-Encoding" in self.inheaders and not self.chunked_read:
            # An older client cannot have meant it (RFC 9112, 6.1).
            self.simple_response("400 Bad Request", "A client of HTTP/1.0 knows no Transfer-Encoding.")
            return False
        length = self.inheaders.get(b"Content-Length", b"0")
        most, kept = self._allowance()
        if int(length) > most:
            self.conn.wfile.take()  # Nobody shall go on, as cheroot may have said.
            self.simple_response("413 Request Entity Too Large", f"A request to this address has at most {most} bytes.")
            return False
        # A PUT without a length and without chunks has no body (RFC 9112, 6.3); the node client sends such.
        self.body = ChunkedBody(most, kept) if self.chunked_read else SizedBody(int(length), min(int(length), kept))
        self.close_connection = not self._wants_to_stay()
        return True

    def respond(self) -> None:
        """Call the application and write its answer."""
        self.rfile = self.body.open()
        try:
            self.server.gateway(self).respond()
        finally:
            self.body.close()
        self.ensure_headers_sent()
        if self.chunked_write:
            self.conn.wfile.write(b"0\r\n\r\n")

    def write(self, chunk: bytes) -> None:
        """Send a part of the answer at once, the headers with the first part."""
        if self.method == b"HEAD" or self.status[:3] in (b"204", b"304"):
            # Such an answer has no body, whatever the application yields (RFC 9110, 9.3.2 and 15.3.5).
            return
        super().write(chunk)
        self.conn.flush()

    def _allowance(self) -> tuple[int, int]:
        """Return how many bytes a body may have, and how many of them are kept."""
        host, path, authorization = (
            text.decode("latin-1")
            for text in (self.inheaders.get(b"Host", b""), self.path, self.inheaders.get(b"Authorization", b""))
        )
        most, kept = self.server.limit(host, path, authorization)
        return min(most, self.server.max_request_body_size), kept

    def _wants_to_stay(self) -> bool:
        options = {option.strip().lower() for option in self.inheaders.get(b"Connection", b"").split(b",")}
        if self.response_protocol == "HTTP/1.1":
            return b"close" not in options
        return b"keep-alive" in options


@lru_cache(256)
def with_phrase(status: str) -> str:
    """Return a status such as ``202 ACCEPTED`` with its registered phrase; one in other letters stays as it is."""
    code, _, phrase = status.partition(" ")
    if not phrase.isupper():
        return status
    try:
        return f"{code} {HTTPStatus(int(code)).phrase}"
    except ValueError:
        return f"{code} {phrase.title()}"


class Gateway(Gateway_10):
    """Calls the WSGI application."""

    def start_response(self, status: str, headers: Any, exc_info: Any = None) -> Any:
        """Take the beginning of an answer. werkzeug shouts its reason phrases; the services did not."""
        return super().start_response(with_phrase(status), headers, exc_info)

    def get_environ(self) -> Any:
        """Return the WSGI environment. The body has arrived: its length is known even if it came in chunks."""
        environ: dict[str, Any] = super().get_environ()
        environ["SERVER_NAME"] = self.req.server.bind_addr[0]
        environ["wsgi.input_terminated"] = True
        environ[CONNECTION] = self.req.conn
        if self.req.chunked_read:
            environ["CONTENT_LENGTH"] = str(self.req.body.size)
        return environ
