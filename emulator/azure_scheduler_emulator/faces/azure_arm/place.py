"""Where in a subscription is something? In a resource group, or in the subscription itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Place:
    """A resource group; or, without one, a subscription."""

    subscription: str
    group: str | None = None

    @property
    def base(self) -> str:
        """Return what the ids of its resources begin with."""
        below = f"/resourceGroups/{self.group}" if self.group else ""
        return f"/subscriptions/{self.subscription}{below}"

    @property
    def key(self) -> str:
        """Return how it is looked up, whatever the casing."""
        return self.base.lower()
