"""Which headers does an answer carry, and how is its JSON escaped?

All of it as recorded in June and July 2015 (contract, section 1.4).
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from flask import Response

from azure_scheduler_emulator.domain.time.http_date import http_date
from azure_scheduler_emulator.faces.azure_classic import xml
from azure_scheduler_emulator.faces.azure_classic.xml import Content
from azure_scheduler_emulator.faces.lean import Answer, with_headers

SERVER = "1.0.6198.243 (rd_rdfe_stable.150618-1025) Microsoft-HTTPAPI/2.0"
REGION = "ussouth3"
#: What the resource provider adds to answers that are passed through.
PASSED_THROUGH = {
    "Expires": "-1",
    "Pragma": "no-cache",
    "X-AspNet-Version": "4.0.30319",
    "X-Powered-By": "ASP.NET",
}


_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


def request_id(guid: str) -> str:
    """Return a request id made from a random GUID: 32 digits, of which the 13th is always ``b`` (77 of 77 recorded)."""
    digits = guid.replace("-", "")
    return f"{digits[:12]}b{digits[13:]}"


def empty(status: int, headers: dict[str, str] | None = None) -> Response:
    """Return an answer without a body."""
    response = Answer(b"", status, headers)
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
    return Answer(xml.write(name, content), status, headers, content_type="application/xml; charset=utf-8")


def json_answer(value: Any, status: int = 200) -> Response:
    """Return compact JSON in the key order given, with ``/`` escaped as the service escapes it."""
    text = _encode(value).replace("/", "\\/")
    return Answer(text.encode("utf-8", "replace"), status, content_type="application/json; charset=utf-8")


def error_answer(status: int, code: str, message: str) -> Response:
    """Return an error; on pass-through paths it is XML too (decision 3)."""
    return xml_answer("Error", {"Code": code, "Message": message}, status)


def stamp(response: Response, *, id: str, now: datetime, passed_through: bool) -> Response:
    """Add the headers that every answer has."""
    stamped = {
        "Cache-Control": "no-cache",
        "Date": http_date(now),
        "Server": SERVER,
        "x-ms-request-id": id,
        "x-ms-servedbyregion": REGION,
    }
    return with_headers(response, stamped | PASSED_THROUGH if passed_through else stamped)
