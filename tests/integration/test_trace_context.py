"""A trace goes on: from the request that wrote a job to the calls that the job makes."""

from __future__ import annotations

import pytest
import requests

from tests.fixtures.live import Tenant

TRACE, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
HEADERS = {"traceparent": f"00-{TRACE}-{SPAN}-01", "tracestate": "vendor=1"}
OTHER = {"traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"}


def classic(live, uri, headers):
    tenant = Tenant(live).furnish()
    tenant.session.headers.update(headers)
    tenant.job("job", uri, every="hour")


def resource_manager(live, uri, headers):
    group = f"{live.http_url}/subscriptions/{live.subscription}/resourcegroups/rg"
    collection = f"{group}/providers/Microsoft.Scheduler/jobCollections/jc"
    version = {"params": {"api-version": "2016-03-01"}, "timeout": 30}
    bearer = {"Authorization": "Bearer t"}
    requests.put(
        group, json={"location": "West Europe"}, headers=bearer, params={"api-version": "2016-09-01"}, timeout=30
    )
    requests.put(collection, json={"location": "West Europe", "properties": {}}, headers=bearer, **version)
    job = {"startTime": "2015-07-01T01:00:00Z", "action": {"type": "http", "request": {"uri": uri, "method": "GET"}}}
    job["recurrence"] = {"frequency": "hour", "interval": 1}
    made = requests.put(f"{collection}/jobs/job", json={"properties": job}, headers={**bearer, **headers}, **version)
    assert made.status_code in (200, 201), made.text


def job_scheduler(live, uri, headers):
    job = {"url": uri, "cron": "0 0 * * * ?"}
    made = requests.post(f"{live.http_url}/1/jobs", json=job, auth=("me", ""), headers=headers, timeout=30)
    assert made.status_code == 201, made.text


def calls(live):
    live.clock.advance(hours=2)
    return [dict(call["headers"]) for call in live.sink("hook").calls()]


@pytest.mark.parametrize("make", [classic, resource_manager, job_scheduler])
def test_calls_go_on_in_the_trace_of_the_request_that_wrote_the_job(live, make):
    make(live, live.sink("hook").url, HEADERS)
    made = calls(live)
    spans = [call["traceparent"].split("-") for call in made]
    assert len(made) >= 2
    assert {(version, trace, flags) for version, trace, _, flags in spans} == {("00", TRACE, "01")}
    assert len({span for _, _, span, _ in spans} | {SPAN}) == len(made) + 1
    assert {call["tracestate"] for call in made} == {"vendor=1"}


@pytest.mark.parametrize("make", [classic, resource_manager, job_scheduler])
@pytest.mark.parametrize("headers", [{}, {"traceparent": "00-no-trace-01", "tracestate": "vendor=1"}])
def test_a_job_without_a_trace_sends_none(live, make, headers):
    make(live, live.sink("hook").url, headers)
    assert [name for call in calls(live) for name in call if name.lower().startswith("trace")] == []


def test_the_last_writer_decides(live):
    tenant = Tenant(live).furnish()
    uri = live.sink("hook").url
    path = f"{tenant.base}/resources/scheduler/~/jobCollections/jc/jobs/job"

    def sent_after(headers):
        changed = tenant.session.patch(path, json={"state": "enabled"}, headers=headers)
        assert changed.status_code in (200, 202), changed.text
        live.clock.advance(hours=1)
        return dict(live.sink("hook").calls()[-1]["headers"]).get("traceparent", "")

    tenant.session.headers.update(HEADERS)
    tenant.job("job", uri, every="hour")
    for name in HEADERS:
        del tenant.session.headers[name]
    assert sent_after(HEADERS)[3:35] == TRACE
    assert sent_after(OTHER)[3:35] == "4bf92f3577b34da6a3ce929d0e0e4736"
    assert sent_after({}) == ""


def test_a_trace_that_a_job_names_itself_is_meant(live):
    tenant = Tenant(live).furnish()
    tenant.session.headers.update(HEADERS)
    request = {"uri": live.sink("hook").url, "method": "GET", "headers": {"Traceparent": OTHER["traceparent"]}}
    tenant.job("job", "", every="hour", action={"type": "http", "request": request})
    assert {call["Traceparent"] for call in calls(live)} == {OTHER["traceparent"]}


def test_a_trace_is_kept_with_the_job(live):
    classic(live, live.sink("hook").url, HEADERS)
    state = requests.get(f"{live.http_url}/_emulator/state", timeout=30).json()
    [job] = state["jobs"]
    assert job["definition"]["trace"] == {"trace": TRACE, "span": SPAN, "sampled": True, "state": "vendor=1"}
    assert requests.put(f"{live.http_url}/_emulator/state", json=state, timeout=30).status_code < 300
    assert {call["traceparent"][3:35] for call in calls(live)} == {TRACE}
