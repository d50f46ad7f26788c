"""How does one watch a journal? By asking for what came after the last entry, by the running number of entries."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import click

from azure_scheduler_emulator.commands.verbs.server import Server
from azure_scheduler_emulator.machine import pause

#: Seconds between two looks.
BETWEEN = 0.5
#: Entries that one look takes.
MOST = 1000


def follow(server: Server, path: str, asked: Mapping[str, Any], line: Callable[[dict[str, Any]], str]) -> None:
    """Show the entries that fit, and go on as they come, one a line; Ctrl-C ends it.

    Raises:
        Failure: nothing answers any more, or it is refused.
    """
    last = 0
    found = server.verify(path, asked)
    with suppress(KeyboardInterrupt):
        while True:
            for entry in found:
                click.echo(json.dumps(entry, ensure_ascii=False) if server.as_json else line(entry))
                last = max(last, entry["number"])
            if len(found) < MOST:
                pause(BETWEEN)
            found = server.verify(path, {**asked, "after": last, "top": MOST})
