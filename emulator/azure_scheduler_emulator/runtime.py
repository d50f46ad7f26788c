"""The three sources of surprise, in one frozen object: time, chance and identity."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from azure_scheduler_emulator.clock import Clock, Clocks
from azure_scheduler_emulator.domain.tenant import NOBODY, Tenant


def new_guid() -> str:
    """Return a new random GUID, lower case with dashes."""
    # A UUID of version 4 (RFC 9562, 5.4), without an object for it: each request takes two.
    text = os.urandom(16).hex()
    variant = "89ab"[int(text[16], 16) & 3]
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{variant}{text[17:20]}-{text[20:]}"


@dataclass(frozen=True)
class Runtime:
    """What a part needs to know that is not in its arguments. Tests pass their own."""

    clocks: Clocks = field(default_factory=Clocks)
    #: For whom the part works.
    tenant: Tenant = NOBODY
    random: random.Random = field(default_factory=random.Random)
    #: Makes a new dashed GUID.
    new_id: Callable[[], str] = new_guid

    @property
    def clock(self) -> Clock:
        """Return the clock that the part goes by: its tenant's, the shared one for nobody's in particular."""
        return self.clocks.of(self.tenant)

    def new_key(self) -> str:
        """Return a new identity without dashes: 32 hexadecimal digits, as rows and records have."""
        return self.new_id().replace("-", "")
