"""Which addresses do deployments have below a subscription? Literal segments, and None for a name.

Operations are asked for without the provider in the path (recorded), and the PowerShell of 2014 left it out everywhere.
"""

from __future__ import annotations

Shape = tuple[str | None, ...]

_TAILS: tuple[Shape, ...] = (
    ("validate",),
    ("cancel",),
    ("exporttemplate",),
    ("operations", None),
    ("operationstatuses", None),
)
_HEADS: tuple[Shape, ...] = (
    ("resourcegroups", None, "providers", "microsoft.resources", "deployments", None),
    ("resourcegroups", None, "deployments", None),
    ("providers", "microsoft.resources", "deployments", None),
)
SHAPES: tuple[Shape, ...] = tuple((*head, *tail) for head in _HEADS for tail in _TAILS)
#: Every other resource: only what stands before its provider is compared. A type has sixteen segments at most.
RESOURCE_SHAPES: tuple[Shape, ...] = (("resourcegroups", None, "providers", *(None,) * 40),)
