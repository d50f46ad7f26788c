"""How does a command end that did not do what was asked? With a sentence on stderr, and a status for scripts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

#: Asked, and the answer is no: nothing answers ``health``, too little came for ``wait``, ``doctor`` found something.
NO = 1
#: What the user can mend: a flag, a file, a value that makes no sense.
MENDABLE = 2
#: The emulator is there and refuses.
REFUSED = 3
#: Nothing answers where the emulator should be.
ABSENT = 4
#: Ended by Ctrl-C.
INTERRUPTED = 130


class Failure(click.ClickException):
    """A command that ends with a status of its own."""

    def __init__(self, text: str, status: int, document: Mapping[str, Any] | None = None) -> None:
        """``document`` is what to show in JSON if that was asked for."""
        super().__init__(text)
        self.status = status
        self.document = document
