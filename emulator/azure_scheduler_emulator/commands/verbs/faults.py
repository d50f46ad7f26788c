"""``faults``: what goes wrong on purpose in a running emulator?"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, urlencode

import click

from azure_scheduler_emulator.commands.lazy import DefaultGroup
from azure_scheduler_emulator.commands.verbs.reading import document_of
from azure_scheduler_emulator.commands.verbs.server import Server, table, verb


@click.group(cls=DefaultGroup, help="List, add or clear what goes wrong on purpose.")
def faults() -> None:
    """Carry out one of the actions below; without one, list the rules."""


@faults.command("list", help="List the rules in force, and how often each has applied. What faults does by itself.")
@verb
def list_(server: Server) -> None:
    """Carry out ``faults list``."""
    rules = server.call("GET", "/faults")
    server.show(rules, lambda: table(("ID", "WHERE", "MATCH", "EFFECT", "APPLIED"), map(_row, rules)))


@faults.command(help="Add the rule, or the list of rules, in RULE: JSON, a file with it (@FILE), or - for stdin.")
@click.argument("rule")
@verb
def add(server: Server, rule: str) -> None:
    """Carry out ``faults add``."""
    added = server.call("POST", "/faults", document_of(rule))
    rules = added if isinstance(added, list) else [added]
    server.show(added, lambda: "\n".join(each["id"] for each in rules))


@faults.command(help="Take the rules of these IDs away.")
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@verb
def remove(server: Server, ids: tuple[str, ...]) -> None:
    """Carry out ``faults remove``."""
    for each in ids:
        server.call("DELETE", f"/faults/{quote(each, safe='')}")
    server.show({"removed": list(ids)}, "")


@faults.command(help="Take every rule away.")
@click.option("--subscription", metavar="GUID", help="Only rules for this subscription.")
@verb
def clear(server: Server, subscription: str | None) -> None:
    """Carry out ``faults clear``."""
    server.call("DELETE", "/faults" + (f"?{urlencode({'subscription': subscription})}" if subscription else ""))
    server.show({}, "")


def _row(rule: dict[str, Any]) -> tuple[str, ...]:
    match = " ".join(f"{name}={value}" for name, value in rule["match"].items()) or "everything"
    effect = " ".join(f"{name}={_cell(value)}" for name, value in rule["effect"].items())
    often = f"{rule['applied']}" if rule["times"] is None else f"{rule['applied']} of {rule['times']}"
    return rule["id"], rule["where"], match, effect, often


def _cell(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
