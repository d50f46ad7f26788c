"""How is a zip put on the disk, and made of it? Whatever its entries are called, they stay in their folder."""

from __future__ import annotations

import contextlib
import os
import re
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.webjobs.disk.names import Placing
from azure_scheduler_emulator.webjobs.disk.stamps import stamp

#: Bytes that an archive may unpack to, and entries that it may have.
UNPACKED_LIMIT = 2 * 1024**3
ENTRY_LIMIT = 50_000
_CHUNK = 1024 * 1024
#: What .NET says of a file that is no archive.
NO_ARCHIVE = "End of Central Directory record could not be found."


class BadArchiveError(InvalidError):
    """An archive is none, is broken, or is too large."""


def unpack(
    file: IO[bytes],
    folder: Path,
    *,
    keep_out: Path | None = None,
    limit: int = UNPACKED_LIMIT,
    entries: int = ENTRY_LIMIT,
) -> None:
    """Write the entries of an archive below ``folder``, over what is there, but not below ``keep_out``.

    ``..`` in a name counts as ``.`` (contract of the Kudu face, section 4.3); links are written as plain files; a name
    that exists in another casing is that.

    Raises:
        BadArchiveError: it cannot be read, or holds more than the limits allow. What was written stays.
        OSError: an entry cannot be written where it belongs.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            if len(archive.infolist()) > entries:
                raise BadArchiveError(f"The archive has more than {entries} entries.")
            left, placing = limit, Placing()
            for entry in archive.infolist():
                target = placing.place(folder, filter(None, inner_path(entry.filename).split("/")))
                _check_inside(entry, target, folder, keep_out)
                left -= _write(archive, entry, target, left)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise BadArchiveError(NO_ARCHIVE if "not a zip file" in str(error) else str(error)) from error


def inner_path(name: str) -> str:
    """Return where an entry goes, below the folder: no drive, no root, no way up."""
    name = re.sub(r"^[A-Za-z]:", "", name.replace("\\", "/"))
    return "/".join(part for part in name.split("/") if part not in ("", ".", ".."))


def _check_inside(entry: zipfile.ZipInfo, target: Path, folder: Path, keep_out: Path | None) -> None:
    real = target.resolve()
    if not real.is_relative_to(folder.resolve()) or (keep_out and real.is_relative_to(keep_out)):
        raise BadArchiveError(f"The entry '{entry.filename}' leads out of the folder.")


def _write(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, limit: int) -> int:
    """Write one entry; return how many bytes it had."""
    if entry.is_dir() or entry.filename.endswith("\\"):
        target.mkdir(parents=True, exist_ok=True)
        return 0
    target.parent.mkdir(parents=True, exist_ok=True)
    written = 0
    with archive.open(entry) as source, target.open("wb") as file:
        while chunk := source.read(_CHUNK):
            written += len(chunk)
            if written > limit:
                raise BadArchiveError("The archive unpacks to more than is allowed.")
            file.write(chunk)
    _restore(entry, target)
    return written


def _restore(entry: zipfile.ZipInfo, target: Path) -> None:
    """Give a file the time of its entry, told apart from that of any other upload, and its executable bit."""
    moment = None
    # Some writers leave the date out: month 0.
    with contextlib.suppress(ValueError):
        moment = datetime(*entry.date_time, tzinfo=UTC).timestamp()
    stamp(target, moment)
    if entry.external_attr >> 16 & 0o111:
        target.chmod(target.stat().st_mode | 0o111)


def pack(folder: Path, file: IO[bytes], hidden: Path) -> None:
    """Write the files below ``folder`` into an archive, without links and without what is ``hidden``."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as archive:
        for path, name in sorted(_files(folder, hidden), key=lambda pair: pair[1]):
            archive.write(path, name)


def _files(folder: Path, hidden: Path) -> Iterable[tuple[Path, str]]:
    for parent, folders, names in os.walk(folder):
        if Path(parent) == hidden:
            folders.clear()
            continue
        for name in names:
            path = Path(parent, name)
            if path.is_file() and not path.is_symlink():
                yield path, path.relative_to(folder).as_posix()
