"""Which resource does a path name?

Resource Manager compares the literal segments of a path without case; routes know one spelling, in lower case.
"""

from __future__ import annotations

import re
from typing import Any

from azure_scheduler_emulator.faces.azure_arm.deployments import paths as deployment_paths

_CLAIMED = re.compile(r"^/+subscriptions/[^/]+(?:/|$)", re.IGNORECASE)
_TOKEN = re.compile(r"^/+([^/]+)/oauth2/token/?$", re.IGNORECASE)

_COLLECTION = ("resourcegroups", None, "providers", "microsoft.scheduler", "jobcollections", None)
#: What follows the subscription: literal segments, and None for a name that keeps its casing.
_SHAPES: tuple[tuple[str | None, ...], ...] = (
    (*_COLLECTION, "enable"),
    (*_COLLECTION, "disable"),
    (*_COLLECTION, "jobs", None, "run"),
    (*_COLLECTION, "jobs", None, "history"),
    ("providers", "microsoft.scheduler", "jobcollections"),
    ("providers", "microsoft.scheduler", "register"),
    ("providers", None),
    ("operationresults", None),
    *deployment_paths.SHAPES,
    *deployment_paths.RESOURCE_SHAPES,
)


def claims(_host: str, path: str) -> bool:
    """Tell whether ``path`` is one of this API's: a subscription, what is below it, or where tokens are given."""
    return _CLAIMED.match(path) is not None or gives_tokens(path)


def gives_tokens(path: str) -> bool:
    """Tell whether ``path`` is where a tenant gives tokens: the one place that asks for none."""
    return _TOKEN.match(path) is not None


def canonical(path: str) -> str:
    """Return ``path`` as the routes spell it; one that is none of ours keeps what follows the subscription."""
    giver = _TOKEN.match(path)
    if giver:
        return f"/{giver[1]}/oauth2/token"
    segments = [segment for segment in path.strip().split("/") if segment]
    subscription, rest = segments[1], segments[2:]
    for shape in _SHAPES:
        if len(rest) <= len(shape) and all(
            want is None or want == have.lower() for want, have in zip(shape, rest, strict=False)
        ):
            rest = [have if want is None else want for want, have in zip(shape, rest, strict=False)]
            break
    return "/".join(["", "subscriptions", subscription, *rest])


def spell(environ: dict[str, Any]) -> None:
    """Bring the path of a request to the routes' spelling; what the client wrote is kept for those who need to know."""
    environ["emulator.path"] = str(environ.get("PATH_INFO", ""))
    environ["PATH_INFO"] = canonical(environ["emulator.path"])
