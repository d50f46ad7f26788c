# ruff: noqa: E501 - documents, each on a line of its own
"""A small world to look at: jobs of four APIs, calls that went well and badly, a fault, a refused client.

The pictures in docs/console.md are taken of it (``take.py``), and the browser tests look at it too.
"""

from __future__ import annotations

import socket
from typing import Any

import requests
from azure_scheduler_emulator.testing.live import SEED_TOKEN, LiveEmulator

START = "2026-11-23T00:00:00Z"
SINKS = ("web", "billing", "crm", "hooks")
_XMLNS = 'xmlns="http://schemas.microsoft.com/windowsazure"'
_VERSION = "api-version=2016-03-01"
_WORK = {
    "weekDays": ["monday", "tuesday", "wednesday", "thursday", "friday"],
    "hours": list(range(9, 18)),
    "minutes": [30],
}


def settings() -> dict[str, Any]:
    """Return settings of an emulator whose sinks can be called by names that look like a company's."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    maps = tuple(f"{name}.test=http://127.0.0.1:{port}/_emulator/sink/{name}" for name in SINKS)
    return {"clock": START, "http_port": port, "map": maps}


def furnish(live: LiveEmulator, until: str = "2026-11-25T10:42:00Z") -> None:
    """Make the jobs, and have time pass."""
    targets = {name: live.sink(name) for name in SINKS}
    targets["crm"].answer(500)
    targets["billing"].answer(200, 200, 500, 500, 200)
    sinks = {name: f"http://{name}.test" if live.settings.map else sink.url for name, sink in targets.items()}
    _classic(live, sinks)
    _manager(live, sinks)
    _seed(live, sinks)
    _job_scheduler(live, sinks)
    live.faults.target({"status": 503}, name="billing down", match={"job": "send-invoices"}, after=228, times=6)
    live.clock.advance(to=until)
    _refused(live)
    throttled = {"path": "*/jobs/*", "method": "PUT"}
    live.faults.client(
        {"status": 429, "headers": {"Retry-After": "5"}}, name="throttled PUT", match=throttled, times=10
    )


def _classic(live: LiveEmulator, sinks: dict[str, str]) -> None:
    with live.session() as session:
        session.headers["x-ms-version"] = "2014-10-01"
        for service, collections in (("billing", ("invoices", "rollups")), ("web", ("main",)), ("crm", ("main",))):
            place = f"{live.https_url}/{live.subscription}/cloudservices/{service}"
            label = (
                f"<CloudService {_XMLNS}><Label>l</Label><Description>d</Description><GeoRegion>West Europe</GeoRegion>"
            )
            session.put(place, data=f"{label}</CloudService>").raise_for_status()
            for name in collections:
                plan = f"<Resource {_XMLNS}><IntrinsicSettings><Plan>Standard</Plan></IntrinsicSettings></Resource>"
                session.put(f"{place}/resources/scheduler/jobCollections/{name}", data=plan).raise_for_status()
        for group, collection, name, document in _classic_jobs(sinks):
            jobs = f"{live.https_url}/{live.subscription}/cloudservices/{group}/resources/scheduler/~/jobCollections"
            session.put(f"{jobs}/{collection}/jobs/{name}", json=document).raise_for_status()


def _classic_jobs(sinks: dict[str, str]) -> list[tuple[str, str, str, dict[str, Any]]]:
    def call(sink: str, path: str, method: str = "POST", **more: Any) -> dict[str, Any]:
        return {"type": "http", "request": {"uri": f"{sinks[sink]}/{path}", "method": method, **more}}

    at = "2026-11-22T00:00:00Z"
    basic = {"type": "Basic", "username": "rollup-bot", "password": "s3cret"}
    body = {"headers": {"Content-Type": "application/json"}, "body": '{"window": 60, "currency": "EUR"}'}
    return [
        ("billing", "invoices", "send-invoices", {
            "startTime": at, "action": call("billing", "invoices") | {"retryPolicy": {"retryType": "fixed", "retryInterval": "PT30S", "retryCount": 4}},
            "recurrence": {"frequency": "minute", "interval": 15}}),
        ("billing", "rollups", "billing-rollup", {
            "startTime": at, "action": call("billing", "rollup?window=60", authentication=basic, **body),
            "recurrence": {"frequency": "week", "interval": 1, "schedule": _WORK}}),
        ("web", "main", "purge-sessions", {
            "startTime": at, "action": call("web", "sessions", "DELETE"),
            "recurrence": {"frequency": "hour", "interval": 1, "schedule": {"minutes": [30]}}}),
        ("web", "main", "warm-cache", {
            "startTime": at, "action": call("web", "cache", "GET"), "state": "disabled",
            "recurrence": {"frequency": "hour", "interval": 1}}),
        ("crm", "main", "sync-crm", {
            "startTime": at, "action": call("crm", "api/sync", "GET"),
            "recurrence": {"frequency": "week", "interval": 1, "schedule": {"weekDays": ["monday", "friday"], "hours": [3], "minutes": [0, 30]}}}),
        ("crm", "main", "import-rates", {
            "startTime": "2026-11-25T08:50:00Z", "action": call("crm", "rates", "GET") | {"retryPolicy": {"retryType": "none"}}}),
        ("web", "main", "migrate-once", {"startTime": "2026-11-24T04:00:00Z", "action": call("web", "migrate")}),
    ]  # fmt: skip


def _manager(live: LiveEmulator, sinks: dict[str, str]) -> None:
    place = f"{live.http_url}/subscriptions/7d2f61ab-1111-4222-8333-4444555566aa/resourceGroups/mail-rg/providers/Microsoft.Scheduler/jobCollections/nightly"
    bearer = {"Authorization": "Bearer any"}
    made = requests.put(
        f"{place}?{_VERSION}",
        json={"location": "westeurope", "properties": {"sku": {"name": "Standard"}}},
        headers=bearer,
        timeout=30,
    )
    made.raise_for_status()
    job = {
        "properties": {
            "startTime": "2026-11-22T02:30:00Z",
            "action": {"type": "Http", "request": {"uri": f"{sinks['web']}/mail", "method": "POST"}},
            "recurrence": {"frequency": "day", "interval": 1},
        }
    }
    requests.put(f"{place}/jobs/nightly-mail?{_VERSION}", json=job, headers=bearer, timeout=30).raise_for_status()


def _seed(live: LiveEmulator, sinks: dict[str, str]) -> None:
    token = {"Authorization": f"Token {SEED_TOKEN}"}
    for cron, path in (("*/20 * * * *", "hooks/reindex"), ("0 8 * * 1-5", "orders/aggregate")):
        schedule = {
            "cron_definition": cron,
            "endpoint": f"{sinks['hooks']}/{path}",
            "payload": {},
            "auth_token": "t",
        }
        requests.post(f"{live.http_url}/api/v1/schedule/", json=schedule, headers=token, timeout=30).raise_for_status()


def _job_scheduler(live: LiveEmulator, sinks: dict[str, str]) -> None:
    job = {
        "cron": "0 */45 * * * ?",
        "url": f"{sinks['hooks']}/hooks/heartbeat",
        "data": "alive",
        "contentType": "text/plain",
    }
    requests.post(f"{live.http_url}/1/jobs", json=job, auth=("example", ""), timeout=30).raise_for_status()


def _refused(live: LiveEmulator) -> None:
    """Ask with a certificate that somebody else's subscription trusts."""
    import tempfile
    from pathlib import Path

    other = live.control.call("POST", "/subscriptions", {"id": "7d2f61ab-1111-4222-8333-4444555566aa"})
    with tempfile.TemporaryDirectory() as folder:
        pem = Path(folder, "other.pem")
        pem.write_text(other["certificate"]["pem"], encoding="ascii")
        address = f"{live.https_url}/{live.subscription}/cloudservices/crm/resources/scheduler/~/jobCollections/main/jobs/sync-crm"
        requests.get(address, cert=str(pem), verify=live.ca_file, headers={"x-ms-version": "2014-10-01"}, timeout=30)
