"""The whole story over the wire: a classic client, a virtual clock, a real target."""

from __future__ import annotations

import json

import pytest
import requests

SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"
JC = "cloudservices/cs/resources/scheduler/~/jobCollections/jc"


@pytest.fixture(scope="module")
def running(launch):
    with launch("--clock", "2015-07-01T00:00:00Z") as process:
        yield process


@pytest.fixture
def api(running):
    """Calls the classic face with the management certificate; the emulator starts afresh with a collection."""
    running.control("POST", "/reset", {})
    session = requests.Session()
    session.trust_env = False
    session.cert = str(running.certs / "management.pem")
    session.verify = str(running.certs / "ca.pem")
    session.headers["x-ms-version"] = "2014-10-01"

    def call(method, path, body=None):
        data = json.dumps(body) if isinstance(body, dict) else body
        return session.request(method, f"{running.https}/{SUBSCRIPTION}/{path}", data=data, timeout=10)

    service = "<CloudService><GeoRegion>West Europe</GeoRegion></CloudService>"
    assert call("PUT", "cloudservices/cs", service).status_code == 202
    collection = "<Resource><IntrinsicSettings><Plan>Standard</Plan></IntrinsicSettings></Resource>"
    assert call("PUT", JC.replace("~/", ""), collection).status_code == 202
    yield call
    session.close()


def test_every_15_minutes_ten_times(api, running, target):
    job = {
        "startTime": "2015-07-01T00:15:00Z",
        "action": {"type": "http", "request": {"uri": f"{target.url}/hook", "method": "POST", "body": "hello"}},
        "recurrence": {"frequency": "minute", "interval": 15, "count": 10},
    }
    assert api("PUT", f"{JC}/jobs/job1", job).status_code == 201
    moved = running.control("POST", "/clock/advance", {"by": "P1D"})
    assert (moved["now"], moved["executions"]) == ("2015-07-02T00:00:00Z", 10)
    expected = [f"2015-07-01T{minutes // 60:02}:{minutes % 60:02}:00" for minutes in range(15, 165, 15)]
    assert [headers["x-ms-scheduler-expected-execution-time"] for _, _, headers, _ in target.calls] == expected
    assert {(method, path, body) for method, path, _, body in target.calls} == {("POST", "/hook", b"hello")}
    assert len({headers["Idempotency-Key"] for _, _, headers, _ in target.calls}) == 10
    [first] = {headers["x-ms-scheduler-execution-region"] for _, _, headers, _ in target.calls}
    assert first == "West Europe"
    found = api("GET", f"{JC}/jobs/job1").json()
    assert (found["state"], found["status"]["executionCount"]) == ("completed", 10)
    history = api("GET", f"{JC}/jobs/job1/history").json()
    assert [entry["repeatCount"] for entry in history] == list(range(10, 0, -1))
    assert history[0]["message"].startswith("Http Action - Response from host '127.0.0.1': 'OK' Response Headers: ")


def test_a_failing_target_is_retried_and_then_the_error_action_runs(api, running, target):
    target.statuses["/fails"] = 503
    error_action = {"type": "http", "request": {"uri": f"{target.url}/error", "method": "GET"}}
    request = {"uri": f"{target.url}/fails", "method": "GET"}
    job = {
        "startTime": "2015-07-01T01:00:00Z",
        "action": {"type": "http", "request": request, "errorAction": error_action},
    }
    api("PUT", f"{JC}/jobs/job1", job)
    running.control("POST", "/clock/advance", {"by": "PT2H"})
    assert [path for _, path, _, _ in target.calls] == ["/fails"] * 5 + ["/error"]
    history = api("GET", f"{JC}/jobs/job1/history").json()[::-1]
    assert [
        (entry["startTime"][11:19], entry["actionName"], entry["status"], entry["retryCount"]) for entry in history
    ] == [
        ("01:00:00", "MainAction", "failed", 0),
        ("01:00:30", "MainAction", "failed", 1),
        ("01:01:00", "MainAction", "failed", 2),
        ("01:01:30", "MainAction", "failed", 3),
        ("01:02:00", "MainAction", "failed", 4),
        ("01:02:00", "ErrorAction", "completed", 0),
    ]
    assert "'ServiceUnavailable'" in history[0]["message"]
    found = api("GET", f"{JC}/jobs/job1").json()
    assert found["state"] == "faulted"
    assert found["status"] == {
        "lastExecutionTime": "2015-07-01T01:02:00Z",
        "executionCount": 5,
        "failureCount": 5,
        "faultedCount": 1,
    }


def test_the_clock_can_be_moved_to_the_next_due_moment(api, running, target):
    job = {
        "startTime": "2015-07-03T05:00:00Z",
        "action": {"type": "http", "request": {"uri": f"{target.url}/", "method": "GET"}},
        "recurrence": {"frequency": "day"},
    }
    api("PUT", f"{JC}/jobs/job1", job)
    for wanted, due in (({"job": "job1"}, "2015-07-03T05:00:00Z"), ({}, "2015-07-04T05:00:00Z")):
        moved = running.control("POST", "/clock/next", wanted)
        assert (moved["now"], moved["executions"]) == (due, 1)
    assert running.control("PUT", "/clock", {"mode": "virtual", "now": "2015-07-06T06:00:00Z"})["mode"] == "virtual"
    assert len(target.calls) == 4


def test_time_does_not_run_backward_while_there_are_jobs(api, running):
    job = {"startTime": "2015-07-03T05:00:00Z", "action": {"type": "http", "request": {"uri": "http://x/"}}}
    api("PUT", f"{JC}/jobs/job1", job)
    answer = requests.put(f"{running.http}/_emulator/clock", json={"mode": "virtual", "now": "2014-01-01"}, timeout=10)
    assert (answer.status_code, answer.headers["Content-Type"]) == (409, "application/problem+json")
    answer = requests.post(f"{running.http}/_emulator/clock/advance", json={"by": "-PT1H"}, timeout=10)
    assert answer.status_code == 400


def test_the_classic_face_is_reachable_by_https_only(running):
    answer = requests.get(
        f"{running.http}/{SUBSCRIPTION}/cloudservices", headers={"x-ms-version": "2014-10-01"}, timeout=10
    )
    assert answer.status_code == 404
