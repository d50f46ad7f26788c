"""Which resource does a path name?

Jobs have four spellings each, everything else has two, with and without ``/api``; literals match in any casing and a
trailing slash counts only for files and folders. The stock client calls ``/<site>.scm.azurewebsites.net/...`` when it
is given an address instead of a site (contract of the Kudu face, section 1; of its clients, section 1 C). Routes know
one spelling; this module brings every other one to it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

SITE_SUFFIX = ".scm.azurewebsites.net"
KINDS = ("triggered", "continuous")
_ORIGIN = re.compile(r"^https?://[^/]*", re.IGNORECASE)
#: Resources with and without ``/api``, and those with it only, and how many segments may follow.
_DEEPEST = {"settings": 1, "hooks": 2, "deployments": 3, "command": 0, "environment": 0}
_DEEPEST_BELOW_API = dict.fromkeys(("webjobs", "triggeredwebjobsswagger", "zipdeploy", "wardeploy", "publish"), 0)
_DEEPEST_BELOW_API["processes"] = 1
#: What may follow the name of a job.
_PARTS = ("run", "history", "settings", "start", "stop", "passthrough")


@dataclass(frozen=True, kw_only=True)
class Address:
    """A path, understood."""

    #: The path as the client wrote it.
    raw: str
    #: The first segment with its slash, if it names a site; generated addresses begin with it too.
    prefix: str = ""
    #: The path as the routes spell it.
    route: str
    #: What follows in paths of files and of requests that are passed through, as written.
    rest: str = ""
    #: Whether a slash ends the path of a folder.
    slash: bool = False
    #: Whether it is one of this API's.
    known: bool = True


def claims(host: str, path: str) -> bool:
    """Tell whether a request is this API's: by its host, by a prefix that names a site, or by its path."""
    name = host.rpartition(":")[0] or host
    if name.lower().endswith(SITE_SUFFIX):
        return True
    address = read(path)
    return bool(address.prefix) or address.known or path.lower().startswith("/api/")


def read(path: str) -> Address:
    """Return what a path says; one that is none of ours keeps its spelling."""
    prefix, inner = _split_prefix(path)
    segments = inner.split("/")[1:]
    with_api = bool(segments) and segments[0].lower() == "api"
    found = _read(segments[1:] if with_api else segments, with_api)
    if found is None:
        return Address(raw=path, prefix=prefix, route=inner, known=False)
    route, rest, slash = found
    return Address(raw=path, prefix=prefix, route=route, rest=rest, slash=slash)


def _split_prefix(path: str) -> tuple[str, str]:
    first, slash, rest = path[1:].partition("/")
    if first.lower().endswith(SITE_SUFFIX):
        return f"/{first}", f"{slash}{rest}" or "/"
    return "", path


def _read(segments: Sequence[str], with_api: bool) -> tuple[str, str, bool] | None:
    if not segments:
        return None
    head, tail = segments[0].lower(), list(segments[1:])
    if head in ("vfs", "zip"):
        return f"/api/{head}", "/".join(tail).rstrip("/"), bool(tail) and tail[-1] == ""
    tail = _without_slashes(tail)
    if head == "jobs":
        return _read_jobs(tail)
    if head == "diagnostics" and tail and tail[0].lower() == "processes":
        return "/".join(["/api/processes", *tail[1:]]), "", False
    if len(tail) <= _DEEPEST.get(head, -1):
        return "/".join([f"/api/{head}", *_spelled(head, tail)]), "", False
    return _read_below_api(head, tail) if with_api else None


def _read_below_api(head: str, tail: Sequence[str]) -> tuple[str, str, bool] | None:
    if len(tail) <= _DEEPEST_BELOW_API.get(head, -1):
        return "/".join([f"/api/{head}", *tail]), "", False
    for kind in KINDS:
        if head in (f"{kind}webjobs", f"{kind}jobs"):
            return _read_job(kind, tail)
    return None


def _spelled(head: str, tail: list[str]) -> list[str]:
    """Return what follows a resource with its literals as routes spell them."""
    literal = {"deployments": 1, "hooks": 0}.get(head, -1)
    return [segment.lower() if n == literal and len(tail) > 1 else segment for n, segment in enumerate(tail)]


def _read_jobs(tail: Sequence[str]) -> tuple[str, str, bool] | None:
    if not tail:
        return "/api/webjobs", "", False
    return _read_job(tail[0].lower(), tail[1:]) if tail[0].lower() in KINDS else None


def _read_job(kind: str, tail: Sequence[str]) -> tuple[str, str, bool]:
    segments = list(tail)
    if len(segments) > 1 and segments[1].lower() in _PARTS:
        segments[1] = segments[1].lower()
    if len(segments) > 1 and segments[1] == "passthrough":
        return "/".join([f"/api/{kind}webjobs", *segments[:2]]), "/".join(segments[2:]), False
    return "/".join([f"/api/{kind}webjobs", *segments]), "", False


def _without_slashes(segments: list[str]) -> list[str]:
    while segments and segments[-1] == "":
        segments.pop()
    return segments


def _whole_path(environ: Mapping[str, Any]) -> str:
    """Return the path decoded as WSGI does it, encoded slashes too: to the service they part names as others do."""
    path = str(environ.get("PATH_INFO", ""))
    target = str(environ.get("REQUEST_URI") or environ.get("RAW_URI") or "")
    if "%2F" not in path.upper() or not target:
        # Whoever decodes a path leaves them alone, or has decoded them already.
        return path
    whole = unquote(_ORIGIN.sub("", target).partition("?")[0], "latin-1")
    return whole.removeprefix(str(environ.get("SCRIPT_NAME", "")))


def spell(environ: dict[str, Any]) -> None:
    """Bring the path to the routes' spelling; what the client wrote is kept for those who need to know."""
    address = read(_whole_path(environ))
    environ["emulator.kudu"] = address
    environ["PATH_INFO"] = address.route
