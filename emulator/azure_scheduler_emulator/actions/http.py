"""Performs the HTTP action: calls an address and tells what it answered.

Sources: contract of the classic API, section 9.1; of the Resource Manager face, section 8 (texts as recorded);
decisions 14 and 15.
"""

from __future__ import annotations

import base64
from dataclasses import replace
from http import HTTPStatus
from urllib.parse import unquote, urlsplit

from azure_scheduler_emulator.actions.job_headers import announcement, idempotency, tracing
from azure_scheduler_emulator.actions.oauth import Tokens
from azure_scheduler_emulator.actions.wire.errors import CallError, WebStatus
from azure_scheduler_emulator.actions.wire.record import (
    body_text,
    failure_record,
    plain,
    request_record,
    response_record,
)
from azure_scheduler_emulator.actions.wire.redirects import TooManyRedirectsError, follow
from azure_scheduler_emulator.actions.wire.status_names import status_name
from azure_scheduler_emulator.actions.wire.transport import Answer, Call, Sends, host_of
from azure_scheduler_emulator.domain.jobs.action import HttpAction
from azure_scheduler_emulator.domain.jobs.authentication import (
    ActiveDirectoryOAuth,
    Authentication,
    Basic,
    ClientCertificate,
)
from azure_scheduler_emulator.domain.jobs.history import FireOrder, Result

#: Characters of the body that the history shows, as recorded (the documentation speaks of 2048 bytes).
BODY_SHOWN = 1024

#: Sent in capitals however a job spells them: the API takes ``get``, but to HTTP that is another method, and targets
#: refuse it. Any other method goes out as spelled.
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"})

#: The length of a body is stated by whoever sends it; a contradiction would cut the request in two.
_FRAMING = frozenset({"content-length", "transfer-encoding"})

#: .NET keeps these apart from a response's headers, and the service printed only the latter: in every recorded message
#: they are missing, though the body is HTML.
_CONTENT_HEADERS = frozenset(
    {
        "allow",
        "content-disposition",
        "content-encoding",
        "content-language",
        "content-length",
        "content-location",
        "content-md5",
        "content-range",
        "content-type",
        "expires",
        "last-modified",
    }
)


class HttpPerformer:
    """Performs an HttpAction."""

    def __init__(self) -> None:
        self._tokens = Tokens()

    def perform(self, order: FireOrder, wire: Sends, /) -> Result:
        """Make the call; 2xx succeeds, with redirects everything below 400, and everything else fails."""
        action = order.action
        assert isinstance(action, HttpAction)
        call = _call(order, action)
        host = plain(host_of(action.uri))
        try:
            _check_body(action.body)
            call = self._authorised(call, action.authentication, wire)
            last, answer = follow(call, wire.send) if action.follow_redirects else (call, wire.send(call))
        except (CallError, TooManyRedirectsError) as error:
            return Result(
                succeeded=False,
                message=plain(f"Http Action - Request to host '{host}' failed: {error}"),
                hopeless=isinstance(error, TooManyRedirectsError) or not _is_address(action.uri),
                request=request_record(call),
                response=failure_record(error),
            )
        if answer.status == HTTPStatus.UNAUTHORIZED and isinstance(action.authentication, ActiveDirectoryOAuth):
            self._tokens.forget(action.authentication)
        response = response_record(answer)
        return Result(
            succeeded=200 <= answer.status <= (399 if action.follow_redirects else 299),
            message=_response_message(host, answer),
            request=request_record(call),
            response=response if last is call else {**response, "uri": request_record(last)["uri"]},
        )

    def _authorised(self, call: Call, authentication: Authentication | None, wire: Sends) -> Call:
        """Return the call with what says who makes it; raises CallError when an authority gives no token."""
        if isinstance(authentication, ClientCertificate):
            return replace(call, certificate=authentication)
        if isinstance(authentication, Basic):
            credentials = _basic(authentication.username, authentication.password)
        elif isinstance(authentication, ActiveDirectoryOAuth):
            credentials = f"Bearer {self._tokens.get(authentication, wire)}"
        elif any(name.lower() == "authorization" for name, _ in call.headers):
            return call
        else:
            credentials = _of_address(call.uri)
            if not credentials:
                return call
        others = tuple((name, value) for name, value in call.headers if name.lower() != "authorization")
        return replace(call, headers=(*others, ("Authorization", credentials)))


def _call(order: FireOrder, action: HttpAction) -> Call:
    method = action.method.upper()
    return Call(
        method=method if method in _METHODS else action.method,
        uri=action.uri,
        headers=_headers(order, action),
        body=_body(action),
        limit=None if action.timeout is None else action.timeout.total_seconds(),
    )


def _body(action: HttpAction) -> bytes:
    text = action.body or ""
    return base64.b64decode(text) if action.binary else text.encode("utf-8", "replace")


def _basic(username: str, password: str) -> str:
    pair = f"{username}:{password}".encode("utf-8", "replace")
    return f"Basic {base64.b64encode(pair).decode('ascii')}"


def _of_address(uri: str) -> str:
    """Return the credentials that an address carries before its host, as browsers send them; empty without any."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return ""
    return _basic(unquote(parts.username or ""), unquote(parts.password or "")) if "@" in parts.netloc else ""


def _is_address(uri: str) -> bool:
    """Tell whether ``uri`` could be called at all."""
    return uri.lower().startswith(("http://", "https://")) and bool(host_of(uri))


def _headers(order: FireOrder, action: HttpAction) -> tuple[tuple[str, str], ...]:
    """Return the job's headers in its order and spelling, with ours put over those of the same name."""
    headers: dict[str, tuple[str, str]] = {}
    for name, padded in action.headers:
        # Blanks round a value are not part of it: HTTP does not carry them.
        value, first = padded.strip(" \t"), headers.get(name.lower())
        headers[name.lower()] = (first[0], f"{first[1]}, {value}") if first else (name, value)
    for name in _FRAMING:
        headers.pop(name, None)
    if "traceparent" not in headers:
        # A job that names a trace itself means that one.
        headers.update({name: (name, value) for name, value in tracing(order)})
    for name, value in _own_headers(order, action):
        headers[name.lower()] = (name, value)
    return tuple(headers.values())


def _own_headers(order: FireOrder, action: HttpAction) -> tuple[tuple[str, str], ...]:
    own = announcement(order) if action.announce else ()
    return (*own, idempotency(order))


def _check_body(body: str | None) -> None:
    """Refuse lone surrogates, which JSON can name but UTF-8 cannot spell."""
    try:
        (body or "").encode("utf-8")
    except UnicodeEncodeError as error:
        raise CallError(WebStatus.SEND, "The body holds characters that UTF-8 cannot carry.") from error


def _response_message(host: str, answer: Answer) -> str:
    grouped: dict[str, list[str]] = {}
    for name, value in answer.headers:
        if name.lower() not in _CONTENT_HEADERS:
            grouped.setdefault(name, []).append(value)
    lines = "".join(f"{name}: {', '.join(values)}\r\n" for name, values in grouped.items())
    body = body_text(answer)[:BODY_SHOWN]
    return plain(
        f"Http Action - Response from host '{host}': '{status_name(answer.status)}' "
        f"Response Headers: {lines} Body: {body}"
    )
