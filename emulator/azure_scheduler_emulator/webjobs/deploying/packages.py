"""How do the files of a package come into the site? Beside the site first, so that a broken package changes nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from azure_scheduler_emulator.webjobs.disk import home
from azure_scheduler_emulator.webjobs.disk.names import Placing, fold, names_in
from azure_scheduler_emulator.webjobs.disk.stamps import stamp


def put(package: Path, target: Path, *, clean: bool) -> Iterator[str]:
    """Copy the files of a package over those of a folder; with ``clean`` nothing else stays there.

    A name that exists in another casing is that. Yields what is done, a file at a time, in words for a log.
    """
    wanted = {fold(path.relative_to(package).as_posix()) for path in _below(package)}
    if clean:
        for path in sorted(_below(target), reverse=True):
            inner = path.relative_to(target).as_posix()
            if fold(inner) not in wanted:
                home.remove(path)
                yield f"Deleting: '{inner}'"
    placing = Placing()
    for path in sorted(_below(package)):
        inner_path = path.relative_to(package)
        place = placing.place(target, inner_path.parts)
        if path.is_dir():
            _make_way(place, folder=True)
            place.mkdir(parents=True, exist_ok=True)
        else:
            _make_way(place, folder=False)
            _copy(path, place)
            yield f"Copying file: '{inner_path.as_posix()}'"


def put_file(file: Path, target: Path) -> Iterator[str]:
    """Copy a package that is a file of its own."""
    _make_way(target, folder=False)
    _copy(file, target)
    stamp(target)
    yield f"Copying file: '{target.name}'"


def clear(folder: Path) -> Iterator[str]:
    """Delete what a folder holds."""
    for name in sorted(names_in(folder)):
        home.remove(folder / name)
        yield f"Deleting: '{name}'"


def _below(folder: Path) -> Iterator[Path]:
    """Yield every file and folder below a folder; links are not followed."""
    for parent, folders, files in os.walk(folder):
        yield from (Path(parent, name) for name in (*folders, *files))


def _make_way(place: Path, *, folder: bool) -> None:
    """Take away what is in the way: a file where a folder goes, a folder where a file goes, a link out of the site."""
    if place.is_symlink() or (place.exists() and place.is_dir() is not folder):
        home.remove(place)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.deploying")
    shutil.copy2(source, aside)
    aside.replace(target)
