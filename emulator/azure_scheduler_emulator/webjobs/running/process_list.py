"""Which processes does a client see? The site itself, which is the emulator, and what web jobs and commands run."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from azure_scheduler_emulator.webjobs.running.guard import Guard


@dataclass(frozen=True, kw_only=True)
class ProcessView:
    """A living process."""

    id: int
    name: str
    command_line: str
    threads: int
    #: Bytes of memory that it has; 0 where the system does not tell.
    memory: int
    #: Whether it is the site itself.
    site: bool


def living(guard: Guard) -> list[ProcessView]:
    """Return the processes by name."""
    found = [_view(process) for process in (os.getpid(), *guard.groups())]
    return sorted((view for view in found if view is not None), key=lambda view: (view.name.lower(), view.id))


def find(guard: Guard, process: int) -> ProcessView | None:
    """Return a process; 0 is the site itself."""
    wanted = process or os.getpid()
    return next((view for view in living(guard) if view.id == wanted), None)


def _view(process: int) -> ProcessView | None:
    """Return what the system tells of a process, None if it has ended."""
    site = process == os.getpid()
    folder = Path(f"/proc/{process}")
    try:
        command_line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace").strip()
        name = (folder / "comm").read_text("utf-8", "replace").strip()
        pages = int((folder / "statm").read_text().split()[1])
        threads = len(list((folder / "task").iterdir()))
    except OSError:
        # It ended just now, or this system has no /proc.
        name = Path(sys.executable).name
        return ProcessView(id=process, name=name, command_line="", threads=1, memory=0, site=True) if site else None
    memory = pages * os.sysconf("SC_PAGE_SIZE")
    return ProcessView(id=process, name=name, command_line=command_line, threads=threads, memory=memory, site=site)
