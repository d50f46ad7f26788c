"""Which paths are this API's, and which format does their end name?"""

from __future__ import annotations

import re
from typing import Any

#: The key in the WSGI environment that holds the format suffix of the path, or nothing.
SUFFIX = "emulator.suffix"
_CLAIMED = re.compile(r"/api/(?:v1|token-auth|metrics|health)(?:/|$)|/metrics$")
#: What the framework's router makes of ``/api/v1/user.json`` or ``/api/v1/user/5.json/``; the token's path has none.
_SUFFIXED = re.compile(r"(/api/v1/(?!user/token\b)[^.]+?)\.([a-z0-9]+)/?")


def claims(_host: str, path: str) -> bool:
    """Tell whether ``path`` is one of this API's."""
    return _CLAIMED.match(path) is not None


def split_suffix(path: str) -> tuple[str, str]:
    """Return the path as the routes know it, and the format that it asks for, if any."""
    match = _SUFFIXED.fullmatch(path)
    return (f"{match[1].rstrip('/')}/", match[2]) if match else (path, "")


def spell(environ: dict[str, Any]) -> None:
    """Take the format suffix off the path; links in the answer will have it."""
    environ["emulator.path"] = environ.get("PATH_INFO", "")
    environ["PATH_INFO"], environ[SUFFIX] = split_suffix(str(environ["emulator.path"]))
