"""Who carries out what a job does when it fires? One performer for each kind of action, and one line for it here."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from azure_scheduler_emulator.domain.jobs.action import (
    HttpAction,
    ServiceBusQueueAction,
    ServiceBusTopicAction,
    StorageQueueAction,
    WebJobAction,
)
from azure_scheduler_emulator.domain.jobs.history import FireOrder, Result
from azure_scheduler_emulator.once import Once

if TYPE_CHECKING:
    from azure_scheduler_emulator.actions.service_bus.amqp import Sender
    from azure_scheduler_emulator.actions.webjob import Fire
    from azure_scheduler_emulator.actions.wire.transport import Sends
    from azure_scheduler_emulator.actions.wire.wire import Wire

_logger = logging.getLogger(__name__)


class Performer(Protocol):
    """Carries out whatever an order asks for, on any thread."""

    def perform(self, order: FireOrder, /) -> Result:
        """Carry out the order and say what came of it. Whatever the target does is a Result, not an exception."""


class KindPerformer(Protocol):
    """Carries out one kind of action, on any thread."""

    def perform(self, order: FireOrder, wire: Sends, /) -> Result:
        """Carry out the order, calling out by ``wire``, and say what came of it."""


class Dispatcher:
    """Performs any action, by the performer for its kind; never raises."""

    def __init__(self, performers: Mapping[type, KindPerformer], wire_to: Callable[[FireOrder], Wire]) -> None:
        """Take the performers by the class of action that they carry out, and what makes the wires to their targets."""
        self._performers = dict(performers)
        self._wire_to = wire_to

    def perform(self, order: FireOrder, /) -> Result:
        """Carry out the order; what nobody foresaw is a failed Result, and a traceback in the log."""
        kind = type(order.action)
        performer = self._performers.get(kind)
        if performer is None:
            return Result(succeeded=False, message=f"{kind.__name__} - This emulator performs no such action.")
        wire = self._wire_to(order)
        try:
            result = performer.perform(order, wire)
        except Exception as error:
            _logger.exception("attempt %s failed unexpectedly", order.attempt.key)
            return Result(
                succeeded=False,
                message=f"{kind.__name__} - Failed unexpectedly in the emulator: {type(error).__name__}.",
            )
        return replace(result, took=wire.took or None, fault=wire.fault) if wire.took or wire.fault else result


class Deferred:
    """Performs by what is made with the first order, or when one is expected: what calls go out by is slow to load."""

    def __init__(self, make: Callable[[], Performer]) -> None:
        self._performer = Once(make)
        self._expecting = False

    def perform(self, order: FireOrder, /) -> Result:
        """Carry out the order."""
        return self._performer().perform(order)

    def expect(self) -> None:
        """Be told that an order will come, which is not to wait for the loading; returns at once."""
        if not self._expecting:
            self._expecting = True
            threading.Thread(target=self._performer, name="performer", daemon=True).start()


def performers(sender: Sender | None = None, fire: Fire | None = None) -> dict[type, KindPerformer]:
    """Return a performer for every kind of action.

    Messages go over AMQP by ``sender``; ``fire`` has the web jobs do what is due, where there are any.
    """
    from azure_scheduler_emulator.actions.http import HttpPerformer
    from azure_scheduler_emulator.actions.service_bus.amqp import Sender
    from azure_scheduler_emulator.actions.service_bus.performer import ServiceBusPerformer
    from azure_scheduler_emulator.actions.storage_queue import StorageQueuePerformer
    from azure_scheduler_emulator.actions.webjob import WebJobPerformer

    service_bus = ServiceBusPerformer(sender or Sender(maps={}))
    found: dict[type, KindPerformer] = {
        HttpAction: HttpPerformer(),
        StorageQueueAction: StorageQueuePerformer(),
        ServiceBusQueueAction: service_bus,
        ServiceBusTopicAction: service_bus,
    }
    if fire is not None:
        found[WebJobAction] = WebJobPerformer(fire)
    return found
