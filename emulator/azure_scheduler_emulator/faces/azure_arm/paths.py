"""Which resource does a path name?

Resource Manager compares the literal segments of a path without case; routes know one spelling, in lower case. Beside
its own addresses there are those of its directory (tokens) and of the directory's graph: clients that are told of one
endpoint for everything ask them here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from azure_scheduler_emulator.faces.azure.directory import SEGMENTS
from azure_scheduler_emulator.faces.azure_arm.deployments import paths as deployment_paths
from azure_scheduler_emulator.faces.azure_arm.web.paths import SHAPES as WEB

#: Literal segments, and None for a name that keeps its casing.
Shape = tuple[str | None, ...]

#: What these hosts are asked is this API's whatever the path says.
HOSTS = frozenset(
    {
        "management.azure.com",
        "login.microsoftonline.com",
        "login.windows.net",
        "graph.windows.net",
        "graph.microsoft.com",
    }
)
#: The same in the clouds of China, Germany and the US government.
OTHER_CLOUDS = (
    "management.chinacloudapi.cn",
    "login.chinacloudapi.cn",
    "login.partner.microsoftonline.cn",
    "graph.chinacloudapi.cn",
    "management.microsoftazure.de",
    "login.microsoftonline.de",
    "graph.cloudapi.de",
    "management.usgovcloudapi.net",
    "login.microsoftonline.us",
    "graph.microsoft.us",
)
#: Asked by those who have no token yet.
PUBLIC: tuple[Shape, ...] = (
    (None, "oauth2", "token"),
    (None, "oauth2", "v2.0", "token"),
    (None, ".well-known", "openid-configuration"),
    (None, "v2.0", ".well-known", "openid-configuration"),
    (None, "discovery", "keys"),
    (None, "discovery", "v2.0", "keys"),
    ("metadata", "endpoints"),
)
#: The graph has api-versions of its own, such as 1.6.
GRAPH: tuple[Shape, ...] = ((None, "serviceprincipals"), (None, "serviceprincipals", None))

_GUID = re.compile("[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_ROOTS = frozenset({"subscriptions", "tenants", "providers", "metadata"})
_COLLECTION = ("resourcegroups", None, "providers", "microsoft.scheduler", "jobcollections", None)
#: What follows the subscription.
_SHAPES: tuple[Shape, ...] = (
    (*_COLLECTION, "enable"),
    (*_COLLECTION, "disable"),
    (*_COLLECTION, "jobs", None, "run"),
    (*_COLLECTION, "jobs", None, "history"),
    *WEB,
    ("resourcegroups", None, "resources"),
    ("providers", "microsoft.scheduler", "jobcollections"),
    ("providers", "microsoft.scheduler", "register"),
    ("providers", "microsoft.scheduler", "operations"),
    ("providers", None, "register"),
    ("operationresults", None),
    ("resources",),
    ("locations",),
    # Of a provider of the tenant, which has taken the subscription's place.
    ("operations",),
    *deployment_paths.SHAPES,
    *deployment_paths.RESOURCE_SHAPES,
)


def claims(host: str, path: str) -> bool:
    """Tell whether a request is this API's: by its host, its beginning, or as the directory's."""
    name = (host.rpartition(":")[0] or host).lower()
    segments = _segments(path)
    return _begins(segments) or name in HOSTS or _spelled(segments, (*PUBLIC, *GRAPH)) is not None


def adopts(query: str) -> bool:
    """Tell by its query whether a request to an address that nobody has was meant for Resource Manager."""
    return any(part.lower().startswith("api-version=") for part in query.split("&"))


def takes_time(path: str) -> bool:
    """Tell whether a request may handle files or call somebody: web jobs, and templates that are only linked to."""
    lower = path.lower()
    return "/microsoft.web/" in lower or "/deployments" in lower


def is_public(path: str) -> bool:
    """Tell whether ``path`` is one that asks for no token: where tokens are given, and what leads there."""
    return _spelled(_segments(path), PUBLIC) is not None


def is_graph(path: str) -> bool:
    """Tell whether ``path`` is one of the directory's graph."""
    return _spelled(_segments(path), GRAPH) is not None


def subscription(path: str) -> str:
    """Return the subscription that ``path`` names as the client spelled it, or an empty text."""
    segments = _segments(path)
    return segments[1] if len(segments) > 1 and segments[0].lower() == "subscriptions" else ""


def canonical(path: str) -> str:
    """Return ``path`` as the routes spell it; one that is none of ours keeps what follows the subscription."""
    segments = _segments(path)
    if not segments:
        return "/"
    known = _spelled(segments, (*PUBLIC, *GRAPH))
    if known is None and segments[0].lower() in _ROOTS:
        # The name of a subscription or of a tenant's provider keeps its casing.
        rest = _spelled(segments[2:], _SHAPES, prefix=True) or segments[2:]
        known = [segments[0].lower(), *segments[1:2], *rest]
    return "/".join(["", *(known or segments)])


def spell(environ: dict[str, Any]) -> None:
    """Bring the path of a request to the routes' spelling; what the client wrote is kept for those who need to know."""
    environ["emulator.path"] = str(environ.get("PATH_INFO", ""))
    environ["PATH_INFO"] = canonical(environ["emulator.path"])


def _begins(segments: list[str]) -> bool:
    """Tell whether a path begins as one of ours: what is unknown below is answered in Resource Manager's words."""
    if segments and segments[0].lower() in _ROOTS:
        return True
    return len(segments) > 1 and segments[1].lower() in SEGMENTS and _GUID.fullmatch(segments[0]) is not None


def _segments(path: str) -> list[str]:
    return [segment for segment in path.strip().split("/") if segment]


def _spelled(segments: list[str], shapes: Iterable[Shape], *, prefix: bool = False) -> list[str] | None:
    """Return ``segments`` as the first shape that fits spells them; by ``prefix`` the path may end before the shape."""
    for shape in shapes:
        fits = len(segments) <= len(shape) if prefix else len(segments) == len(shape)
        if fits and all(want is None or want == have.lower() for want, have in zip(shape, segments, strict=False)):
            return [have if want is None else want for want, have in zip(shape, segments, strict=False)]
    return None
