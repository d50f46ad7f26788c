"""Which part of a list does a client ask for?

``$top`` (1..100), ``$skip`` and ``$filter``, with or without the dollar sign: the documentation's own examples leave it
out in places. Keys and values are compared without case.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.jobs.history import AttemptStatus
from azure_scheduler_emulator.domain.jobs.job import JobState
from azure_scheduler_emulator.service.requests import Page

_FILTER = re.compile(r"^\s*(\w+)\s+eq\s+'?(\w+)'?\s*$", re.IGNORECASE)
_CHOICES = {
    "state": {state.value for state in JobState},
    "status": {status.value for status in AttemptStatus} | {"postponed"},
}
MOST = 100


def read_page(query: Mapping[str, str], *, by: tuple[str, ...], default_top: int = MOST) -> Page:
    """Return the page that a ``query`` with lower-case keys asks for; ``by`` names what it may filter by.

    Raises:
        InvalidError: a number is out of its range, or the filter cannot be read.
    """
    top = _number(query, "top", default_top, lowest=1, highest=MOST)
    skip = _number(query, "skip", 0, lowest=0, highest=2**31 - 1)
    text = query.get("$filter") or query.get("filter")
    return Page(skip=skip, top=top, **_filter(text, by) if text else {})


def _number(query: Mapping[str, str], name: str, default: int, *, lowest: int, highest: int) -> int:
    text = query.get(f"${name}", query.get(name))
    if text is None or text == "":
        return default
    if not re.fullmatch(r"\d{1,10}", text) or not lowest <= int(text) <= highest:
        raise InvalidError(f"The value '{text}' of ${name} is not between {lowest} and {highest}.")
    return int(text)


def _filter(text: str, by: tuple[str, ...]) -> dict[str, str]:
    match = _FILTER.match(text)
    if match:
        name, value = match.group(1).lower(), match.group(2).lower()
        if name in by and value in _CHOICES[name]:
            return {name: value}
    raise InvalidError(f"The filter '{text}' is not valid.")
