"""In which format does the client want its answer? It is JSON, or it is refused (decision 19)."""

from __future__ import annotations

import re

from flask import request

from azure_scheduler_emulator.faces.seed_scheduler.errors import ApiError, not_found
from azure_scheduler_emulator.faces.seed_scheduler.paths import SUFFIX

#: Suffixes and ``?format=`` of the real server's renderers; its HTML is JSON here.
FORMATS = ("json", "api")
_JSON = ("application/json", "application/*", "*/*")
_HTML = ("text/html", "text/*")
_INDENT = re.compile(r";\s*indent\s*=\s*(\d+)")
DEEPEST = 8


def check(*, html_too: bool) -> int | None:
    """Check that the client takes what it will get; return how deep it wants that indented, None for compact.

    Raises:
        ApiError: 404 for a format that does not exist, 406 for media types that do not.
    """
    asked = request.environ[SUFFIX] or request.args.get("format", "")
    if asked and asked not in FORMATS:
        raise not_found()
    accept = request.headers.get("Accept", "").strip()
    if not accept or asked:
        return None
    acceptable = _JSON + (_HTML if html_too else ())
    for part in accept.split(","):
        media = part.partition(";")[0].strip().lower()
        if media in acceptable:
            indent = _INDENT.search(part) if media == "application/json" else None
            return min(int(indent[1]), DEEPEST) if indent else None
    raise ApiError(406, {"detail": "Could not satisfy the request Accept header."})
