"""Which kinds of action can be performed? One line per kind."""

from __future__ import annotations

from emulator.actions.http import HttpPerformer
from emulator.actions.performer import Dispatcher, Performer
from emulator.actions.storage_queue import StorageQueuePerformer
from emulator.actions.transport import Transport
from emulator.actions.webjob import Fire, WebJobPerformer
from emulator.domain.action import HttpAction, StorageQueueAction, WebJobAction


def dispatcher(transport: Transport, fire: Fire | None = None) -> Dispatcher:
    """Return a performer of every kind of action.

    Those that call out do it by ``transport``; ``fire`` has the web jobs do what is due, where there are any.
    """
    performers: dict[type, Performer] = {
        HttpAction: HttpPerformer(transport),
        StorageQueueAction: StorageQueuePerformer(transport),
    }
    if fire is not None:
        performers[WebJobAction] = WebJobPerformer(fire)
    return Dispatcher(performers)
