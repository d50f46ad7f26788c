"""Why did a call get no answer, in the words of .NET?

The service's history names a member of ``System.Net.WebExceptionStatus`` and quotes the exception's text (contract of
the Resource Manager face, section 8: recorded for ``NameResolutionFailure`` and ``ConnectFailure``; the other texts are
those that the .NET Framework gives with the status).
"""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Iterator
from enum import StrEnum
from socket import gaierror

from urllib3 import exceptions as urllib3


class WebStatus(StrEnum):
    """The members of ``WebExceptionStatus`` that a call can end in."""

    NAME_RESOLUTION = "NameResolutionFailure"
    CONNECT = "ConnectFailure"
    TIMEOUT = "Timeout"
    TRUST = "TrustFailure"
    SECURE_CHANNEL = "SecureChannelFailure"
    SEND = "SendFailure"
    RECEIVE = "ReceiveFailure"
    PROTOCOL = "ServerProtocolViolation"
    #: RequestCanceled in .NET, which has one L.
    CANCELLED = "RequestCanceled"
    #: An answer came, and it was a refusal: .NET's word for any status that is an error.
    REFUSED = "ProtocolError"
    UNKNOWN = "UnknownError"


class CallError(Exception):
    """A call that got no answer: ``str()`` gives status and text, as the history shows them."""

    def __init__(self, status: WebStatus, text: str) -> None:
        super().__init__(f"{status} {text}")
        self.status = status


_CLOSED = "The underlying connection was closed: "
_TEXTS = {
    WebStatus.NAME_RESOLUTION: "The remote name could not be resolved: '{host}'",
    WebStatus.CONNECT: "Unable to connect to the remote server",
    WebStatus.TIMEOUT: "The operation has timed out",
    WebStatus.TRUST: _CLOSED + "Could not establish trust relationship for the SSL/TLS secure channel.",
    WebStatus.SECURE_CHANNEL: "The request was aborted: Could not create SSL/TLS secure channel.",
    WebStatus.SEND: _CLOSED + "An unexpected error occurred on a send.",
    WebStatus.RECEIVE: _CLOSED + "An unexpected error occurred on a receive.",
    WebStatus.PROTOCOL: "The server committed a protocol violation.",
    WebStatus.UNKNOWN: "{error}",
}

#: From the particular to the general: the first row that fits any exception of the chain decides.
_SIGNS: tuple[tuple[tuple[type[BaseException], ...], WebStatus], ...] = (
    ((urllib3.NameResolutionError, gaierror), WebStatus.NAME_RESOLUTION),
    # urllib3 counts a refused connection among its timeouts, hence before them.
    ((urllib3.NewConnectionError,), WebStatus.CONNECT),
    ((urllib3.TimeoutError, TimeoutError), WebStatus.TIMEOUT),
    ((ssl.SSLCertVerificationError,), WebStatus.TRUST),
    # The peer hung up without the closing alert of TLS.
    ((ssl.SSLEOFError, ssl.SSLZeroReturnError), WebStatus.RECEIVE),
    ((ssl.SSLError, urllib3.SSLError), WebStatus.SECURE_CHANNEL),
    ((BrokenPipeError, ConnectionAbortedError), WebStatus.SEND),
    # Both are also a BadStatusLine and an HTTPException of http.client, hence before those.
    ((ConnectionError, http.client.IncompleteRead), WebStatus.RECEIVE),
    ((http.client.HTTPException, urllib3.HeaderParsingError), WebStatus.PROTOCOL),
)


def explain(error: Exception, host: str) -> CallError:
    """Turn what requests, urllib3 or the system raised while calling ``host`` into the error that .NET would tell."""
    status = _status(error)
    return CallError(status, _TEXTS[status].format(host=host, error=str(error) or type(error).__name__))


def _status(error: Exception) -> WebStatus:
    chain = list(_chain(error, set()))
    for types, status in _SIGNS:
        if any(isinstance(link, types) for link in chain):
            return status
    return WebStatus.UNKNOWN


def _chain(error: BaseException, seen: set[int]) -> Iterator[BaseException]:
    """Walk an exception and what it was made of: requests and urllib3 wrap by argument as well as by cause."""
    if id(error) in seen:
        return
    seen.add(id(error))
    yield error
    for link in (*error.args, error.__cause__, getattr(error, "reason", None)):
        if isinstance(link, BaseException):
            yield from _chain(link, seen)
