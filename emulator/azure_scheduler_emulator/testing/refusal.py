"""What does a test get that asks in vain?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class ControlError(Exception):
    """The control API refused; the text is its problem document's."""

    def __init__(self, status: int, document: Mapping[str, Any]) -> None:
        super().__init__(f"{status} {document.get('detail', '')} {document.get('errors', '')}".strip())
        self.status = status
        self.document = document


class Unmet(AssertionError):  # noqa: N818 - it fails a test, as an assertion does
    """What a test waited for did not come; the text tells the nearest misses."""
