"""``sinks``: targets inside a running emulator, what they answer and what they got."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import click

from azure_scheduler_emulator.commands.lazy import DefaultGroup
from azure_scheduler_emulator.commands.verbs import lines
from azure_scheduler_emulator.commands.verbs.reading import document_of
from azure_scheduler_emulator.commands.verbs.server import PREFIX, Server, table, verb


@click.group(cls=DefaultGroup, help="List, script or read the targets inside.")
def sinks() -> None:
    """Carry out one of the actions below; without one, list the sinks."""


@sinks.command("list", help="List the sinks. What sinks does by itself.")
@verb
def list_(server: Server) -> None:
    """Carry out ``sinks list``."""
    found = server.call("GET", "/sinks")
    rows = found["sinks"] if isinstance(found, dict) else found
    server.show(found, lambda: table(("NAME", "CALLS", "NEWEST", "ADDRESS"), (_row(server, each) for each in rows)))


@sinks.command(
    help="Script a sink: statuses in turn (500 500 200), the last of which repeats, or @FILE with JSON.",
    short_help="Say what a sink answers.",
)
@click.argument("name")
@click.argument("answers", metavar="STATUS...", nargs=-1, required=True)
@verb
def script(server: Server, name: str, answers: tuple[str, ...]) -> None:
    """Carry out ``sinks script``."""
    if all(answer.isdecimal() for answer in answers):
        document: Any = {"answers": [{"status": int(answer)} for answer in answers]}
    else:
        document = document_of(" ".join(answers))
    server.call("PUT", _path(name), document)
    server.show(document, f"{server.url}{PREFIX}{_path(name)}")


@sinks.command(help="List what a sink got.")
@click.argument("name")
@click.option("--top", type=click.IntRange(1, 1000), default=100, help="The newest N (100, at most 1000).")
@verb
def calls(server: Server, name: str, top: int) -> None:
    """Carry out ``sinks calls``."""
    found = server.verify(f"{_path(name)}/calls", {"top": top})
    server.show(found, lambda: "\n".join(lines.call(entry) for entry in found))


@sinks.command(help="Forget what a sink got, and its script.")
@click.argument("name")
@verb
def forget(server: Server, name: str) -> None:
    """Carry out ``sinks forget``."""
    server.call("DELETE", f"{_path(name)}/calls")
    server.show({}, "")


def _path(name: str) -> str:
    return f"/sink/{quote(name, safe='')}"


def _row(server: Server, sink: dict[str, Any]) -> tuple[object, ...]:
    newest = sink.get("newest") or {}
    when = newest.get("at", "-") if isinstance(newest, dict) else newest
    return sink["name"], sink.get("calls", 0), when, f"{server.url}{PREFIX}{_path(sink['name'])}"
