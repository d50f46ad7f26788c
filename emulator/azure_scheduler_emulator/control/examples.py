"""What do requests and answers of the control API look like? One example for each, which the tests send as it is."""

from __future__ import annotations

from typing import Any

from azure_scheduler_emulator import __version__

Document = dict[str, Any]

BEGIN, LATER = "2015-07-01T00:00:00Z", "2015-07-02T00:00:00Z"
SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"

HEALTH: Document = {
    "status": "ok",
    "version": __version__,
    "now": BEGIN,
    "clock": "virtual",
    "reasons": [],
    "unstored": 0,
    "running": 0,
    "waiting": 0,
}
CLOCK: Document = {"mode": "virtual", "now": BEGIN}
ADVANCE: Document = {"by": "P1D"}
ADVANCED: Document = {"now": LATER, "executions": 24}
RESET: Document = {"clock": CLOCK}
FAULT: Document = {
    "where": "api",
    "match": {"method": "PUT", "path": "*/jobs/*"},
    "effect": {"status": 503},
    "times": 2,
}
TARGET_FAULT: Document = {"where": "target", "match": {"job": "nightly"}, "effect": {"delay": "PT10S"}}
ACTIVE_FAULT: Document = {
    **FAULT,
    "id": "5f8e2af1-b2c3-4366-853e-a27facf9603f",
    "after": 0,
    "probability": 1.0,
    "applied": 0,
}
SCRIPT: Document = {"answers": [{"status": 500}, {"status": 200, "body": "done", "delay": "PT1S"}]}
CALL: Document = {
    "at": BEGIN,
    "method": "POST",
    "path": "/nightly",
    "query": "",
    "headers": [["Content-Type", "application/json"]],
    "body": "{}",
    "status": 200,
}
EXECUTION: Document = {
    "job": "nightly",
    "collection": "jobs",
    "subscription": SUBSCRIPTION,
    "occurrence": 1,
    "attempt": 0,
    "action": "MainAction",
    "status": "completed",
    "expected": BEGIN,
    "due": BEGIN,
    "started": BEGIN,
    "finished": BEGIN,
    "message": "Http Action - Response from host '127.0.0.1': 'OK' Response Headers: Body: done",
    "request": {"method": "POST", "uri": "http://127.0.0.1:9000/nightly", "headers": [], "body": "{}"},
    "response": {"status": 200, "headers": [], "body": "done"},
}
_REGISTERED: Document = {
    "subject": "CN=me",
    "thumbprint": "12AB34CD56EF12AB34CD56EF12AB34CD56EF12AB",
    "notBefore": BEGIN,
    "notAfter": "2016-07-01T00:00:00Z",
}
REQUEST: Document = {
    "at": BEGIN,
    "seconds": 0.002,
    "face": "azure_classic",
    "subscription": SUBSCRIPTION,
    "method": "GET",
    "path": f"/{SUBSCRIPTION}/cloudservices",
    "query": "",
    "headers": [["x-ms-version", "2012-03-01"]],
    "body": "",
    "status": 403,
    "reason": "The client showed no certificate.",
    "certificate": None,
    "registered": [_REGISTERED],
    "response": {"headers": [["Content-Type", "application/xml"]], "body": "<Error/>"},
}
PLAN: Document = {"recurrence": {"frequency": "day", "interval": 1}, "startTime": BEGIN, "n": 2}
CRON: Document = {"cron": "0 0 12 * * ?", "dialect": "quartz", "n": 1}
PLAN_PREVIEW: Document = {"words": "every day", "next": [BEGIN, LATER]}
JOB_PREVIEW: Document = {
    "job": "nightly",
    "subscription": SUBSCRIPTION,
    "collection": "jobs",
    "state": "Enabled",
    "words": "every day",
    "next": [BEGIN, LATER],
}
REGISTER: Document = {"id": SUBSCRIPTION}
REGISTERED: Document = {
    "id": SUBSCRIPTION,
    "certificate": {"pem": "-----BEGIN CERTIFICATE-----\n", "pfx": "MIIJ", "thumbprint": _REGISTERED["thumbprint"]},
}
#: A part that a snapshot lacks is left as it is.
STATE: Document = {"version": __version__, "clock": CLOCK, "faults": [], "sinks": []}
