"""How does a request wait for something? So that nobody waits for it: its thread is one more, and its turn is over."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from azure_scheduler_emulator.http.transport import CONNECTION


def take_time(environ: Mapping[str, Any]) -> None:
    """Let others have the processor: the request of a WSGI environment may do more than reckon."""
    connection = environ.get(CONNECTION)
    if connection is not None:
        connection.server.turn.give_up()


def waiting(environ: Mapping[str, Any]) -> AbstractContextManager[None]:
    """Return the block in which the request of a WSGI environment waits; under another server it does nothing.

    Raises:
        BusyError: at its beginning, if too many wait already.
    """
    connection = environ.get(CONNECTION)
    return connection.waiting() if connection is not None else nullcontext()


def is_gone(environ: Mapping[str, Any]) -> bool:
    """Tell whether whoever sent the request of a WSGI environment is gone; under another server that is not known."""
    connection = environ.get(CONNECTION)
    return connection is not None and bool(connection.transport.is_gone())
