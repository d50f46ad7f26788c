"""What does a path name: the jobs, one job, or a job to be created?

A job can be created by its path alone, ``/1/jobs/<when or cron>/<callback>``, both parts percent-encoded. A server
hands over the path decoded, where an encoded slash is a slash like any other and ``%3F`` has become ``?``; so the
target of the request is read as it was sent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, unquote_plus

ROOT = "/1/jobs"
#: The key in the WSGI environment that holds a Creation.
CREATION = "emulator.creation"
_DATE = re.compile(r"\d{4}-\d\d-\d\dT", re.IGNORECASE)
#: A plus sign of a zone that was decoded as a blank.
_BLANK_ZONE = re.compile(r" (\d\d(?::?\d\d)?)$")
_ORIGIN = re.compile(r"^https?://[^/]*", re.IGNORECASE)
#: Where the callback begins that was not encoded; servers and proxies may have merged its slashes.
_BARE_CALLBACK = re.compile(r"/(https?)(?::|%3a)/+", re.IGNORECASE)


@dataclass(frozen=True)
class Creation:
    """A job to be created by its path."""

    when: str | None
    cron: str | None
    url: str


def claims(_host: str, path: str) -> bool:
    """Tell whether ``path`` is one of this API's."""
    return path == ROOT or path.startswith(f"{ROOT}/")


def parse(environ: Mapping[str, Any]) -> tuple[str, Creation | None]:
    """Return the path as the routes know it, and the job that it is to create."""
    target = environ.get("REQUEST_URI") or environ.get("RAW_URI")
    if not target:
        # The server keeps it to itself: better a decoded path than none.
        path = str(environ.get("PATH_INFO", "")).encode("latin-1").decode("utf-8", "replace")
        return _parse(path, "", decoded=True)
    path, _, query = _ORIGIN.sub("", str(target), count=1).partition("?")
    prefix = path.find(ROOT)
    return _parse(path[max(prefix, 0) :], query, decoded=False)


def _parse(path: str, query: str, *, decoded: bool) -> tuple[str, Creation | None]:
    tail = path.removeprefix(ROOT).lstrip("/")
    bare = _BARE_CALLBACK.search(tail)
    if bare:
        # A question mark that was not encoded ends the path, but the rest can only be the callback's.
        callback = f"{bare[1]}://{tail[bare.end() :]}{'?' if query else ''}{query}"
        return _creating(tail[: bare.start()], callback if decoded else unquote(callback), decoded=decoded)
    schedule, slash, callback = tail.rstrip("/").rpartition("/")
    if slash:
        return _creating(schedule, callback if decoded else unquote(callback), decoded=decoded)
    return f"{ROOT}/{callback}".rstrip("/").encode().decode("latin-1"), None


def _creating(schedule: str, callback: str, *, decoded: bool) -> tuple[str, Creation]:
    """Read the first part: in a cron expression ``+`` is a blank, in a date it may be the sign of a zone."""
    date = schedule if decoded else unquote(schedule)
    if _DATE.match(date):
        creation = Creation(when=_BLANK_ZONE.sub(r"+\1", date), cron=None, url=callback)
    else:
        cron = schedule.replace("+", " ") if decoded else unquote_plus(schedule)
        creation = Creation(when=None, cron=cron, url=callback)
    return f"{ROOT}/schedule/callback", creation


def spell(environ: dict[str, Any]) -> None:
    """Bring the path to the routes' spelling; the parts of one that creates a job are kept as they were sent."""
    environ["emulator.path"] = environ.get("PATH_INFO", "")
    environ["PATH_INFO"], environ[CREATION] = parse(environ)
