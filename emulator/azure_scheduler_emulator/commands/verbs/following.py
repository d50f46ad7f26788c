"""How does one watch a journal? By asking for the newest entries again and again, and showing those that are new."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import click

from azure_scheduler_emulator.commands.verbs.server import Server
from azure_scheduler_emulator.machine import pause

#: Seconds between two looks.
BETWEEN = 0.5
#: Entries that one look sees.
MOST = 1000


def follow(server: Server, path: str, asked: Mapping[str, Any], line: Callable[[dict[str, Any]], str]) -> None:
    """Show the entries that fit, and go on as they come, one a line; Ctrl-C ends it.

    Raises:
        Failure: nothing answers any more, or it is refused.
    """
    seen: Counter[str] = Counter()
    found = server.verify(path, asked)
    with suppress(KeyboardInterrupt):
        while True:
            known = Counter(json.dumps(entry, sort_keys=True) for entry in found)
            for entry in _new(found, seen):
                click.echo(json.dumps(entry, ensure_ascii=False) if server.as_json else line(entry))
            seen = known if len(found) >= MOST else seen | known
            pause(BETWEEN)
            found = server.verify(path, {**asked, "top": MOST})


def _new(found: list[dict[str, Any]], seen: Counter[str]) -> list[dict[str, Any]]:
    """Return the entries that were not there at the last look; two that are equal are two."""
    old, fresh = seen.copy(), []
    for entry in found:
        text = json.dumps(entry, sort_keys=True)
        if old[text]:
            old[text] -= 1
        else:
            fresh.append(entry)
    return fresh
