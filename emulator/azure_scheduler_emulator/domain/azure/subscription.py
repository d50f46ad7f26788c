"""What is a subscription, and who may act for it?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

#: The subscription that every emulator has from the start.
DEFAULT_SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"

#: The resource type of job collections, in its two documented spellings.
SCHEDULER_TYPES = ("scheduler.jobcollections", "schedulerdf.jobcollection")

_IN_PATH = re.compile(r"^/(?:subscriptions/)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:/|$)", re.IGNORECASE)


def named_in(path: str) -> str:
    """Return the subscription that the path of an Azure request names, lower case; empty if it names none."""
    found = _IN_PATH.match(path)
    return found[1].lower() if found else ""


@dataclass(frozen=True, kw_only=True)
class Subscription:
    """The owner of cloud services, job collections and management certificates."""

    #: Lower-case GUID.
    id: str
    #: What people call it here; clients of the service never see it. Empty for none.
    label: str = ""
    #: Resource types that are registered, lower case, for example ``scheduler.jobcollections``.
    registered: tuple[str, ...] = ()
    #: Resource types whose registration was taken back.
    unregistered: tuple[str, ...] = ()

    def may_schedule(self, *, from_start: bool) -> bool:
        """Tell whether job collections may be made; ``from_start`` before anybody registers, until somebody takes back.

        A first registration is none that exists already, even if it was not needed.
        """
        if any(name in self.registered for name in SCHEDULER_TYPES):
            return True
        return from_start and not any(name in self.unregistered for name in SCHEDULER_TYPES)


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """A management certificate, as it was uploaded: the service echoes it verbatim, even a PKCS#12 (recorded)."""

    subscription: str
    #: SHA-1 of the certificate, 40 upper-case hexadecimal digits.
    thumbprint: str
    public_key: str
    #: Base64, as the client sent it.
    data: str
    created_at: datetime
