"""What is said of a request: in the log, and in the header that tells why it was refused?"""

from __future__ import annotations

import logging

from azure_scheduler_emulator import masking
from azure_scheduler_emulator.journal import Exchange
from azure_scheduler_emulator.logs import escaped

#: Characters of a reason that a header holds, and of a body that the log does.
MOST_IN_HEADER, MOST_IN_LOG = 1000, 2000


def tell(log: logging.Logger, exchange: Exchange) -> None:
    """Write a request to the log, with both bodies if the log is to hold everything."""
    query = f"?{exchange.query}" if exchange.query else ""
    fields: dict[str, object] = {
        "face": exchange.face or "none",
        "method": exchange.method,
        "path": masking.text(exchange.path) + masking.text(query),
        "status": exchange.status,
        "ms": round(exchange.seconds * 1000, 1),
        "subscription": exchange.subscription,
        "reason": masking.text(exchange.reason),
    }
    if log.isEnabledFor(logging.DEBUG):
        fields |= {"sent": _body(exchange.body), "answered": _body(exchange.answer_body)}
    log.info("request", extra=fields)


def of_header(reason: str) -> str:
    """Return a reason as a header can hold it: one line of ASCII, secrets masked."""
    return escaped(masking.text(reason)).encode("ascii", "backslashreplace").decode("ascii")[:MOST_IN_HEADER]


def _body(data: bytes) -> str:
    return masking.text(data.decode("utf-8", "replace"))[:MOST_IN_LOG]
