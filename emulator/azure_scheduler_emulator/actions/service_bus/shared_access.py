"""How does a caller prove a shared access key to Service Bus? By signing the address with it, for a while."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime, timedelta
from urllib.parse import quote_plus

#: Longer than any call takes, clocks that differ included.
VALID_FOR = timedelta(hours=1)


def signature(uri: str, key_name: str, key: str, now: datetime) -> str:
    """Return the ``Authorization`` header for a resource, by the policy's name and key, valid from ``now`` on.

    ``now`` is real time: it is Service Bus that compares it.
    """
    resource = quote_plus(uri.lower(), errors="replace")
    expiry = int((now + VALID_FOR).timestamp())
    digest = hmac.new(key.encode("utf-8", "replace"), f"{resource}\n{expiry}".encode(), hashlib.sha256).digest()
    signed = quote_plus(base64.b64encode(digest))
    return f"SharedAccessSignature sr={resource}&sig={signed}&se={expiry}&skn={quote_plus(key_name, errors='replace')}"
