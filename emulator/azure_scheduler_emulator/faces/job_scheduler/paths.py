"""What does a path name: the jobs, one job, or a job to be created?

A job can be created by its path alone, ``/1/jobs/<when or cron>/<callback>``, both parts percent-encoded. A server
hands over the path decoded, where an encoded slash is a slash like any other and ``%3F`` has become ``?``; so the
target of the request is read as it was sent. A path that begins with an expression or a date names no job, so what is
wrong with it is that it creates none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, unquote_plus

from azure_scheduler_emulator.faces.job_scheduler.iso import begins

ROOT = "/1/jobs"
#: The key in the WSGI environment that holds a Creation.
CREATION = "emulator.creation"
#: A plus sign of a zone that was decoded as a blank.
_BLANK_ZONE = re.compile(r" (\d\d(?::?\d\d)?)$")
_ORIGIN = re.compile(r"^https?://[^/]*", re.IGNORECASE)
#: Two fields of an expression, and more to come.
_FIELDS = re.compile(r"(?:[^ +]+[ +]+){2}")
_CALLBACK = re.compile(r"https?:", re.IGNORECASE)
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
        return _parse(path, str(environ.get("QUERY_STRING", "")), decoded=True)
    path, _, query = _ORIGIN.sub("", str(target), count=1).partition("?")
    prefix = path.find(ROOT)
    return _parse(path[max(prefix, 0) :], query, decoded=False)


def _parse(path: str, query: str, *, decoded: bool) -> tuple[str, Creation | None]:
    tail = path.removeprefix(ROOT).lstrip("/")
    if query and _is_begun(tail, decoded=decoded):
        # A question mark that was not encoded ends the path, but there the rest can only be the job's.
        tail, query = f"{tail}?{unquote(query) if decoded else query}", ""
    bare = _BARE_CALLBACK.search(tail)
    if bare:
        callback = f"{bare[1]}://{tail[bare.end() :]}{'?' if query else ''}{query}"
        return _creating(tail[: bare.start()], callback if decoded else unquote(callback), decoded=decoded)
    schedule, slash, callback = tail.rstrip("/").rpartition("/")
    if slash:
        # What follows here is the request's own query, which means nothing.
        callback = callback if decoded else unquote(callback.partition("?")[0])
        return _creating(schedule, callback, decoded=decoded)
    if _is_schedule(tail, decoded=decoded):
        return _creating(callback, "", decoded=decoded)
    return f"{ROOT}/{callback}".rstrip("/").encode().decode("latin-1"), None


def _is_begun(tail: str, *, decoded: bool) -> bool:
    """Tell whether a path ends within the expression of a job to be created: there is no callback yet."""
    last = tail.rpartition("/")[2]
    whole = last if decoded else unquote(last)
    return _is_schedule(tail, decoded=decoded) and not _CALLBACK.match(whole) and not _BARE_CALLBACK.search(tail)


def _is_schedule(tail: str, *, decoded: bool) -> bool:
    """Tell whether a path begins with an expression or a date, and so does not name a job."""
    text = tail if decoded else unquote(tail)
    return begins(text) or _FIELDS.match(text) is not None


def _creating(schedule: str, callback: str, *, decoded: bool) -> tuple[str, Creation]:
    """Read the first part: in a cron expression ``+`` is a blank, in a date it may be the sign of a zone."""
    date = schedule if decoded else unquote(schedule)
    if begins(date):
        creation = Creation(when=_BLANK_ZONE.sub(r"+\1", date), cron=None, url=callback)
    else:
        cron = schedule.replace("+", " ") if decoded else unquote_plus(schedule)
        creation = Creation(when=None, cron=cron, url=callback)
    return f"{ROOT}/schedule/callback", creation


def spell(environ: dict[str, Any]) -> None:
    """Bring the path to the routes' spelling; the parts of one that creates a job are kept as they were sent."""
    environ["emulator.path"] = environ.get("PATH_INFO", "")
    environ["PATH_INFO"], environ[CREATION] = parse(environ)
