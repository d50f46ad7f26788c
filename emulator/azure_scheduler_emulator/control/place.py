"""Where is the control API, and how much may it be sent? Known before it is loaded."""

from __future__ import annotations

#: Where it lives on the plain listener.
PREFIX = "/_emulator"

#: The largest body of a request in bytes.
MAX_BODY = 64 * 1024 * 1024

#: Where snapshots are put back, and how large one may be. It is read row by row.
STATE, MAX_STATE = "/state", 1024 * 1024 * 1024
