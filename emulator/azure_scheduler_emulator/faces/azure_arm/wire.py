"""Which headers does an answer carry? All of it as recorded from 2015 to 2017 (contract, section 2)."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from flask import Request, Response

from azure_scheduler_emulator.domain.azure.operation import Pace
from azure_scheduler_emulator.domain.time.http_date import http_date
from azure_scheduler_emulator.faces.application import path_names, services
from azure_scheduler_emulator.faces.azure_arm.context import Context, context
from azure_scheduler_emulator.faces.azure_arm.versions import PREMIUM_SPLIT
from azure_scheduler_emulator.faces.lean import Answer, with_headers

#: On every answer.
ALWAYS = {
    "Cache-Control": "no-cache",
    "Pragma": "no-cache",
    "Expires": "-1",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
}
#: What the scheduler adds to the answers that it gives itself.
OF_THE_PROVIDER = {"Server": "Microsoft-IIS/8.5", "X-AspNet-Version": "4.0.30319", "X-Powered-By": "ASP.NET"}
GATEWAY_REGION = "WESTUS"
#: Seconds that clients are told to wait between polls, when the pace is the service's own.
RETRY_AFTER = 15

_RATE = "x-ms-ratelimit-remaining-subscription-"
_BURST = "x-ms-ratelimit-burst-remaining-scheduler-"


_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


def json_answer(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return compact JSON in the key order given."""
    text = _encode(value)
    return Answer(
        text.encode("utf-8", "replace"), status, dict(headers or {}), content_type="application/json; charset=utf-8"
    )


def empty(status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return an answer without a body."""
    response = Answer(b"", status, dict(headers or {}))
    del response.headers["Content-Type"]
    response.headers["Content-Length"] = "0"
    return response


def accepted(request: Request) -> Response:
    """Return the 202 that names the operation of the present request, or of the one that polls it."""
    here = context()
    operation = path_names().get("operation") or here.id.replace("-", "")
    place = f"{request.host_url}subscriptions/{here.subscription}/operationresults/{operation}"
    wait = RETRY_AFTER if services().settings.speed is Pace.RECORDED else 0
    headers = {"Location": f"{place}?api-version={here.api_version}", "Retry-After": str(wait)}
    return empty(202, headers)


class Allowance:
    """How many requests a subscription has left in this hour. It is shown and never enforced."""

    def __init__(self) -> None:
        self._left: dict[str, int] = {}
        self._hour: datetime | None = None
        self._lock = threading.Lock()

    def take(self, kind: str, subscription: str, full: int, now: datetime) -> str:
        """Return what is left of ``full`` requests of a kind after the present one."""
        hour, key = now.replace(minute=0, second=0, microsecond=0), f"{kind} {subscription.lower()}"
        with self._lock:
            if hour != self._hour:
                self._hour, self._left = hour, {}
            self._left[key] = (self._left.get(key) or full) - 1
            return str(self._left[key])


def stamp(response: Response, request: Request, here: Context, allowance: Allowance) -> Response:
    """Add the headers that every answer has."""
    second = _compact(here.now.replace(microsecond=0))
    stamped = {
        **ALWAYS,
        "Date": http_date(here.now),
        "x-ms-request-id": here.id,
        "x-ms-correlation-request-id": here.correlation_id,
        "x-ms-routing-request-id": f"{GATEWAY_REGION}:{second}:{here.correlation_id}",
    }
    if not here.gateway:
        stamped |= OF_THE_PROVIDER
        for name, full in _rates(request, here.api_version):
            stamped[name] = allowance.take(name, here.subscription, full, here.now)
    elif response.status_code >= 400:
        stamped["x-ms-failure-cause"] = "gateway"
    return with_headers(response, stamped)


@lru_cache(64)
def _compact(moment: datetime) -> str:
    return f"{moment:%Y%m%dT%H%M%SZ}"


def _rates(request: Request, api_version: str) -> list[tuple[str, int]]:
    """Return the limits that a request counts against: name of the header and requests in an hour."""
    newest = api_version >= PREMIUM_SPLIT
    if request.method in ("GET", "HEAD"):
        return [(f"{_RATE}reads", 15000), *([(f"{_BURST}reads", 300)] if newest else [])]
    if newest and request.method in ("PUT", "PATCH"):
        full = 600 if "job" in path_names() else 300
        return [(f"{_RATE}resource-requests", full), (f"{_BURST}writes", 60)]
    return [(f"{_RATE}writes", 1200), *([(f"{_BURST}writes", 60)] if newest else [])]
