"""Who may come in? Nobody whom a page of another site sent, and nobody by a name that was made to lead here.

A browser says of every request where it comes from: ``Origin`` (Fetch standard, 3.2), ``Sec-Fetch-Site`` (Fetch
Metadata). It cannot be kept from sending what needs no leave, forms for example, so what other sites send is refused
unanswered. A name that its owner has pointed to this machine (DNS rebinding) makes his page one of "this" site; but he
owns dotted names only, and the browser puts the name into ``Host``.

Clients that are no browsers say none of this, and call by an address, by one label, or by a name that the API had.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from azure_scheduler_emulator.config import Settings, named

#: What ``Sec-Fetch-Site`` says of requests that no other site made.
OWN_SITE = (None, "same-origin", "none")
#: By these names containers call the machine that they run on.
MACHINE = ("host.docker.internal", "gateway.docker.internal", "host.containers.internal", "*.localhost")
#: Lets every page in, where that is allowed.
EVERYONE = "*"

_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[^\[\]:/@?#\s]*)(?::\d{0,5})?", re.IGNORECASE)
_LABEL = re.compile(r"[a-z0-9_-]+")

#: Scheme, host name and port.
Origin = tuple[str, str, int | None]


@dataclass(frozen=True, kw_only=True)
class Guard:
    """What is asked of each request before anybody answers it."""

    #: Patterns of the host names that are answered to, in lower case.
    names: tuple[str, ...]
    #: Whether addresses and names of one label are answered to as well.
    plain_names: bool
    #: Origins whose pages may ask.
    origins: frozenset[Origin]
    everyone: bool = False
    #: Whether a person may follow a link of another site to here: for pages that only show something.
    links: bool = False
    #: The settings that let more in, as messages call them.
    names_setting: str

    def refusal(self, environ: Mapping[str, Any]) -> str | None:
        """Return why the request of a WSGI environment is refused, or None if it may go on."""
        host = environ.get("HTTP_HOST", "")
        if not self._answers_to(host):
            return f"The emulator does not answer to the host name '{host}'; {self.names_setting} adds names."
        origin, site = environ.get("HTTP_ORIGIN"), environ.get("HTTP_SEC_FETCH_SITE")
        if origin is None:
            if site in OWN_SITE or (self.links and _is_link(environ)):
                return None
            return f"The emulator does not answer to pages of other sites; {named('allow_origin')} lets some in."
        if self.admits(origin) or (site in OWN_SITE and _origin(origin) == _own(environ, host)):
            return None
        return f"The emulator does not answer to pages of '{origin}'; {named('allow_origin')} lets them in."

    def admits(self, origin: str) -> bool:
        """Tell whether pages of another origin may ask."""
        return self.everyone or _origin(origin) in self.origins

    def _answers_to(self, host: str) -> bool:
        name = host_name(host)
        if name is None:
            return False
        if self.plain_names and is_plain(name):
            return True
        return any(fnmatchcase(name, pattern) for pattern in self.names)


def guard_of_faces(settings: Settings, names: Iterable[str]) -> Guard:
    """Return the guard of the emulated APIs, which had the ``names``."""
    return Guard(
        names=_lowered(*MACHINE, *names, *settings.server_names, *settings.control_hosts),
        plain_names=True,
        origins=_origins(settings),
        everyone=EVERYONE in settings.allow_origin,
        names_setting=f"{named('server_names')} or {named('control_hosts')}",
    )


def guard_of_control(settings: Settings, *, links: bool = False) -> Guard:
    """Return the guard of the control API: it may do anything, so its names are listed one by one."""
    return Guard(
        names=_lowered(*settings.control_hosts),
        plain_names=False,
        origins=_origins(settings),
        links=links,
        names_setting=named("control_hosts"),
    )


@lru_cache(1000)
def host_name(host: str) -> str | None:
    """Return the name in a ``Host`` header, lower case, without port and brackets; None if it is no such thing."""
    found = _HOST.fullmatch(host)
    return found[1].strip("[]").lower().removesuffix(".") if found else None


@lru_cache(1000)
def is_plain(name: str) -> bool:
    """Tell whether a host name is none that somebody can own: an address, one label, or nothing at all."""
    if not name or _LABEL.fullmatch(name):
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _is_link(environ: Mapping[str, Any]) -> bool:
    return (
        environ.get("REQUEST_METHOD") in ("GET", "HEAD")
        and environ.get("HTTP_SEC_FETCH_MODE") == "navigate"
        and environ.get("HTTP_SEC_FETCH_DEST") == "document"
    )


def _own(environ: Mapping[str, Any], host: str) -> Origin | None:
    return _origin(f"{environ.get('wsgi.url_scheme', 'http')}://{host}")


def _origins(settings: Settings) -> frozenset[Origin]:
    return frozenset(found for text in settings.allow_origin if (found := _origin(text)))


def _origin(text: str) -> Origin | None:
    """Return what an origin says; None for ``null`` and whatever else is none."""
    try:
        parts = urlsplit(text)
        if not parts.scheme or not parts.hostname:
            return None
        return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None


def _lowered(*names: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.lower() for name in names))
