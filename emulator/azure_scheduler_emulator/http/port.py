"""What does cheroot ask of "the server"? Its request and gateway classes take these from whatever they belong to."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from azure_scheduler_emulator.http.request import Gateway
from azure_scheduler_emulator.http.timeouts import Patience
from azure_scheduler_emulator.http.turn import Turn

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

#: Of a host, a path and an ``Authorization``: how many bytes a body may have, and how many of them are kept.
Limit = Callable[[str, str, str], tuple[int, int]]

#: The longest head of a request, in bytes.
HEAD_LIMIT = 65536


@dataclass(kw_only=True)
class Port:
    """An address with an application behind it, as cheroot's request and gateway see their server."""

    wsgi_app: WSGIApplication
    bind_addr: tuple[str, int]
    #: The largest body of a request in bytes.
    max_request_body_size: int
    #: The same for a request to a host and a path with an ``Authorization``, if that is less; and how much of it is
    #: kept for the application, which will refuse the request before it reads on.
    limit: Limit
    patience: Patience
    #: What a request does that waits for something: see ``Workers.waiting``.
    waiting: Callable[[], AbstractContextManager[None]]
    #: Whose turn it is, of the requests to all ports of this emulator.
    turn: Turn
    #: Cleared when the port closes: answers given from then on tell their clients so.
    can_add_keepalive_connection: bool = True

    protocol: ClassVar[str] = "HTTP/1.1"
    server_name: ClassVar[str] = "azure-scheduler-emulator"
    software: ClassVar[str] = server_name
    gateway: ClassVar[type[Gateway]] = Gateway
    ssl_adapter: ClassVar[Any] = None
    max_request_header_size: ClassVar[int] = HEAD_LIMIT

    @property
    def timeout(self) -> int:
        """Return what the Keep-Alive header says, in seconds."""
        return int(self.patience.rest)
