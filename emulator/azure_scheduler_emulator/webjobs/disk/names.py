"""Which file is meant by a name? The service's disk is Windows': names that differ in casing alone are one name.

Everybody who looks for something in the home, or puts something there, asks here: what exists is found in any casing,
and its spelling wins over the one that a client writes. A disk of ours may still hold two spellings of one name, when
somebody put them there by hand: then the spelling that was asked for is found first, and folders count together.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path


def fold(name: str) -> str:
    """Return what two names have in common if they are one: character by character, as NTFS does it.

    So ``ß`` is not ``ss``, and no letter of another alphabet becomes an ASCII one.
    """
    return name.upper() if name.isascii() else "".join(map(_fold_character, name))


def same(one: str, other: str) -> bool:
    """Tell whether two names are one."""
    return one == other or fold(one) == fold(other)


def spellings(folder: Path, *names: str) -> Iterator[Path]:
    """Yield what is called so below a folder, in each casing in which it exists; the one as asked for comes first."""
    if not names:
        yield folder
        return
    first, *rest = names
    if os.path.lexists(folder / first):
        yield from spellings(folder / first, *rest)
    for held in sorted(names_in(folder)):
        if held != first and same(held, first):
            yield from spellings(folder / held, *rest)


def find(folder: Path, *names: str) -> Path | None:
    """Return what is called so below a folder, or None."""
    return next(spellings(folder, *names), None)


def place(folder: Path, *names: str) -> Path:
    """Return what is called so below a folder, or where it would be: below as much of it as exists."""
    for known in range(len(names), 0, -1):
        found = find(folder, *names[:known])
        if found is not None:
            return found.joinpath(*names[known:])
    return folder.joinpath(*names)


class Placing:
    """Places many new files below a folder: what the folders hold is read once."""

    def __init__(self) -> None:
        self._held: dict[Path, dict[str, str]] = {}

    def place(self, folder: Path, names: Iterable[str]) -> Path:
        """Return where a file or a folder goes; it counts as being there from now on."""
        for name in names:
            held = self._held.get(folder)
            if held is None:
                held = self._held[folder] = {fold(known): known for known in sorted(names_in(folder), reverse=True)}
            folder = folder / held.setdefault(fold(name), name)
        return folder


def names_in(folder: Path) -> Iterable[str]:
    """Return what a folder holds; nothing if there is no such folder."""
    try:
        return os.listdir(folder)  # noqa: PTH208 - names are wanted
    except (FileNotFoundError, NotADirectoryError):
        return ()


def folders_in(folder: Path) -> list[str]:
    """Return the names of the folders in a folder, sorted without regard to case."""
    return sorted((name for name in names_in(folder) if (folder / name).is_dir()), key=lambda name: (fold(name), name))


def _fold_character(character: str) -> str:
    upper = character.upper()
    if character.isascii():
        return upper
    return character if len(upper) > 1 or upper.isascii() else upper
