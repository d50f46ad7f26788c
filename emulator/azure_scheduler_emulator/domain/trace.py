"""Which trace does something belong to, and what of that goes on with a call?

W3C Trace Context: ``traceparent`` is version, trace, span and flags in lower-case hexadecimal digits; zeros alone are
no id, version ff is none, and a later version is read as the first one. ``tracestate`` counts only beside it. Who calls
on names itself as the span, keeps the trace, and passes on the bit that says whether the trace is recorded.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace

_PARENT = re.compile(r"(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")
#: What has to be passed on at least.
LONGEST_STATE = 512
SAMPLED = 1


@dataclass(frozen=True, kw_only=True)
class TraceContext:
    """A place in a trace."""

    #: 32 hexadecimal digits.
    trace: str
    #: 16 hexadecimal digits.
    span: str
    sampled: bool = True
    #: What tracing systems keep for themselves, as it came.
    state: str = ""

    @property
    def parent(self) -> str:
        """Return the header ``traceparent``."""
        return f"00-{self.trace}-{self.span}-{int(self.sampled):02x}"

    def child(self, lot: str) -> TraceContext:
        """Return a place of its own in the same trace, drawn by ``lot``: the same text draws the same one."""
        return replace(self, span=hashlib.sha256(f"{self.span}/{lot}".encode()).hexdigest()[:16])

    def headers(self) -> tuple[tuple[str, str], ...]:
        """Return what tells a target of it."""
        return (("traceparent", self.parent), *((("tracestate", self.state),) if self.state else ()))


def read(parent: str, state: str = "") -> TraceContext | None:
    """Return the context that two headers tell of, or None if they tell of none."""
    match = _PARENT.fullmatch(parent.strip(" \t"))
    if match is None or (match[1] == "00" and match[5]):
        return None
    return TraceContext(
        trace=match[2],
        span=match[3],
        sampled=bool(int(match[4], 16) & SAMPLED),
        state=state.strip() if len(state) <= LONGEST_STATE else "",
    )
