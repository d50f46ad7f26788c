"""How is what calls the jobs' targets put together from the settings?"""

from __future__ import annotations

from azure_scheduler_emulator.actions.performer import Dispatcher, Performer, performers
from azure_scheduler_emulator.actions.service_bus.amqp import Sender
from azure_scheduler_emulator.actions.webjob import Fire
from azure_scheduler_emulator.actions.wire.hostmap import AMQP, parse_maps
from azure_scheduler_emulator.actions.wire.transport import Transport
from azure_scheduler_emulator.actions.wire.wire import Wires
from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.sinks import Sinks


def build_transport(settings: Settings, sinks: Sinks) -> Transport:
    """Return what calls the jobs' targets."""
    return Transport(maps=parse_maps(settings.map), verify=_verify(settings), own_port=lambda: sinks.port)


def build_performer(settings: Settings, wires: Wires, fire: Fire | None = None) -> Performer:
    """Return what performs the jobs' actions for real; ``fire`` has the web jobs do what is due."""
    sender = Sender(maps=parse_maps(settings.map, AMQP), verify=_verify(settings))
    return Dispatcher(performers(sender, fire), wires.to)


def _verify(settings: Settings) -> bool | str:
    return {"yes": True, "no": False}.get(settings.target_verify.lower(), settings.target_verify)
