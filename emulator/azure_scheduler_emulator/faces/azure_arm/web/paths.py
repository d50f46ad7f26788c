"""Which addresses does Microsoft.Web have below a subscription? Literal segments, and None for a name."""

from __future__ import annotations

_PROVIDER = ("providers", "microsoft.web", "sites")
_SITE = ("resourcegroups", None, *_PROVIDER, None)
_TAILS: tuple[tuple[str | None, ...], ...] = (
    ("webjobs", None),
    ("triggeredwebjobs", None, "run"),
    ("triggeredwebjobs", None, "history", None),
    ("continuouswebjobs", None, "start"),
    ("continuouswebjobs", None, "stop"),
    ("config", "publishingcredentials", "list"),
    ("config", "appsettings", "list"),
    ("config", "connectionstrings", "list"),
    ("config", "slotconfignames"),
    ("config", "web"),
    ("publishxml",),
    ("basicpublishingcredentialspolicies", "scm"),
    ("basicpublishingcredentialspolicies", "ftp"),
    ("slots",),
)
_SLOTS: tuple[tuple[str | None, ...], ...] = ((), ("slots", None))

SHAPES: tuple[tuple[str | None, ...], ...] = (
    *((*_SITE, *slot, *tail) for slot in _SLOTS for tail in _TAILS),
    _PROVIDER,
)
