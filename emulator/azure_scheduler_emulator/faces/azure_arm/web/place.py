"""Which site, or which slot of it, is asked for?"""

from __future__ import annotations

from dataclasses import dataclass

from azure_scheduler_emulator.faces.azure_arm.context import context

TYPE = "Microsoft.Web/sites"


@dataclass(frozen=True, kw_only=True)
class SitePlace:
    """A site by the names that a client has for it."""

    group: str
    site: str
    slot: str = ""

    @property
    def id(self) -> str:
        """Return its id in the present subscription."""
        slot = f"/slots/{self.slot}" if self.slot else ""
        return f"/subscriptions/{context().subscription}/resourceGroups/{self.group}/providers/{TYPE}/{self.site}{slot}"

    @property
    def name(self) -> str:
        """Return its name as a resource: that of a slot has the site's before it."""
        return f"{self.site}/{self.slot}" if self.slot else self.site

    @property
    def type(self) -> str:
        """Return its type."""
        return f"{TYPE}/slots" if self.slot else TYPE
