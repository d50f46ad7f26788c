"""By what do jobs call out? Put together from the settings, and loaded with the first call: it takes long to load."""

from __future__ import annotations

from typing import TYPE_CHECKING

from azure_scheduler_emulator.actions.performer import Dispatcher, Performer, performers
from azure_scheduler_emulator.actions.wire.hostmap import AMQP, HostMap, parse_maps
from azure_scheduler_emulator.clock import Clock
from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.faults import FaultPlan
from azure_scheduler_emulator.once import Once
from azure_scheduler_emulator.sinks import Sinks

if TYPE_CHECKING:
    from azure_scheduler_emulator.actions.webjob import Fire
    from azure_scheduler_emulator.actions.wire.wire import Wires


def wires(settings: Settings, clock: Clock, faults: FaultPlan, sinks: Sinks) -> Once[Wires]:
    """Return what makes the wires of the attempts, to come.

    Raises:
        InvalidError: the map of the settings makes no sense; this is said at once.
    """
    maps = parse_maps(settings.map)
    HostMap(maps)

    def make() -> Wires:
        from azure_scheduler_emulator.actions.wire.transport import Transport
        from azure_scheduler_emulator.actions.wire.wire import Wires

        transport = Transport(maps=maps, verify=_verify(settings), own_port=lambda: sinks.port)
        return Wires(transport=transport, clock=clock, faults=faults, sinks=sinks)

    return Once(make)


def performer(settings: Settings, wires: Wires, fire: Fire | None) -> Performer:
    """Return what performs the jobs' actions for real; ``fire`` is that of the web jobs, where there are any."""
    from azure_scheduler_emulator.actions.service_bus.amqp import Sender

    sender = Sender(maps=parse_maps(settings.map, AMQP), verify=_verify(settings))
    return Dispatcher(performers(sender, fire), wires.to)


def _verify(settings: Settings) -> bool | str:
    return {"yes": True, "no": False}.get(settings.target_verify.lower(), settings.target_verify)
