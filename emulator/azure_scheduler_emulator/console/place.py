"""Where is the console? Known before it is loaded."""

from __future__ import annotations

#: Where it lives on the plain listener.
PREFIX = "/_emulator/ui"

#: Where a state is put back, below it: the one form that may be large.
RESTORE = "/do/state/restore"
