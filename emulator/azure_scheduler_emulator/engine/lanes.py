"""Whose target does an action call? Calls to one target share a lane, and a lane never takes all the workers."""

from __future__ import annotations

from urllib.parse import urlsplit

from azure_scheduler_emulator.domain.jobs.action import (
    Action,
    HttpAction,
    ServiceBusQueueAction,
    ServiceBusTopicAction,
    StorageQueueAction,
)
from azure_scheduler_emulator.sinks import PATH

#: The lane of what calls nobody: it has no limit of its own.
NOBODY = ""

_PORTS = {"http": 80, "https": 443}


def lane_of(action: Action) -> str:
    """Return the lane of an action: host and port, in lower case; each sink inside the emulator has its own."""
    match action:
        case HttpAction():
            return _address(action.uri)
        case StorageQueueAction():
            return f"{action.storage_account.lower()}.queue"
        case ServiceBusQueueAction() | ServiceBusTopicAction():
            return f"{action.message.namespace.lower()}.servicebus"
        case _:
            return NOBODY


def _address(uri: str) -> str:
    try:
        parts = urlsplit(uri)
        port = parts.port or _PORTS.get(parts.scheme.lower(), 0)
    except ValueError:
        # The call will fail at once: nobody waits for it.
        return NOBODY
    sink = parts.path.removeprefix(PATH).partition("/")[0] if parts.path.startswith(PATH) else ""
    return f"{(parts.hostname or '').lower()}:{port}{PATH + sink if sink else ''}"
