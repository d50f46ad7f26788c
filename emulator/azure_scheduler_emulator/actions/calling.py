"""By what do jobs call out? Put together from the settings, and loaded with the first call: it takes long to load."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from azure_scheduler_emulator.actions.performer import Dispatcher, Performer, performers
from azure_scheduler_emulator.actions.wire.hostmap import AMQP, HostMap, parse_maps
from azure_scheduler_emulator.clock import Clocks
from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.domain.tenant import Tenant
from azure_scheduler_emulator.faults import FaultPlan
from azure_scheduler_emulator.once import Once
from azure_scheduler_emulator.sinks import Sinks

if TYPE_CHECKING:
    from azure_scheduler_emulator.actions.webjob import Fire
    from azure_scheduler_emulator.actions.wire.wire import Wires
    from azure_scheduler_emulator.domain.jobs.history import FireOrder


def wires(
    settings: Settings, clocks: Clocks, faults: FaultPlan, sinks: Sinks, is_late: Callable[[FireOrder], bool]
) -> Once[Wires]:
    """Return what makes the wires of the attempts, to come; ``is_late`` is that of ``Wires``.

    Raises:
        InvalidError: the map of the settings makes no sense; this is said at once.
    """
    maps = parse_maps(settings.map)
    HostMap(maps)

    def make() -> Wires:
        from azure_scheduler_emulator.actions.wire.transport import Transport
        from azure_scheduler_emulator.actions.wire.wire import Wires

        transport = Transport(maps=maps, verify=_verify(settings), own_port=lambda: sinks.port)
        return Wires(transport=transport, clocks=clocks, faults=faults, sinks=sinks, is_late=is_late)

    return Once(make)


def performer(settings: Settings, wires: Wires, fire: Fire | None) -> Performer:
    """Return what performs the jobs' actions for real; ``fire`` is that of the web jobs, where there are any."""
    from azure_scheduler_emulator.actions.service_bus.amqp import Sender

    sender = Sender(maps=parse_maps(settings.map, AMQP), verify=_verify(settings))
    return Dispatcher(performers(sender, fire), wires.to)


def poster(wires: Once[Wires], tenant: Tenant) -> Callable[[str, bytes], None]:
    """Return what posts a JSON document to an address, as calls of jobs of ``tenant`` go out."""

    def post(uri: str, body: bytes) -> None:
        from azure_scheduler_emulator.actions.webhook import post_json

        post_json(wires().to(tenant=tenant), uri, body)

    return post


def _verify(settings: Settings) -> bool | str:
    return {"yes": True, "no": False}.get(settings.target_verify.lower(), settings.target_verify)
