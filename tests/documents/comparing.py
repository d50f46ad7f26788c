"""Is what a command printed what its document shows?

White space does not count, since long lines are broken to be read; nor do values that are another each time. An
ellipsis stands for anything. Of the headers of an answer those that are shown have to be there.
"""

from __future__ import annotations

import re

#: What is another each time, by kind. Moments of a virtual clock, which stands before 2020, are compared.
_EACH_TIME = [
    (re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"), "(id)"),
    (re.compile(r"\b[0-9a-f]{32,40}\b"), "(hex)"),
    (re.compile(r"\b20[2-9]\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?"), "(moment)"),
    (re.compile(r"\b20[2-9]\d{5}\d{0,6}\b"), "(stamp)"),
    (re.compile(r"\b\d+\.\d+ ?s\b"), "(seconds)"),
]


def agrees(shown: str, got: str) -> bool:
    """Whether what came is what is shown."""
    if got.startswith("HTTP/"):
        head, _, body = got.replace("\r", "").partition("\n\n")
        shown_head, _, shown_body = shown.partition("\n\n")
        lines = head.splitlines()
        found = all(any(_fits(line, each) for each in lines) for line in shown_head.splitlines())
        return found and (not shown_body.strip() or _fits(shown_body, body))
    return _fits(shown, got)


def _fits(shown: str, got: str) -> bool:
    parts = re.split(r"…|\.\.\.", _masked(shown))
    return bool(re.fullmatch(".*".join(re.escape(part) for part in parts), _masked(got)))


def _masked(text: str) -> str:
    for pattern, name in _EACH_TIME:
        text = pattern.sub(name, text)
    return re.sub(r"\s+", "", text)
