"""What does ``certs`` do?"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from emulator.certificates.store import ensure, show
from emulator.clock import wall
from emulator.config import Settings

#: What a client needs: neither the authority's key nor the server's.
FOR_CLIENTS = ("authority", "management", "management_pfx", "management_cer", "publish_settings")


def issue(settings: Settings, names: Sequence[str]) -> int:
    """Make what is missing in the folder, and list what is there."""
    ensure(Path(settings.certs), (*settings.server_names, *names), now=wall())
    return show_all(settings)


def show_all(settings: Settings) -> int:
    """List what is in the folder."""
    for one in show(Path(settings.certs)):
        print(f"{one.file:18} {one.thumbprint}  until {one.not_after:%Y-%m-%d}  {one.subject}")  # noqa: T201
    return 0


def export(settings: Settings, target: str) -> int:
    """Copy what clients need to the folder ``target``."""
    files = ensure(Path(settings.certs), settings.server_names, now=wall())
    folder = Path(target)
    folder.mkdir(parents=True, exist_ok=True)
    for name in FOR_CLIENTS:
        source: Path = getattr(files, name)
        shutil.copy(source, folder / source.name)
    print(f"Exported to {folder}.")  # noqa: T201 - the command's output
    return 0
