"""What do answers look like on the wire? (contract of the Kudu face, section 1)"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from typing import Any

from flask import Response, request


def json_answer(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return compact JSON in the key order given."""
    data = json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "replace")
    return Response(data, status, dict(headers or {}), content_type="application/json; charset=utf-8")


def text(message: str, status: int) -> Response:
    """Return bare text."""
    return Response(message.encode("utf-8", "replace"), status, content_type="text/plain; charset=utf-8")


def empty(status: int, headers: Mapping[str, str] | None = None) -> Response:
    """Return an answer without a body, and without a type for it."""
    response = Response(b"", status, dict(headers or {}))
    del response.headers["Content-Type"]
    if status not in (204, 304):
        response.headers["Content-Length"] = "0"
    return response


def fingerprint(*values: object) -> str:
    """Return a hash in lower-case hexadecimal; clients only compare it."""
    return f"{zlib.crc32(repr(values).encode()):x}"


def tagged(value: Any, tag: str) -> Response:
    """Return JSON with an ETag, or 304 if the client has just that; only the first tag it names is looked at."""
    first = request.headers.get("If-None-Match", "").split(",")[0].strip().removeprefix("W/")
    if first == tag:
        return empty(304, {"ETag": tag})
    return json_answer(value, headers={"ETag": tag})
