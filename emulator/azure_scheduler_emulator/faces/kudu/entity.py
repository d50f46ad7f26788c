"""How does a file look over HTTP? Tags, dates, types and ranges (contract of the Kudu face, section 4.11)."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import IO

from flask import Response, request

from azure_scheduler_emulator.domain.time.moment import render
from azure_scheduler_emulator.faces.application import services
from azure_scheduler_emulator.faces.kudu import ranges, wire
from azure_scheduler_emulator.webjobs.disk.stamps import stamp

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
    """Put a file in the place of another at once; it keeps the other's permissions and gets a time of its own."""
    temporary = aside / f"upload-{threading.get_ident()}"
    with temporary.open("wb") as file:
        shutil.copyfileobj(body, file)
    if old is not None:
        temporary.chmod(old.st_mode & 0o777)
    stamp(temporary)
    shutil.move(temporary, path)


def answer(path: Path) -> Response:
    """Return a file, ranges of it, or that it has not changed."""
    file = path.open("rb")
    state = os.fstat(file.fileno())
    known, kind, size = headers(path, state), mime(path.name), state.st_size
    wanted = ranges.read(request.headers.get("Range")) if _range_counts(known["ETag"]) else None
    found = ranges.within(wanted, size) if wanted else [(0, size)]
    if not wanted and known["ETag"] in _tags("If-None-Match"):
        response = wire.empty(304, {"ETag": known["ETag"]})
    elif not found:
        response = wire.empty(416, {"Content-Range": f"bytes */{size}"})
    elif wanted and len(wanted) > 1:
        parts = ranges.Parts(services().new_id(), kind, found, size)
        content = parts.read(lambda span: _read(file, span))
        response = _content(content, 206, {**known, "Content-Type": parts.content_type}, parts.length)
    else:
        span = {"Content-Range": ranges.spell(found[0], size)} if wanted else {}
        status, length = 206 if wanted else 200, found[0][1] - found[0][0]
        response = _content(_read(file, found[0]), status, {**known, "Content-Type": kind, **span}, length)
    response.call_on_close(file.close)
    return response


def _content(content: Iterator[bytes], status: int, headers: Mapping[str, str], length: int) -> Response:
    response = Response(content, status)
    response.headers.update({**headers, "Content-Length": str(length), "Accept-Ranges": "bytes"})
    return response


def _range_counts(tag: str) -> bool:
    condition = request.headers.get("If-Range")
    return condition is None or condition.strip() == tag


def _tags(name: str) -> list[str]:
    return [tag.strip().removeprefix("W/") for tag in request.headers.get(name, "").split(",")]


def _read(file: IO[bytes], span: ranges.Span) -> Iterator[bytes]:
    """Yield the bytes that were there when the file was opened: it may be growing."""
    file.seek(span[0])
    left = span[1] - span[0]
    while left > 0 and (chunk := file.read(min(_CHUNK, left))):
        left -= len(chunk)
        yield chunk
