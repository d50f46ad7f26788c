"""Which fault was it? What journals and histories tell of a rule that struck; the rule itself may be gone by then."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class FaultMark:
    """A rule, as it is called."""

    id: str
    #: What its author calls it; empty for none.
    name: str = ""

    def __str__(self) -> str:
        """Say it in a sentence."""
        return f'"{self.name}"' if self.name else self.id
