"""How are moments written in HTTP? One second after the other, and many requests in each."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache


def http_date(moment: datetime) -> str:
    """Return a moment in UTC as a header has it (RFC 9110, 5.6.7): ``Wed, 01 Jul 2015 00:00:32 GMT``."""
    return _of_second(moment.replace(microsecond=0))


@lru_cache(64)
def _of_second(moment: datetime) -> str:
    return format_datetime(moment, usegmt=True)
