"""Where does an outgoing call really go?

An emulator seldom wants to reach the host that a job names: ``--map HOST=URL`` sends its calls elsewhere, for example
``account.queue.core.windows.net=http://127.0.0.1:10001/account`` or ``example.org=http://127.0.0.1:9000``. Scheme,
host and port are replaced, the path of the URL is put before that of the call; history and journal keep the address
that the job names.

The ``Host`` header stays the original one when the map merely moves the host to another ``http`` address, so that a
target can tell virtual hosts apart. It follows the map in two cases: with ``https``, where it has to agree with the
name that the certificate is checked for; and with a path, which makes another resource of it (Azurite takes the account
from a ``Host`` header that looks like one of Azure's, and then again from the path).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

from azure_scheduler_emulator.config import blaming
from azure_scheduler_emulator.domain.errors import InvalidError

HTTP = ("http", "https")
#: How a Service Bus namespace is reached that a job speaks AMQP with.
AMQP = ("amqp", "amqps")


@dataclass(frozen=True, kw_only=True)
class Route:
    """The way to one address."""

    #: Address to connect to and ask for, percent-encoded, without user name and fragment.
    url: str
    #: Value of the ``Host`` header.
    host_header: str


class HostMap:
    """Redirects the hosts that a setting names; every other host is called where it is."""

    def __init__(self, maps: Mapping[str, str] | None = None) -> None:
        """Take base URLs by host name. Raises InvalidError for one that is no plain http or https URL."""
        self._bases = {host.lower(): _base(host, url) for host, url in (maps or {}).items()}
        #: Jobs call the same addresses again and again, and taking one apart costs a tenth of a call.
        self.route = lru_cache(maxsize=1024)(self._route)

    def _route(self, uri: str) -> Route:
        """Return the way to an absolute http or https address; raises ValueError for anything else."""
        # Loaded with the first call, not with the map, which is read before READY.
        from requests import PreparedRequest

        prepared = PreparedRequest()
        prepared.prepare_url(uri, None)
        parts = urlsplit(prepared.url or "")
        if parts.scheme not in ("http", "https"):
            raise ValueError(f"only http and https addresses can be called, not {parts.scheme}")
        parts = parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment="")
        base = self._bases.get(parts.hostname or "")
        return _redirected(parts, base) if base else Route(url=parts.geturl(), host_header=parts.netloc)


def parse_maps(texts: Iterable[str], schemes: tuple[str, ...] = HTTP) -> dict[str, str]:
    """Read texts of the form ``HOST=URL``, and return those with one of ``schemes``; a later one for a host wins.

    One setting redirects the calls by HTTP and those by AMQP. Raises InvalidError with the reason.
    """
    maps: dict[str, str] = {}
    with blaming("map"):
        for text in texts:
            host, equals, url = (part.strip() for part in text.partition("="))
            if not equals or not host or any(character in host for character in "/:@ "):
                raise InvalidError(
                    f"a map is written HOST=URL (a host name alone, then http, https, amqp or amqps), not {text!r}."
                )
            if _base(host, url, HTTP + AMQP).scheme in schemes:
                maps[host.lower()] = url
    return maps


def _base(host: str, url: str, schemes: tuple[str, ...] = HTTP) -> SplitResult:
    """Return the parts of a map's URL, with its port checked."""
    try:
        base = urlsplit(url)
        plain = base.hostname and base.port != 0 and base.username is None and not base.query and not base.fragment
    except ValueError:
        plain = False
    if not plain or base.scheme not in schemes:
        raise InvalidError(
            f"The map of {host!r} needs an http or https URL without query (for Service Bus also amqp "
            f"or amqps), not {url!r}."
        )
    return base


def _redirected(parts: SplitResult, base: SplitResult) -> Route:
    prefix = base.path.rstrip("/")
    moved = parts._replace(scheme=base.scheme, netloc=base.netloc, path=prefix + parts.path)
    keeps_host = base.scheme == "http" and not prefix
    return Route(url=moved.geturl(), host_header=parts.netloc if keeps_host else base.netloc)
