"""Does a call lead to the emulator's own control API? Whoever may make jobs must not command the emulator by them.

The name in the address does not tell: names can be pointed anywhere, and a job may send any ``Host``. The connection
does, since both ends of it are on this machine and the far one is the port of the plain listener.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable

from azure_scheduler_emulator.actions.wire.errors import CallError, WebStatus
from azure_scheduler_emulator.sinks import is_control

#: Returns the port of the plain listener, None as long as there is none.
OwnPort = Callable[[], int | None]


def refuse_control() -> CallError:
    """Return why a call failed that led to the control API."""
    return CallError(
        WebStatus.CONNECT,
        "Unable to connect to the remote server: jobs cannot call the emulator's control API, except for its sinks.",
    )


def check(sock: socket.socket, target: str, own_port: int | None) -> None:
    """See to it that what is sent on a connection does not command the emulator.

    Raises:
        CallError: it would.
    """
    if own_port is not None and is_control(target) and _leads_home(sock, own_port):
        raise refuse_control()


def _leads_home(sock: socket.socket, own_port: int) -> bool:
    host, port = sock.getpeername()[:2]
    return bool(port == own_port and (host == sock.getsockname()[0] or _is_loopback(host)))


def _is_loopback(host: str) -> bool:
    address = ipaddress.ip_address(host.partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback
