"""What stands where a document leaves a secret out?

Answers never show secrets, so a client that puts back what it has read leaves them out. Whether there is one to keep is
only known where the stored job is.
"""

from __future__ import annotations


class LeftOut(str):
    """A secret that a document does not tell. No client can send one: it is known by its type."""

    __slots__ = ()


LEFT_OUT = LeftOut()


def is_left_out(secret: str) -> bool:
    """Tell whether a secret is missing."""
    return isinstance(secret, LeftOut)
