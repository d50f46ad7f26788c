"""How does a call reach its target, and what comes back?

By requests, the fast way: one adapter per thread, its ``send`` called directly with a request that is put together
here, so that nothing is sent that the caller did not ask for. Redirects are not followed, cookies not kept, bodies read
up to a bound, and the whole call has one deadline (contract of the classic API, section 9.1: 60 s).
"""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import threading
import weakref
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import urllib3
from requests import PreparedRequest, Response
from requests.structures import CaseInsensitiveDict
from urllib3.util import SKIP_HEADER

from azure_scheduler_emulator.actions.identity import show
from azure_scheduler_emulator.actions.wire.connection import IDLE, DeadlineAdapter, Resolve, Terms
from azure_scheduler_emulator.actions.wire.errors import CallError, WebStatus, explain
from azure_scheduler_emulator.actions.wire.hostmap import HostMap
from azure_scheduler_emulator.actions.wire.own import OwnPort
from azure_scheduler_emulator.characters import IS_TOKEN
from azure_scheduler_emulator.domain.jobs.authentication import ClientCertificate

#: Seconds that a call may take in all.
LIMIT = 60.0
#: Bytes of a response's body that are read; a longer one is cut off and its connection closed.
BODY_LIMIT = 64 * 1024
#: Client certificates whose TLS contexts are kept: making one takes some milliseconds.
IDENTITIES = 32

#: What a call can end in: RequestException is an OSError; ValueError tells of bad addresses and characters.
_TROUBLE = (OSError, ValueError, urllib3.exceptions.HTTPError, http.client.HTTPException)

#: Visible characters of ISO 8859-1, blanks and tabs, no blank at either end.
_VALUE = re.compile(r"(?:[!-~\x80-\xff](?:[\t -~\x80-\xff]*[!-~\x80-\xff])?)?")


@dataclass(frozen=True, kw_only=True)
class Call:
    """One HTTP request."""

    method: str
    #: Absolute address as the history names it; a host map may send the call elsewhere.
    uri: str
    #: Everything but ``Host`` and ``Content-Length``, which the transport adds; each name once.
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    #: What the call shows when its target asks who it is, in TLS.
    certificate: ClientCertificate | None = None
    #: Seconds that the call may take in all; None for the transport's own limit.
    limit: float | None = None


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One HTTP response."""

    status: int
    #: Names and values as received, in order.
    headers: tuple[tuple[str, str], ...]
    #: At most BODY_LIMIT bytes, undecoded.
    body: bytes

    def header(self, name: str) -> str:
        """Return the value of a header, several of them joined by a comma; empty if there is none."""
        return ", ".join(value for key, value in self.headers if key.lower() == name.lower())


class Sends(Protocol):
    """Makes calls."""

    def send(self, call: Call) -> Answer:
        """Make the call and return the answer, whatever its status; raises CallError when there is none."""


class Transport:
    """Makes calls. One object serves every thread."""

    def __init__(
        self,
        *,
        maps: Mapping[str, str] | None = None,
        verify: bool | str = True,
        limit: float = LIMIT,
        idle: float = IDLE,
        resolve: Resolve = socket.getaddrinfo,
        own_port: OwnPort = lambda: None,
    ) -> None:
        """Set up for all calls.

        ``maps`` sends hosts elsewhere (see hostmap). ``verify`` says whom TLS trusts: True the system's authorities, a
        text the authorities in that file or directory, False everyone. ``limit`` is in seconds; ``idle``,
        ``resolve`` and ``own_port`` are those of connection.Terms. Raises InvalidError for a bad map, OSError for an
        unreadable file.
        """
        self._maps = HostMap(maps)
        self._terms = Terms(tls=_tls_context(verify), idle=idle, resolve=resolve, own_port=own_port)
        self._limit = limit
        #: The terms of calls that show a certificate.
        self._as = lru_cache(IDENTITIES)(
            lambda certificate: replace(self._terms, tls=show(_tls_context(verify), certificate))
        )
        self._local = threading.local()
        self._adapters: weakref.WeakSet[DeadlineAdapter] = weakref.WeakSet()

    def send(self, call: Call) -> Answer:
        """Make the call and return the answer, whatever its status; raises CallError when there is none."""
        host = host_of(call.uri)
        try:
            request, limit = self._request(call), call.limit or self._limit
            if call.certificate is not None:
                return self._send_as(call.certificate, request, limit)
            return _answer(self._adapter().call(request, limit))
        except _TROUBLE as error:
            raise explain(error, host) from error

    def close(self) -> None:
        """Close the idle connections of all threads."""
        for adapter in list(self._adapters):
            adapter.close()

    def _send_as(self, certificate: ClientCertificate, request: PreparedRequest, limit: float) -> Answer:
        """Send on a connection of its own: one that has shown a certificate must not carry other calls."""
        adapter = DeadlineAdapter(self._as(certificate))
        try:
            return _answer(adapter.call(request, limit))
        finally:
            adapter.close()

    def _adapter(self) -> DeadlineAdapter:
        adapter: DeadlineAdapter | None = getattr(self._local, "adapter", None)
        if adapter is None:
            adapter = self._local.adapter = DeadlineAdapter(self._terms)
            self._adapters.add(adapter)
        return adapter

    def _request(self, call: Call) -> PreparedRequest:
        _check(call)
        route = self._maps.route(call.uri)
        request = PreparedRequest()
        request.method, request.url, request.body = call.method, route.url, call.body or None
        request.headers = CaseInsensitiveDict({"Host": route.host_header})
        request.headers.update(call.headers)
        for name in ("User-Agent", "Accept-Encoding"):
            # Otherwise urllib3 adds its own.
            request.headers.setdefault(name, SKIP_HEADER)
        if call.body or call.method not in ("GET", "HEAD"):
            request.headers["Content-Length"] = str(len(call.body))
        return request


def host_of(uri: str) -> str:
    """Return the host name of an address, lower case; empty if it has none."""
    match = re.match(r"[^:/?#]+://(?:[^/?#]*@)?(\[[^\]/?#]*\]|[^:/?#\[]*)", uri)
    return match[1].lower() if match else ""


def _check(call: Call) -> None:
    """Refuse what HTTP cannot carry, before anything is sent."""
    if not IS_TOKEN.fullmatch(call.method):
        raise CallError(WebStatus.SEND, f"The method {call.method!r} is no HTTP method.")
    for name, value in call.headers:
        if not IS_TOKEN.fullmatch(name):
            raise CallError(WebStatus.SEND, f"The header name {name!r} is no HTTP token.")
        if not _VALUE.fullmatch(value):
            raise CallError(WebStatus.SEND, f"The header {name!r} holds characters that HTTP cannot carry.")


def _answer(response: Response) -> Answer:
    """Read the response up to the bound; its connection is kept only if nothing of it is left unread."""
    raw = response.raw
    try:
        # An interim answer that http.client does not skip (101, 103): the final one may follow on the connection.
        body = _body(raw) if raw.status >= 200 else b""
    finally:
        response.close()
    return Answer(status=raw.status, headers=tuple(raw.headers.iteritems()), body=body)


def _body(raw: Any) -> bytes:
    body = b""
    # Up to the end, which is where a missing rest shows, or beyond the bound, so that nothing more is waited for.
    while len(body) <= BODY_LIMIT and (part := raw.read(BODY_LIMIT + 1 - len(body), decode_content=False)):
        body += part
    return body[:BODY_LIMIT]


def _tls_context(verify: bool | str) -> ssl.SSLContext:
    if isinstance(verify, str):
        is_directory = Path(verify).is_dir()
        return ssl.create_default_context(
            cafile=None if is_directory else verify, capath=verify if is_directory else None
        )
    context = ssl.create_default_context()
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        # The operator has asked for it; a warning with every call would say nothing new.
        urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
    return context
