"""What happens round every face? Its requests are remembered, and faults do what no face can do.

Which fault applies is the face's decision, since it knows who asks and when: it takes the effect, answers a status in
its own envelope, and settles the fate of the operation. Here the answer is held back, cut off or never sent.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from azure_scheduler_emulator.clock import Clock
from azure_scheduler_emulator.domain.azure.subscription import named_in
from azure_scheduler_emulator.domain.time.http_date import http_date
from azure_scheduler_emulator.domain.time.moment import render
from azure_scheduler_emulator.faces.incoming import Incoming
from azure_scheduler_emulator.faults import Effect
from azure_scheduler_emulator.gateway import sayings
from azure_scheduler_emulator.http.transport import CONNECTION, BusyError, ClientGoneError
from azure_scheduler_emulator.http.waiting import waiting
from azure_scheduler_emulator.journal import KEPT, Exchange, Journal
from azure_scheduler_emulator.machine import monotonic, pause
from azure_scheduler_emulator.news import News, Topic
from azure_scheduler_emulator.testbed.addresses import Addresses

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from azure_scheduler_emulator.telemetry import Open, Telemetry

Headers = list[tuple[str, str]]

#: Says in the answer why a request was refused, where the settings ask for that.
REASON_HEADER = "x-emulator-reason"

log = logging.getLogger(__name__)


@dataclass
class _Answer:
    """What an application answers, while it does."""

    status: str = ""
    headers: Headers = field(default_factory=list)

    def start(self, status: str, headers: Headers, _exc_info: Any = None) -> Callable[[bytes], object]:
        self.status, self.headers = status, headers
        # The old way of writing a body. Flask never takes it.
        return lambda _: None


@dataclass(frozen=True)
class Recorder:
    """Where the requests of every face are remembered."""

    clock: Clock
    journal: Journal[Exchange]
    #: How many requests were answered, by face and status.
    tally: Counter[tuple[str, int]]
    news: News = field(default_factory=News)
    #: Whether answers tell why a request was refused.
    explain: bool = False
    #: Where the listeners are.
    addresses: Addresses = field(default_factory=Addresses)
    #: Makes spans of the requests, where the settings ask for that.
    telemetry: Telemetry | None = None


class Recorded:
    """A WSGI application whose requests are remembered."""

    def __init__(self, app: WSGIApplication, face: str, recorder: Recorder) -> None:
        self._app = app
        self._face = face
        self._recorder = recorder

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        started, path = monotonic(), environ.get("PATH_INFO", "")
        incoming = Incoming.begin(environ, self._recorder.clock)
        span = self._span(environ, path, incoming)
        sent = _body(environ)
        answer = _Answer()
        chunks = self._app(environ, answer.start)
        effect = incoming.effect
        names = {name.lower() for name, _ in answer.headers}
        if "date" not in names:
            answer.headers = [*answer.headers, ("Date", http_date(incoming.clock.now()))]
        if self._recorder.explain and incoming.reason:
            answer.headers = [*answer.headers, (REASON_HEADER, sayings.of_header(incoming.reason))]

        def remember(body: bytes, status: int) -> None:
            delay = effect.delay.total_seconds() if effect and effect.delay else 0.0
            self._remember(environ, path, incoming, sent, answer, body, status, monotonic() - started + delay)
            if span is not None:
                error = f"answered {status}" if status == 0 or status >= HTTPStatus.INTERNAL_SERVER_ERROR else ""
                span.end({"http.response.status_code": status, "emulator.now": render(incoming.now)}, error)

        number = int(answer.status[:3])
        if "content-length" not in names and effect is None:
            # It may go on for long: nobody waits for its end.
            start_response(answer.status, answer.headers)
            return _passed_on(chunks, lambda body: remember(body, number))
        body = _joined(chunks)
        remember(body, 0 if effect and effect.reset else number)
        parts = [body] if effect is None else _spoilt(environ, body, effect)
        start_response(answer.status, answer.headers)
        return parts

    def _span(self, environ: WSGIEnvironment, path: str, incoming: Incoming) -> Open | None:
        """Return the span of a request, which from now on is the place in the trace that it goes by."""
        if self._recorder.telemetry is None:
            return None
        span = self._recorder.telemetry.request(self._face, environ["REQUEST_METHOD"], path, incoming.trace)
        incoming.trace = span.context
        return span

    def _remember(
        self,
        environ: WSGIEnvironment,
        path: str,
        incoming: Incoming,
        sent: bytes,
        answer: _Answer,
        body: bytes,
        status: int,
        seconds: float,
    ) -> None:
        exchange = Exchange(
            at=incoming.now,
            face=self._face,
            method=environ["REQUEST_METHOD"],
            path=path,
            query=environ.get("QUERY_STRING", ""),
            subscription=named_in(path),
            head=_head(environ),
            length=environ.get("CONTENT_LENGTH", ""),
            body=sent[:KEPT],
            status=status,
            answer_head="\n".join([part for pair in answer.headers for part in pair]),
            answer_body=body[:KEPT],
            seconds=seconds,
            reason=incoming.reason,
            id=_id(answer.headers),
            fault=incoming.effect.by if incoming.effect else None,
            certificate=incoming.certificate,
            registered=incoming.registered,
        )
        self._recorder.journal.add((exchange,))
        self._recorder.news.tell(Topic.ASKED)
        self._recorder.tally[self._face, status] += 1
        if log.isEnabledFor(logging.INFO):
            sayings.tell(log, exchange)


def _id(headers: Headers) -> str:
    found = next((value for name, value in headers if name.lower() == "x-ms-request-id"), "")
    return found.replace("-", "").lower()


def dated(headers: Headers, now: Callable[[], Any]) -> Headers:
    """Return ``headers`` with a date by the emulator's clock, unless they have one."""
    if any(name.lower() == "date" for name, _ in headers):
        return headers
    return [*headers, ("Date", http_date(now()))]


def _body(environ: WSGIEnvironment) -> bytes:
    """Return the body of a request, which has arrived, and leave it to be read again."""
    if not environ.get("CONTENT_LENGTH") and not environ.get("wsgi.input_terminated"):
        return b""
    stream = environ["wsgi.input"]
    if not (hasattr(stream, "seekable") and stream.seekable()):
        return b""
    start = stream.tell()
    data: bytes = stream.read(KEPT)
    stream.seek(start)
    return data


def _head(environ: WSGIEnvironment) -> bytes:
    """Return the head of a request: as it came, or what another server has left of it."""
    connection = environ.get(CONNECTION)
    if connection is not None:
        head: bytes = connection.rfile.getvalue()
        return head
    names = [name for name in environ if name[:5] == "HTTP_"]
    lines = [f"{name[5:].replace('_', '-')}: {environ[name]}" for name in names]
    if environ.get("CONTENT_TYPE"):
        lines.append(f"Content-Type: {environ['CONTENT_TYPE']}")
    return "\r\n".join(("", *lines)).encode("latin-1", "replace")


def _joined(chunks: Iterable[bytes]) -> bytes:
    try:
        return b"".join(chunks)
    finally:
        _close(chunks)


def _passed_on(chunks: Iterable[bytes], done: Callable[[bytes], None]) -> Iterator[bytes]:
    kept = b""
    try:
        for chunk in chunks:
            kept += chunk[: KEPT - len(kept)]
            yield chunk
    finally:
        _close(chunks)
        done(kept)


def _close(chunks: Any) -> None:
    if hasattr(chunks, "close"):
        chunks.close()


def _spoilt(environ: WSGIEnvironment, body: bytes, effect: Effect) -> Iterable[bytes]:
    """Return what is sent of ``body``, having waited; break the connection before, or after it."""
    if effect.delay:
        _delay(environ, effect.delay.total_seconds())
    if effect.reset:
        connection = environ.get(CONNECTION)
        if connection is not None:
            connection.transport.reset_at_close()
        raise ClientGoneError("A fault broke the connection.")
    if effect.truncate is None or effect.truncate >= len(body):
        return [body]
    return _cut_off(body[: effect.truncate])


def _delay(environ: WSGIEnvironment, seconds: float) -> None:
    try:
        with waiting(environ):
            pause(seconds)
    except BusyError as error:
        raise ClientGoneError(str(error)) from error


def _cut_off(part: bytes) -> Iterator[bytes]:
    yield part
    raise ClientGoneError("A fault cut the answer off.")
