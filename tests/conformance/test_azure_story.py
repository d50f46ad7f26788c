"""One story on both Azure faces: what a job does must not depend on the API that it was made through."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest
import requests

SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"


@dataclass
class Driver:
    """Speaks to one face."""

    session: requests.Session
    base: str
    headers: dict
    query: str

    def send(self, method, path, body=None):
        data = json.dumps(body) if isinstance(body, dict) else body
        url = f"{self.base}{path}{self.query}"
        answer = self.session.request(method, url, data=data, headers=self.headers, timeout=30)
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content.startswith((b"{", b"[")) else None


class Classic(Driver):
    """The classic API."""

    @classmethod
    def of(cls, session, process):
        session.cert = str(process.certs / "management.pem")
        return cls(session, f"{process.https}/{SUBSCRIPTION}/cloudservices/cs", {"x-ms-version": "2014-10-01"}, "")

    def prepare(self):
        self.send("PUT", "", "<CloudService><Label>l</Label><GeoRegion>West US</GeoRegion></CloudService>")
        body = "<Resource><IntrinsicSettings><Plan>Standard</Plan></IntrinsicSettings></Resource>"
        self.send("PUT", "/resources/scheduler/JobCollections/jc", body)

    def job(self, method, rest="", body=None):
        return self.send(method, f"/resources/scheduler/~/JobCollections/jc/jobs/j{rest}", body)

    def history(self):
        return [
            (row["actionName"], row["status"], row["repeatCount"], row["retryCount"])
            for row in self.job("GET", "/history")
        ]


class Arm(Driver):
    """The Resource Manager face."""

    @classmethod
    def of(cls, session, process):
        place = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/cs/providers/Microsoft.Scheduler/jobCollections/jc"
        return cls(session, process.https + place, {"Authorization": "Bearer any"}, "?api-version=2016-03-01")

    def prepare(self):
        self.send("PUT", "", {"location": "West US", "properties": {"sku": {"name": "Standard"}}})

    def job(self, method, rest="", body=None):
        answer = self.send(method, f"/jobs/j{rest}", body and {"properties": body})
        return answer.get("properties", answer) if isinstance(answer, dict) else answer

    def history(self):
        rows = [row["properties"] for row in self.job("GET", "/history")["value"]]
        return [
            (row["actionName"], row.get("status", "completed"), row["repeatCount"], row["retryCount"]) for row in rows
        ]


@pytest.fixture(params=[Classic, Arm], ids=["classic", "arm"])
def driver(request, process):
    """A driver of each face, on an emulator whose clock stands at noon."""
    process.control("PUT", "/clock", {"mode": "virtual", "now": "2015-07-01T12:00:00Z"})
    with requests.Session() as session:
        session.trust_env = False
        session.verify = str(process.certs / "ca.pem")
        made = request.param.of(session, process)
        made.prepare()
        yield made


def test_a_job_lives_the_same_life(driver, process, target):
    target.statuses["/fails"] = 500
    action = {
        "type": "http",
        "request": {"uri": f"{target.url}/fails", "method": "POST", "body": "b"},
        "retryPolicy": {"retryType": "fixed", "retryInterval": "PT30S", "retryCount": 1},
        "errorAction": {"type": "http", "request": {"uri": f"{target.url}/error", "method": "GET"}},
    }
    made = driver.job("PUT", "", {"action": action, "recurrence": {"frequency": "hour", "count": 3}})
    assert made["status"]["nextExecutionTime"] == "2015-07-01T12:00:01Z"

    process.control("POST", "/clock/advance", {"by": "PT10M"})
    shown = driver.job("GET")
    assert shown["status"] == {
        "lastExecutionTime": "2015-07-01T12:00:31Z",
        "nextExecutionTime": "2015-07-01T13:00:01Z",
        "executionCount": 2,
        "failureCount": 2,
        "faultedCount": 1,
    }
    assert driver.history() == [
        ("ErrorAction", "completed", 1, 0),
        ("MainAction", "failed", 1, 1),
        ("MainAction", "failed", 1, 0),
    ]
    assert [path for _, path, _, _ in target.calls] == ["/fails", "/fails", "/error"]

    driver.job("PATCH", "", {"state": "disabled"})
    process.control("POST", "/clock/advance", {"by": "PT1H"})
    assert len(target.calls) == 3

    driver.job("PATCH", "", {"state": "enabled", "action": {"request": {"uri": f"{target.url}/ok"}}})
    process.control("POST", "/clock/advance", {"by": "PT5H"})
    assert [path for _, path, _, _ in target.calls[3:]] == ["/ok", "/ok"]
    finished = driver.job("GET")
    assert (finished["state"], finished["status"]["executionCount"]) == ("completed", 4)
    assert "nextExecutionTime" not in finished["status"]
    driver.job("DELETE")
