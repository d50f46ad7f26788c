"""Does somebody show the control token? As a bearer's, or as the password of a browser's own question."""

from __future__ import annotations

import base64
import binascii
import hmac


def shows_token(authorization: str, token: str) -> bool:
    """Tell whether an ``Authorization`` header holds the token."""
    kind, _, given = authorization.strip().partition(" ")
    if kind.lower() == "basic":
        given = _password(given)
    elif kind.lower() != "bearer":
        given = authorization
    return same(given.strip(), token)


def same(given: str, token: str) -> bool:
    """Tell whether a text is the token, in a time that tells nothing of it."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), token.encode("utf-8", "replace"))


def _password(given: str) -> str:
    try:
        return base64.b64decode(given, validate=True).decode().partition(":")[2]
    except (binascii.Error, ValueError):
        return ""
