"""Why did a call get no answer, in the words of .NET?"""

from __future__ import annotations

import http.client
import socket
import ssl

import pytest
import requests
from azure_scheduler_emulator.actions.wire.errors import explain
from urllib3 import exceptions as urllib3

TRUST_FAILURE = (
    "TrustFailure The underlying connection was closed: "
    "Could not establish trust relationship for the SSL/TLS secure channel."
)


class _Pool:
    """Stands where urllib3 wants a pool or a connection for its texts."""

    host = "example.org"


def _wrapped(reason: Exception) -> requests.ConnectionError:
    """Wrap as requests does: the reason is two arguments deep, and no cause is set."""
    return requests.ConnectionError(urllib3.MaxRetryError(_Pool(), "/", reason))  # type: ignore[arg-type]


_PIPE = BrokenPipeError(32, "Broken pipe")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        # both recorded
        (
            _wrapped(urllib3.NameResolutionError("h", _Pool(), socket.gaierror(-2, "unknown"))),  # type: ignore[arg-type]
            "NameResolutionFailure The remote name could not be resolved: 'www.bing1111.com'",
        ),
        (
            _wrapped(urllib3.NewConnectionError(_Pool(), "refused")),  # type: ignore[arg-type]
            "ConnectFailure Unable to connect to the remote server",
        ),
        (requests.ConnectTimeout(urllib3.ConnectTimeoutError()), "Timeout The operation has timed out"),
        (urllib3.ReadTimeoutError(_Pool(), "/", "late"), "Timeout The operation has timed out"),  # type: ignore[arg-type]
        (urllib3.ProtocolError("aborted", TimeoutError("late")), "Timeout The operation has timed out"),
        (
            requests.exceptions.SSLError(urllib3.SSLError(ssl.SSLCertVerificationError(1, "self-signed"))),
            TRUST_FAILURE,
        ),
        (
            requests.exceptions.SSLError(urllib3.SSLError(ssl.SSLError(1, "wrong version"))),
            "SecureChannelFailure The request was aborted: Could not create SSL/TLS secure channel.",
        ),
        # the peer hung up in the middle of TLS: no fault of the channel
        (
            urllib3.SSLError(ssl.SSLEOFError(8, "eof")),
            "ReceiveFailure The underlying connection was closed: An unexpected error occurred on a receive.",
        ),
        # is a BadStatusLine as well
        (
            urllib3.ProtocolError("aborted", http.client.RemoteDisconnected("closed")),
            "ReceiveFailure The underlying connection was closed: An unexpected error occurred on a receive.",
        ),
        (
            urllib3.IncompleteRead(3, 7),
            "ReceiveFailure The underlying connection was closed: An unexpected error occurred on a receive.",
        ),
        (
            urllib3.ProtocolError("aborted", _PIPE),
            "SendFailure The underlying connection was closed: An unexpected error occurred on a send.",
        ),
        (
            urllib3.ProtocolError("aborted", http.client.BadStatusLine("garbage")),
            "ServerProtocolViolation The server committed a protocol violation.",
        ),
        # nothing known: its own words, or at least its name
        (requests.exceptions.InvalidURL("No host supplied"), "UnknownError No host supplied"),
        (ValueError(), "UnknownError ValueError"),
    ],
)
def test_it_tells_status_and_text_as_dotnet_does(error: Exception, told: str) -> None:
    assert str(explain(error, "www.bing1111.com")) == told


def test_it_does_not_lose_itself_in_exceptions_that_cause_each_other() -> None:
    first, second = ValueError("first"), ValueError("second")
    first.__cause__, second.__cause__ = second, first
    assert str(explain(first, "h")) == "UnknownError first"


def test_it_looks_at_the_cause_as_well() -> None:
    error = ValueError("outer")
    error.__cause__ = ConnectionResetError(104, "reset")
    assert explain(error, "h").status == "ReceiveFailure"
