"""Where does a job run? In a copy of its folder, which is made anew when a file changed (contract, section 6.1)."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from azure_scheduler_emulator.webjobs.disk import home
from azure_scheduler_emulator.webjobs.disk.names import fold

_CHANGED = "timestamp differs between source and working directories."
_MISSING = "exists in source directory but not in working directory."
_DELETED = "has been deleted."


@dataclass(frozen=True)
class Stamp:
    """A file as a snapshot remembers it."""

    #: Path below the folder, as spelled on the disk.
    path: str
    modified: int
    size: int


#: Files by their path below a folder, folded.
Snapshot = Mapping[str, Stamp]


def snapshot(folder: Path) -> Snapshot:
    """Return the files below a folder; none if there is no such folder."""
    found: dict[str, Stamp] = {}
    for parent, _, names in os.walk(folder):
        for name in names:
            path = Path(parent, name)
            try:
                state = path.lstat()
            except FileNotFoundError:
                continue
            inner = path.relative_to(folder).as_posix()
            found[fold(inner)] = Stamp(inner, state.st_mtime_ns, state.st_size)
    return found


def change(source: Snapshot, working: Snapshot, previous: Snapshot) -> str | None:
    """Return the words for the first difference that calls for a new copy, or None.

    ``previous`` is the source as it was copied. What a job added to its working folder by itself is no difference.
    """
    for key, stamp in source.items():
        if key not in working:
            return f"Job file '{stamp.path}' {_MISSING}"
        if working[key].modified != stamp.modified:
            return f"Job file '{stamp.path}' {_CHANGED}"
    gone = next((stamp for key, stamp in previous.items() if key not in source), None)
    return f"Job file '{gone.path}' {_DELETED}" if gone else None


class WorkingCopy:
    """The copy of one job."""

    def __init__(self, parent: Path, new_name: Callable[[], str]) -> None:
        self._parent = parent
        self._new_name = new_name
        self._folder: Path | None = None
        self._previous: Snapshot = {}

    def refresh(self, source: Path, tell: Callable[[str], None]) -> Path:
        """Return the folder to run in, copied from ``source`` if it has to be; ``tell`` gets the reason."""
        if self._folder is not None and self._folder.is_dir():
            difference = change(snapshot(source), snapshot(self._folder), self._previous)
            if difference is None:
                return self._folder
            tell(f"Job directory change detected: {difference}")
        self.discard()
        self._previous = snapshot(source)
        self._folder = self._parent / self._new_name()
        shutil.copytree(source, self._folder, symlinks=True)
        return self._folder

    def discard(self) -> None:
        """Delete the copy."""
        if self._folder is not None:
            home.remove(self._folder)
            self._folder = None
