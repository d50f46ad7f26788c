"""What is in an access token? A JSON Web Token that clients can decode, signed so that the emulator knows its own.

Azure's clients look into their tokens: for the tenant (``tid``), the object (``oid``) and the application (``appid``).
They verify nothing, and neither does the emulator, unless its settings are strict: then a token has to be signed with
one of the configured ones.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

#: Seconds that a token is said to be good for; in truth for ever.
LIFE = 3599
#: The tenant of whoever does not say which.
TENANT = "e0000000-0000-4000-8000-000000000001"
#: Signs the tokens of those who need no secret.
OPEN_KEY = "emulator"

_HEADER = {"typ": "JWT", "alg": "HS256"}
_SPACE = uuid.UUID("5ebf5f26-5ea5-4f57-8f3c-5c1b3a2f7c0e")


def tenant_id(name: str) -> str:
    """Return the id of the tenant that an address names: a GUID as it is, and one of its own for a domain."""
    try:
        return str(uuid.UUID(name))
    except ValueError:
        return TENANT if name.lower() in ("", "common", "organizations", "consumers") else object_id(name)


def object_id(name: str) -> str:
    """Return the id of an object in the directory by the name that clients know it by, always the same."""
    return str(uuid.uuid5(_SPACE, name.lower()))


def make(*, tenant: str, client: str, audience: str, issuer: str, now: int, key: str) -> str:
    """Return an access token for the application ``client``; ``now`` is in seconds since 1970."""
    claims = {
        "aud": audience,
        "iss": issuer,
        "iat": now,
        "nbf": now,
        "exp": now + LIFE,
        "appid": client,
        "appidacr": "1",
        "idp": issuer,
        "idtyp": "app",
        "oid": object_id(client),
        "sub": object_id(client),
        "tid": tenant_id(tenant),
        "ver": "1.0",
    }
    signed = f"{_part(_HEADER)}.{_part(claims)}"
    return f"{signed}.{_signature(signed, key)}"


def claims_of(token: str) -> Mapping[str, Any]:
    """Return what a token says, believed without a look at its signature; nothing if it cannot be decoded."""
    try:
        part = token.split(".")[1]
        found = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (IndexError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def is_known(token: str, known: Iterable[str]) -> bool:
    """Tell whether ``token`` is one of the ``known`` ones or was given for one of them."""
    signed, _, signature = token.rpartition(".")
    return any(_same(token, each) or (signed and _same(signature, _signature(signed, each))) for each in known)


def _same(one: str, other: str) -> bool:
    """Compare in the same time wherever they differ."""
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


def _part(value: Mapping[str, Any]) -> str:
    return _base64(json.dumps(value, separators=(",", ":")).encode())


def _signature(signed: str, key: str) -> str:
    return _base64(hmac.digest(key.encode("utf-8", "replace"), signed.encode("utf-8", "replace"), hashlib.sha256))


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
