"""Write the documents that are made from the code: ``python docs/generate.py``; ``--check`` only compares.

docs/coverage.md from the routes of every face, docs/state-machine.md from the table of transitions, and
docs/settings.md from the settings. So is the JSON Schema of seeds, in the package.
"""

from __future__ import annotations

import inspect
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from azure_scheduler_emulator.assembly import build
from azure_scheduler_emulator.commands.options import settings_table
from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.domain.jobs.job import JobState
from azure_scheduler_emulator.domain.jobs.lifecycle import TRANSITIONS
from azure_scheduler_emulator.gateway.registry import FACES
from azure_scheduler_emulator.seeding.schema import FILE as SEED_SCHEMA
from azure_scheduler_emulator.seeding.schema import seed_schema

ROOT = Path(__file__).parent.parent
_NOTE = "<!-- Made by docs/generate.py: change the code, not this file. -->\n"


def coverage() -> str:
    """Return the table of every operation of every face."""
    parts = [_NOTE, "# What is emulated\n", "Every operation that each face answers, from its routes.\n"]
    # With the site that is off unless asked for; it is put together, not started.
    emulator = build(Settings(kudu="home"))
    try:
        for face in FACES:
            parts += [f"## {face.title}\n", "| verb | path | operation |", "|---|---|---|"]
            parts += sorted(_rows(face.create_app(emulator.services)), key=lambda row: row.split("|")[2:0:-1])
            parts.append("")
    finally:
        emulator.stop()
    return "\n".join(parts)


def _rows(app: object) -> Iterator[str]:
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        text = inspect.getdoc(view) or inspect.getdoc(getattr(view, "view_class", None)) or ""
        for verb in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            method = getattr(getattr(view, "view_class", None), verb.lower(), None)
            summary = (inspect.getdoc(method) or text).split("\n", maxsplit=1)[0]
            path = re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule).replace("|", "\\|")
            yield f"| {verb} | `{path}` | {summary.replace('|', '/')} |"


def state_machine() -> str:
    """Return the states of a job and what leads from one to another."""
    rows = [
        f"| {state} | {event.value} | {target} |"
        for state, events in TRANSITIONS.items()
        for event, target in events.items()
    ]
    arrows = [
        f"    {state} --> {target}: {event.value}"
        for state, events in TRANSITIONS.items()
        for event, target in events.items()
        if state is not target
    ]
    final = [f"    {state} --> [*]" for state in JobState if state.final]
    return "\n".join(
        [
            _NOTE,
            "# The states of a job\n",
            "From the table in `domain/jobs/lifecycle.py`. Completed and faulted jobs can only be deleted.\n",
            "<!-- not run: a drawing of the table below -->",
            *("```mermaid", "stateDiagram-v2", "    [*] --> enabled", "    [*] --> disabled", *arrows, *final, "```\n"),
            *("| state | event | next state |", "|---|---|---|", *rows, ""),
        ]
    )


def settings() -> str:
    """Return the table of every setting."""
    return "\n".join(
        [
            _NOTE,
            "# Settings\n",
            "`azure-scheduler-emulator serve` takes flags. Each has a variable, and a flag wins. A variable",
            "`EMULATOR_...` that is no setting is refused, save `EMULATOR_URL` and those that Kubernetes makes of a",
            "service called `emulator`. `azure-scheduler-emulator settings` prints this table.\n",
            settings_table(),
            "",
        ]
    )


def seeds() -> str:
    """Return the JSON Schema of seeds, which is a part of the package."""
    return json.dumps(seed_schema(), indent=2) + "\n"


def main(check: bool) -> int:
    """Write or compare every document; return how many were not as they have to be."""
    documents = {
        "docs/coverage.md": coverage,
        "docs/state-machine.md": state_machine,
        "docs/settings.md": settings,
        f"emulator/azure_scheduler_emulator/seeding/{SEED_SCHEMA}": seeds,
    }
    stale = 0
    for name, make in documents.items():
        path, wanted = ROOT / name, make()
        if path.exists() and path.read_text() == wanted:
            continue
        stale += 1
        print(f"{name} is not what the code says" if check else f"{name} written")  # noqa: T201 - a command
        if not check:
            path.write_text(wanted)
    return stale if check else 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv))
