"""``state`` and ``reset``: everything in a running emulator as one document, out and in, compared, and forgotten."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import click

from azure_scheduler_emulator.commands.failing import NO
from azure_scheduler_emulator.commands.verbs.differing import checked, differences, lines
from azure_scheduler_emulator.commands.verbs.reading import document_in
from azure_scheduler_emulator.commands.verbs.server import Server, verb
from azure_scheduler_emulator.domain.errors import InvalidError


@click.group(help="Save, load or compare everything that there is.")
def state() -> None:
    """Carry out one of the actions below."""


@state.command(
    help="Write everything into FILE (- for stdout): jobs, history, faults, sinks, clock. Secrets are in it."
)
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True))
@verb
def save(server: Server, file: str) -> None:
    """Carry out ``state save``."""
    document = server.call("GET", "/state")
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    if file == "-":
        click.echo(text, nl=False)
        return
    from azure_scheduler_emulator.certificates.private_files import write_private

    try:
        write_private(Path(file), text.encode())
    except OSError as error:
        raise InvalidError(f"{file}: {error.strerror}") from None
    server.show({"file": file}, f"{file}: {_count(document)}")


@state.command(help="Put what is in FILE (- for stdin) in the place of everything that is there.")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True))
@verb
def load(server: Server, file: str) -> None:
    """Carry out ``state load``."""
    document = checked(document_in(file), file)
    server.call("PUT", "/state", document)
    server.show({"file": file}, f"{file}: {_count(document)}")


@state.command(
    help="Compare what is in FILE with what is there, or with OTHER; ends with 1 if they differ.",
    short_help="Compare two states.",
)
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True))
@click.argument("other", type=click.Path(dir_okay=False, allow_dash=True), required=False)
@verb
def diff(server: Server, file: str, other: str | None) -> int:
    """Carry out ``state diff``."""
    before = checked(document_in(file), file)
    after = server.call("GET", "/state") if other is None else checked(document_in(other), other)
    found = differences(before, after)
    server.show(found, lambda: "\n".join(lines(found)))
    return 0 if found["same"] else NO


@click.command(help="Forget everything but settings and certificates, or what one subscription or owner has.")
@click.option("--subscription", metavar="GUID", help="Only what this subscription has.")
@click.option("--face", metavar="NAME", help="Only what this sibling API has.")
@click.option("--owner", metavar="NAME", help="Of that API only what this account or site has.")
@verb
def reset(server: Server, /, **whose: str | None) -> None:
    """Carry out ``reset``."""
    named = {name: value for name, value in whose.items() if value is not None}
    server.call("POST", "/reset" + (f"?{urlencode(named)}" if named else ""))
    server.show({}, "")


def _count(document: Mapping[str, Any]) -> str:
    counts = {name: len(rows) for name, rows in document.items() if isinstance(rows, list) and rows}
    return ", ".join(f"{number} {name}" for name, number in counts.items()) or "nothing but the clock"
