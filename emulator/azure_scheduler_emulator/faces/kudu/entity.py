"""How does a file look over HTTP? Tags, dates, types and ranges (contract of the Kudu face, section 4.11)."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import IO

from flask import Response, request

from azure_scheduler_emulator.domain.time.moment import render
from azure_scheduler_emulator.faces.kudu import wire

#: The types of what web jobs are made of; anything else is just bytes.
_TYPES = {
    ".txt": "text/plain",
    ".md": "text/plain",
    ".htm": "text/html",
    ".html": "text/html",
    ".css": "text/css",
    ".js": "application/javascript",
    ".json": "application/json",
    ".xml": "text/xml",
}
#: Ticks of 100 ns from the year 1 to 1970.
_EPOCH_TICKS = 621_355_968_000_000_000
_CHUNK = 256 * 1024


def mime(name: str) -> str:
    """Return the type of a file by its name."""
    return _TYPES.get(Path(name).suffix.lower(), "application/octet-stream")


def date(seconds: float) -> str:
    """Spell a moment as listings do, with an offset."""
    return f"{render(datetime.fromtimestamp(seconds, UTC))[:-1]}+00:00"


def etag(path: Path, state: os.stat_result | None = None) -> str:
    """Return the tag of a file: its time of change, in ticks, byte by byte."""
    ticks = _EPOCH_TICKS + (state or path.stat()).st_mtime_ns // 100
    return f'"{ticks.to_bytes(8, "little").hex()}"'


def headers(path: Path, state: os.stat_result | None = None) -> dict[str, str]:
    """Return the tag and the time of a file, as headers."""
    state = state or path.stat()
    modified = datetime.fromtimestamp(int(state.st_mtime), UTC)
    return {"ETag": etag(path, state), "Last-Modified": format_datetime(modified, usegmt=True)}


def replace(path: Path, body: IO[bytes], *, aside: Path, old: os.stat_result | None) -> None:
    """Put a file in the place of another at once; it keeps the other's permissions and gets a later time."""
    temporary = aside / f"upload-{threading.get_ident()}"
    with temporary.open("wb") as file:
        shutil.copyfileobj(body, file)
    if old is not None:
        temporary.chmod(old.st_mode & 0o777)
        modified = temporary.stat().st_mtime_ns
        if modified // 100 <= old.st_mtime_ns // 100:
            os.utime(temporary, ns=(modified, old.st_mtime_ns + 1000))
    shutil.move(temporary, path)


def answer(path: Path) -> Response:
    """Return a file, a range of it, or that it has not changed."""
    file = path.open("rb")
    state = os.fstat(file.fileno())
    known = headers(path, state)
    size = state.st_size
    wanted = request.range if _range_counts(known["ETag"]) else None
    if wanted is None and known["ETag"] in _tags("If-None-Match"):
        file.close()
        return wire.empty(304, {"ETag": known["ETag"]})
    span = wanted.range_for_length(size) if wanted else (0, size)
    if span is None:
        file.close()
        return wire.empty(416, {"Content-Range": f"bytes */{size}"})
    first, end = span
    response = Response(_read(file, first, end), 206 if wanted else 200, known)
    response.call_on_close(file.close)
    response.headers["Content-Type"] = mime(path.name)
    response.headers["Content-Length"] = str(end - first)
    response.headers["Accept-Ranges"] = "bytes"
    if wanted:
        response.headers["Content-Range"] = f"bytes {first}-{end - 1}/{size}"
    return response


def _range_counts(tag: str) -> bool:
    condition = request.headers.get("If-Range")
    return "Range" in request.headers and (condition is None or condition.strip() == tag)


def _tags(name: str) -> list[str]:
    return [tag.strip().removeprefix("W/") for tag in request.headers.get(name, "").split(",")]


def _read(file: IO[bytes], first: int, end: int) -> Iterator[bytes]:
    """Yield the bytes that were there when the file was opened: it may be growing."""
    file.seek(first)
    left = end - first
    while left > 0 and (chunk := file.read(min(_CHUNK, left))):
        left -= len(chunk)
        yield chunk
