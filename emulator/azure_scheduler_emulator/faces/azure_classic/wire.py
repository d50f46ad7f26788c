"""Which headers does an answer carry, and how is its JSON escaped?

All of it as recorded in June and July 2015 (contract, section 1.4).
"""

from __future__ import annotations

import json
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from flask import Response

from azure_scheduler_emulator.faces.azure_classic import xml
from azure_scheduler_emulator.faces.azure_classic.xml import Content

SERVER = "1.0.6198.243 (rd_rdfe_stable.150618-1025) Microsoft-HTTPAPI/2.0"
REGION = "ussouth3"
#: What the resource provider adds to answers that are passed through.
PASSED_THROUGH = {
    "Expires": "-1",
    "Pragma": "no-cache",
    "X-AspNet-Version": "4.0.30319",
    "X-Powered-By": "ASP.NET",
}


def request_id(guid: str) -> str:
    """Return a request id made from a random GUID: 32 digits, of which the 13th is always ``b`` (77 of 77 recorded)."""
    digits = guid.replace("-", "")
    return f"{digits[:12]}b{digits[13:]}"


def empty(status: int, headers: dict[str, str] | None = None) -> Response:
    """Return an answer without a body."""
    response = Response(b"", status, headers)
    del response.headers["Content-Type"]
    response.headers["Content-Length"] = "0"
    return response


def chunked() -> Response:
    """Return the answer to a deletion of jobs: 200, chunked, and nothing in it (recorded)."""
    response = Response(iter(()), 200)
    del response.headers["Content-Type"]
    return response


def xml_answer(name: str, content: Content, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Return an XML document with the root element ``name``."""
    return Response(xml.write(name, content), status, headers, content_type="application/xml; charset=utf-8")


def json_answer(value: Any, status: int = 200) -> Response:
    """Return compact JSON in the key order given, with ``/`` escaped as the service escapes it."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False).replace("/", "\\/")
    return Response(text.encode("utf-8", "replace"), status, content_type="application/json; charset=utf-8")


def error_answer(status: int, code: str, message: str) -> Response:
    """Return an error; on pass-through paths it is XML too (decision 3)."""
    return xml_answer("Error", {"Code": code, "Message": message}, status)


def stamp(response: Response, *, id: str, now: datetime, passed_through: bool) -> Response:
    """Add the headers that every answer has."""
    headers = response.headers
    headers["Cache-Control"] = "no-cache"
    headers["Date"] = format_datetime(now, usegmt=True)
    headers["Server"] = SERVER
    headers["x-ms-request-id"] = id
    headers["x-ms-servedbyregion"] = REGION
    if passed_through:
        headers.update(PASSED_THROUGH)
    return response
