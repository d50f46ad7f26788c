"""Which kinds of action can be performed? One line per kind."""

from __future__ import annotations

from emulator.actions.http import HttpPerformer
from emulator.actions.performer import Dispatcher
from emulator.actions.storage_queue import StorageQueuePerformer
from emulator.actions.transport import Transport
from emulator.domain.action import HttpAction, StorageQueueAction


def dispatcher(transport: Transport) -> Dispatcher:
    """Return a performer of every kind of action, all of them calling out by ``transport``."""
    return Dispatcher(
        {
            HttpAction: HttpPerformer(transport),
            StorageQueueAction: StorageQueuePerformer(transport),
        }
    )
