"""Which resource does a path name?

Clients disagree about the casing of the literal segments, about trailing slashes, and about the ``~`` that marks calls
that the front end passed through to the resource provider (contract, sections 1.1 and 1.2). Routes know one spelling;
this module brings every other one to it.
"""

from __future__ import annotations

import re
from typing import Any

from azure_scheduler_emulator.faces.azure.directory import SEGMENTS

#: What Service Management was called, worldwide and in the clouds of China, Germany and the US government.
HOSTS = (
    "management.core.windows.net",
    "management.core.chinacloudapi.cn",
    "management.core.cloudapi.de",
    "management.core.usgovcloudapi.net",
)
_GUID = "[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
#: A GUID with one of these behind it is a tenant.
_OF_A_TENANT = "|".join(re.escape(segment) for segment in SEGMENTS)
#: The subscription is a bare segment; only the Location of a new certificate has another one before it (recorded).
_CLAIMED = re.compile(
    rf"^/(?:{_GUID}(?:/(?!(?:{_OF_A_TENANT})(?:/|$))|$)|subscriptions/{_GUID}/certificates(?:/|$))", re.IGNORECASE
)

#: What follows the subscription: literal segments, and None for a name that keeps its casing.
_SHAPES: tuple[tuple[str | None, ...], ...] = (
    ("services",),
    ("entitleresource",),
    ("resourceproviders", None, "properties"),
    ("operations", None),
    ("certificates", None),
    ("cloudservices", None, "resources", None, "jobcollections", None, "jobs", None, "history"),
)


def claims(_host: str, path: str) -> bool:
    """Tell whether ``path`` is one of this API's: it starts with the GUID of a subscription, and not of a tenant."""
    return _CLAIMED.match(path) is not None


def is_passed_through(path: str) -> bool:
    """Tell whether the front end passes the request through to the resource provider."""
    return "/~/" in path or path.endswith("/~")


def canonical(path: str) -> str:
    """Return ``path`` as the routes spell it; a path that is none of ours is returned as it is."""
    segments = [segment for segment in path.strip().split("/") if segment]
    if segments and segments[0].lower() == "subscriptions":
        segments = segments[1:]
    subscription, rest = segments[0].lower(), segments[1:]
    if len(rest) > 4 and rest[4] == "~":
        rest = rest[:4] + rest[5:]
    for shape in _SHAPES:
        if len(rest) <= len(shape) and all(
            want is None or want == have.lower() for want, have in zip(shape, rest, strict=False)
        ):
            rest = [have if want is None else want for want, have in zip(shape, rest, strict=False)]
            return "/" + "/".join([subscription, *rest])
    return path


def spell(environ: dict[str, Any]) -> None:
    """Bring the path of a request to the routes' spelling; what the client wrote is kept for those who need to know."""
    environ["emulator.path"] = str(environ.get("PATH_INFO", ""))
    environ["PATH_INFO"] = canonical(environ["emulator.path"])
