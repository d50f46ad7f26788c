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
CLOCK: Document = {"mode": "virtual", "now": BEGIN, "rate": 0.0}
ADVANCE: Document = {"by": "P1D"}
ADVANCED: Document = {"id": "1f0a2a5e-6d0c-4f6e-9f0e-2d8f1f6f3c55", "now": LATER, "executions": 24}
ADVANCE_STATE: Document = {
    "id": ADVANCED["id"],
    "clock": "",
    "state": "running",
    "began": BEGIN,
    "now": "2015-07-01T08:00:00Z",
    "target": LATER,
    "next": "2015-07-01T09:00:00Z",
    "executions": 8,
    "why": "",
}
TEST_CLOCK: Document = {"now": BEGIN, "subscriptions": ["11111111-2222-4333-8444-555555555555"], "expires": "PT10M"}
MADE_CLOCK: Document = {
    **TEST_CLOCK,
    "id": "6a1e6f4c-1b0f-4f34-8f0a-6b0f8a1c2d3e",
    "mode": "virtual",
    "rate": 0.0,
    "accounts": [],
    "sites": [],
    "faces": [],
}
RESET: Document = {"clock": CLOCK}
FAULT: Document = {
    "name": "billing down",
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
    "number": 1,
    "at": BEGIN,
    "method": "POST",
    "path": "/nightly",
    "query": "",
    "headers": [["Content-Type", "application/json"]],
    "body": "{}",
    "status": 200,
}
EXECUTION: Document = {
    "number": 1,
    "job": "nightly",
    "id": "4f0c9a6be27d4f0f8c1b6f8a3c55d1e2",
    "api": "azure_classic",
    "fault": None,
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
    "number": 1,
    "fault": None,
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
PLAN_PREVIEW: Document = {"words": "Every day", "next": [BEGIN, LATER]}
JOB_PREVIEW: Document = {
    "id": "4f0c9a6be27d4f0f8c1b6f8a3c55d1e2",
    "job": "nightly",
    "subscription": SUBSCRIPTION,
    "collection": "jobs",
    "state": "Enabled",
    "words": "Every day",
    "next": [BEGIN, LATER],
}
REGISTER: Document = {"id": SUBSCRIPTION, "label": "default"}
OWNER: Document = {"id": SUBSCRIPTION, "label": "default", "certificates": [_REGISTERED]}
REGISTERED: Document = {
    "id": SUBSCRIPTION,
    "certificate": {"pem": "-----BEGIN CERTIFICATE-----\n", "pfx": "MIIJ", "thumbprint": _REGISTERED["thumbprint"]},
}
#: A part that a snapshot lacks is left as it is.
STATE: Document = {"version": __version__, "clock": CLOCK, "faults": [], "sinks": []}

JOB: Document = {
    "id": "4f0c9a6be27d4f0f8c1b6f8a3c55d1e2",
    "name": "nightly",
    "api": "azure_classic",
    "subscription": SUBSCRIPTION,
    "group": "billing",
    "collection": "jobs",
    "collectionId": "0c5d4f8e9a6b41e2b1f0a3c55d1e27aa",
    "state": "enabled",
    "suspended": False,
    "target": "POST http://127.0.0.1:9000/nightly",
    "words": "Every day at 03:00 UTC",
    "clock": "",
    "next": "2015-07-02T03:00:00Z",
    "last": "2015-07-01T03:00:00Z",
    "lastStatus": "completed",
    "running": 0,
    "retryAt": None,
    "executions": 1,
    "failures": 0,
    "faults": 0,
    "createdAt": BEGIN,
}
JOBS: Document = {
    "jobs": [JOB],
    "total": 1,
    "states": {"enabled": 1},
    "apis": {"azure_classic": 1},
    "next": "",
}
JOB_DETAIL: Document = {
    **JOB,
    "forms": ["azure_classic", "azure_arm"],
    "as": "azure_classic",
    "path": f"/{SUBSCRIPTION}/cloudservices/billing/resources/scheduler/~/JobCollections/jobs/jobs/nightly",
    "document": {"id": "nightly", "action": {"type": "http"}, "state": "enabled"},
    "occurrences": 1,
    "obstacle": "",
}
DISABLED: Document = {"state": "disabled"}
BULK: Document = {"do": "disable", "filter": {"q": "nightly", "api": "azure_classic"}}
BULK_DONE: Document = {"done": 1, "refused": []}
HISTORY: Document = {
    "firings": [
        {
            "occurrence": 1,
            "expected": "2015-07-01T03:00:00Z",
            "status": "completed",
            "tries": [
                {
                    "action": "MainAction",
                    "attempt": 0,
                    "status": "completed",
                    "due": "2015-07-01T03:00:00Z",
                    "started": "2015-07-01T03:00:00Z",
                    "finished": "2015-07-01T03:00:00Z",
                    "message": "Http Action - Response from host '127.0.0.1': 'OK'.",
                    "fault": None,
                    "request": {"method": "POST", "uri": "http://127.0.0.1:9000/nightly"},
                    "response": {"status": 200},
                }
            ],
        }
    ],
    "total": 1,
    "statuses": {"completed": 1},
}

COLLECTION: Document = {
    "id": "0c5d4f8e9a6b41e2b1f0a3c55d1e27aa",
    "subscription": SUBSCRIPTION,
    "group": "billing",
    "name": "jobs",
    "state": "started",
    "plan": "Standard",
    "region": "West Europe",
    "label": None,
    "jobs": {"enabled": 1},
    "maxJobs": 50,
    "floor": "PT1M",
    "underway": "",
    "createdAt": BEGIN,
}
STOPPED: Document = {"state": "stopped"}
OPERATION: Document = {
    "id": "cf2654789a6bb1e2b1f0a3c55d1e4070",
    "subscription": SUBSCRIPTION,
    "status": "Succeeded",
    "accepted": BEGIN,
    "settles": BEGIN,
    "pollsLeft": 0,
    "failure": None,
    "request": {"number": 1, "face": "azure_classic", "method": "PUT", "path": f"/{SUBSCRIPTION}/cloudservices/cs"},
}
ATTEMPT: Document = {
    "job": "nightly",
    "id": "4f0c9a6be27d4f0f8c1b6f8a3c55d1e2",
    "api": "azure_classic",
    "state": "waiting",
    "occurrence": 1,
    "attempt": 1,
    "action": "MainAction",
    "expected": "2015-07-01T03:00:00Z",
    "due": "2015-07-01T03:00:30Z",
    "owner": "",
    "leaseUntil": None,
}

SNAPSHOT: Document = {
    "name": "before-the-release",
    "taken": "2026-11-25T10:02:11Z",
    "now": BEGIN,
    "mode": "virtual",
    "jobs": 31,
    "size": 48213,
}
DIFF: Document = {
    "same": False,
    "parts": {
        "jobs": {
            "added": [],
            "removed": [],
            "changed": [
                {
                    "key": {"id": "4f0c9a6be27d4f0f8c1b6f8a3c55d1e2"},
                    "name": "nightly",
                    "members": {"state": ["enabled", "disabled"]},
                }
            ],
            "counts": {"added": 0, "removed": 0, "changed": 1},
        }
    },
}
SINK: Document = {
    "name": "target-1",
    "answers": [{"status": 500, "headers": {}, "body": "", "delay": "PT0S"}],
    "position": 3,
    "calls": 3,
    "newest": BEGIN,
}
SETTING: Document = {
    "name": "journal",
    "flag": "--journal",
    "variable": "EMULATOR_JOURNAL",
    "value": 10000,
    "default": 10000,
    "origin": "default",
    "help": "How many calls and how many API requests are remembered; the oldest make room.",
}
