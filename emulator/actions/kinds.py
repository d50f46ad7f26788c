"""Which kinds of action can be performed? One line per kind."""

from __future__ import annotations

from emulator.actions.bus_amqp import Sender
from emulator.actions.http import HttpPerformer
from emulator.actions.performer import Dispatcher
from emulator.actions.service_bus import ServiceBusPerformer
from emulator.actions.storage_queue import StorageQueuePerformer
from emulator.actions.transport import Transport
from emulator.domain.action import HttpAction, ServiceBusQueueAction, ServiceBusTopicAction, StorageQueueAction


def dispatcher(transport: Transport, sender: Sender | None = None) -> Dispatcher:
    """Return a performer of every kind of action, calling out by ``transport``, and over AMQP by ``sender``."""
    service_bus = ServiceBusPerformer(transport, sender or Sender(maps={}))
    return Dispatcher(
        {
            HttpAction: HttpPerformer(transport),
            StorageQueueAction: StorageQueuePerformer(transport),
            ServiceBusQueueAction: service_bus,
            ServiceBusTopicAction: service_bus,
        }
    )
