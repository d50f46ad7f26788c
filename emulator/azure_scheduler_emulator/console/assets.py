"""Which files does a page of the console load? Style, script, fonts and the icon, all of them from here.

Their address holds a digest of all of them, so that a browser may keep them for a year. There is one script: htmx
starts as soon as it has been read, and an extension in a file of its own came too late for it in two loads of ten.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from flask import Response, abort

FOLDER = Path(__file__).with_name("static")
#: The parts of the one script, in order.
SCRIPT = ("vendor/htmx.min.js", "vendor/hx-sse.min.js", "console.js")
FONTS = (
    "ibm-plex-sans-latin-wght-normal.woff2",
    "ibm-plex-mono-latin-400-normal.woff2",
    "ibm-plex-mono-latin-600-normal.woff2",
)
_FOR_A_YEAR = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Asset:
    """A file as it is served."""

    content: bytes
    content_type: str


class Assets:
    """The files, read when they are first asked for."""

    @cached_property
    def files(self) -> dict[str, Asset]:
        """Return every file by its name."""
        script = b"\n".join((FOLDER / part).read_bytes() for part in SCRIPT)
        found = {
            "console.css": Asset((FOLDER / "console.css").read_bytes(), "text/css; charset=utf-8"),
            "console.js": Asset(script, "text/javascript; charset=utf-8"),
            "favicon.svg": Asset((FOLDER / "favicon.svg").read_bytes(), "image/svg+xml"),
        }
        return found | {name: Asset((FOLDER / "vendor" / name).read_bytes(), "font/woff2") for name in FONTS}

    @cached_property
    def version(self) -> str:
        """Return what the address of every file holds: another one as soon as a byte is another."""
        digest = hashlib.sha256()
        for name, asset in sorted(self.files.items()):
            digest.update(name.encode() + b"\0" + asset.content)
        return digest.hexdigest()[:12]

    def serve(self, version: str, name: str) -> Response:
        """Answer a request for a file; a page of before an update gets what there is now, and keeps it no longer."""
        asset = self.files.get(name)
        if asset is None:
            abort(404, f"The console has no file '{name}'.")
        kept = _FOR_A_YEAR if version == self.version else "no-cache"
        return Response(asset.content, headers={"Cache-Control": kept}, content_type=asset.content_type)
