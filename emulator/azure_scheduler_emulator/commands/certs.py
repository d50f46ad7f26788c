"""What does ``certs`` do?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from azure_scheduler_emulator.certificates import store
from azure_scheduler_emulator.certificates.store import ensure, show
from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.machine import wall


def issue(settings: Settings, names: Sequence[str]) -> int:
    """Make what is missing in the folder, and list what is there."""
    ensure(Path(settings.certs), (*settings.server_names, *names), now=wall())
    return show_all(settings)


def show_all(settings: Settings) -> int:
    """List what is in the folder."""
    for one in show(Path(settings.certs)):
        print(f"{one.file:18} {one.thumbprint}  until {one.not_after:%Y-%m-%d}  {one.subject}")  # noqa: T201
    return 0


def export(settings: Settings, target: str, password: str) -> int:
    """Copy what clients need to the folder ``target``, management.pfx under a ``password`` if there is one."""
    ensure(Path(settings.certs), settings.server_names, now=wall())
    store.export(Path(settings.certs), Path(target), password)
    print(f"Exported to {target}.")  # noqa: T201 - the command's output
    return 0
