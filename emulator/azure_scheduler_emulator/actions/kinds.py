"""Which kinds of action can be performed? One line per kind."""

from __future__ import annotations

from azure_scheduler_emulator.actions.http import HttpPerformer
from azure_scheduler_emulator.actions.performer import Dispatcher, Performer
from azure_scheduler_emulator.actions.service_bus.amqp import Sender
from azure_scheduler_emulator.actions.service_bus.performer import ServiceBusPerformer
from azure_scheduler_emulator.actions.storage_queue import StorageQueuePerformer
from azure_scheduler_emulator.actions.webjob import Fire, WebJobPerformer
from azure_scheduler_emulator.actions.wire.transport import Transport
from azure_scheduler_emulator.domain.jobs.action import (
    HttpAction,
    ServiceBusQueueAction,
    ServiceBusTopicAction,
    StorageQueueAction,
    WebJobAction,
)


def dispatcher(transport: Transport, sender: Sender | None = None, fire: Fire | None = None) -> Dispatcher:
    """Return a performer of every kind of action.

    Those that call out do it by ``transport``, and over AMQP by ``sender``; ``fire`` has the web jobs do what is due,
    where there are any.
    """
    service_bus = ServiceBusPerformer(transport, sender or Sender(maps={}))
    performers: dict[type, Performer] = {
        HttpAction: HttpPerformer(transport),
        StorageQueueAction: StorageQueuePerformer(transport),
        ServiceBusQueueAction: service_bus,
        ServiceBusTopicAction: service_bus,
    }
    if fire is not None:
        performers[WebJobAction] = WebJobPerformer(fire)
    return Dispatcher(performers)
