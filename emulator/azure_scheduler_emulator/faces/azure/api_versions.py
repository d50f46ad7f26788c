"""Which versions of an API may a client name?"""

from __future__ import annotations

import re
from datetime import date

_VERSION = re.compile(r"(\d{4}-\d\d-\d\d)(?:-[a-z][a-z0-9.]*)?", re.IGNORECASE | re.ASCII)
#: The first version of Service Management that had operations to poll.
OLDEST = date(2009, 10, 1)


def is_api_version(text: str) -> bool:
    """Tell whether ``text`` is a date, perhaps with a suffix such as ``-preview``, and not too old (decision 9)."""
    match = _VERSION.fullmatch(text)
    try:
        return match is not None and date.fromisoformat(match[1]) >= OLDEST
    except ValueError:
        return False
