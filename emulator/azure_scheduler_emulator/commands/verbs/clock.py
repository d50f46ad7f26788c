"""``clock``: what time is it in a running emulator, and what shall it be?"""

from __future__ import annotations

from typing import Any

import click

from azure_scheduler_emulator.commands.lazy import DefaultGroup
from azure_scheduler_emulator.commands.verbs import spans, walks
from azure_scheduler_emulator.commands.verbs.server import Server, verb
from azure_scheduler_emulator.domain.errors import InvalidError


class ClockCommands(DefaultGroup):
    """Without a command, the time is shown."""

    default = "show"


@click.group(cls=ClockCommands, help="Show or move the time of a running emulator.")
def clock() -> None:
    """Carry out one of the actions below; without one, show the time."""


@clock.command(help="Tell the time, and whether it stands. What clock does without an action.")
@verb
def show(server: Server) -> None:
    """Carry out ``clock show``."""
    _tell(server, server.call("GET", "/clock"))


@clock.command(help="Have the time stand still, where it is.")
@verb
def freeze(server: Server) -> None:
    """Carry out ``clock freeze``."""
    _tell(server, server.call("PUT", "/clock", {"mode": "virtual"}))


@clock.command("set", help="Have the time stand at MOMENT (ISO 8601); what falls due on the way runs.")
@click.argument("moment")
@verb
def set_(server: Server, moment: str) -> None:
    """Carry out ``clock set``."""
    _tell(server, server.call("PUT", "/clock", {"mode": "virtual", "now": moment}))


@clock.command(help="Follow the machine's time.")
@verb
def follow(server: Server) -> None:
    """Carry out ``clock follow``."""
    _tell(server, server.call("PUT", "/clock", {"mode": "system"}))


@clock.command(
    help="Move a standing clock by SPAN (P1D, or 90m, 3h, 1d, 2w) and run what falls due. Ctrl-C cancels.",
    short_help="Move a standing clock and run what falls due.",
)
@click.argument("span", required=False)
@click.option("--to", "moment", metavar="MOMENT", help="Move to this moment instead.")
@verb
def advance(server: Server, span: str | None, moment: str | None) -> int:
    """Carry out ``clock advance``."""
    if (span is None) == (moment is None):
        raise InvalidError("Say how far: a SPAN, or --to MOMENT.")
    how: dict[str, Any] = {"to": moment} if span is None else {"by": spans.iso(span)}
    return walks.walk(server, "/clock/advance", how)


@clock.command("next", help="Move to the next due moment, of JOB if it is named, and run it.")
@click.argument("job", required=False)
@verb
def next_(server: Server, job: str | None) -> int:
    """Carry out ``clock next``."""
    return walks.walk(server, "/clock/next", {} if job is None else {"job": job})


@clock.command(help="Stop the advance ID, by default the one under way; the clock stands where it is.")
@click.argument("identity", metavar="[ID]", required=False)
@verb
def cancel(server: Server, identity: str | None) -> None:
    """Carry out ``clock cancel``."""
    walks.cancel(server, identity)


def _tell(server: Server, document: dict[str, Any]) -> None:
    server.show(document, lambda: _words(document))


def _words(document: dict[str, Any]) -> str:
    how = "stands"
    if document["mode"] == "system":
        how = "follows the machine's time"
    elif document.get("rate"):
        how = f"runs {document['rate']:g} times as fast as the machine's"
    due = f"; next due {document['next']}" if document.get("next") else ""
    return f"{document['now']}  {how}{due}"
