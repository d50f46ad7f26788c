"""Moving time over HTTP."""

from datetime import timedelta

import pytest
from azure_scheduler_emulator.domain.time.moment import parse
from azure_scheduler_emulator.testing.control import ControlError
from cryptography import x509


def test_freezing_stops_the_machines_time_where_it_is(live):
    live.clock.follow_system()
    at = live.clock.freeze()
    assert live.clock.now == at
    assert live.control.call("GET", "/clock")["mode"] == "virtual"


def test_next_of_one_job_runs_what_lies_before_it(live, tenant):
    sink = live.sink()
    tenant.job("hourly", sink.url + "/hourly", every="hour")
    tenant.job("daily", sink.url + "/daily", startTime="2015-07-01T03:30:00Z")
    assert live.clock.next("daily") == parse("2015-07-01T03:30:00Z")
    assert [call["path"] for call in sink.calls()] == ["/hourly", "/hourly", "/hourly", "/daily"]
    assert live.clock.next() == parse("2015-07-01T04:00:00Z")


def test_next_of_a_job_without_a_future_is_404(live):
    with pytest.raises(ControlError) as caught:
        live.clock.next("nobody")
    assert caught.value.status == 404


def test_advance_answers_after_retries_and_error_action_in_order(live, tenant):
    sink = live.sink()
    sink.answer(500)
    action = {
        "type": "http",
        "request": {"uri": sink.url + "/main", "method": "GET"},
        "retryPolicy": {"retryType": "fixed", "retryInterval": "PT1M", "retryCount": 2},
        "errorAction": {"type": "http", "request": {"uri": sink.url + "/error", "method": "GET"}},
    }
    tenant.job("failing", sink.url, action=action)
    # The main action and the error action, each with two retries.
    assert live.clock.advance("PT2H") == 6
    assert [(call["at"], call["path"]) for call in sink.calls()] == [
        ("2015-07-01T01:00:00Z", "/main"),
        ("2015-07-01T01:01:00Z", "/main"),
        ("2015-07-01T01:02:00Z", "/main"),
        ("2015-07-01T01:02:00Z", "/error"),
        ("2015-07-01T01:03:00Z", "/error"),
        ("2015-07-01T01:04:00Z", "/error"),
    ]


def test_every_answer_is_dated_by_the_emulators_clock(live, tenant):
    dates = [tenant.get().headers["Date"], tenant.session.get(f"{live.http_url}/_emulator/health").headers["Date"]]
    dates.append(tenant.session.get(f"{live.http_url}/nowhere").headers["Date"])
    assert dates == ["Wed, 01 Jul 2015 00:00:00 GMT"] * 3


def test_a_management_certificate_is_valid_from_the_emulators_present_on(live):
    issued = live.control.call("POST", "/subscriptions", {})
    certificate = x509.load_pem_x509_certificate(issued["certificate"]["pem"].encode())
    assert certificate.not_valid_before_utc <= live.clock.now < certificate.not_valid_after_utc
    assert certificate.not_valid_before_utc > live.clock.now - timedelta(days=3)


def test_a_year_of_an_hourly_job_misses_no_hour(live, tenant):
    sink = live.sink()
    tenant.job("hourly", sink.url, every="hour")
    assert live.clock.advance("P365D") == 8760
    stamps = [call["at"] for call in sink.calls(top=1000)]
    assert len(set(stamps)) == 1000
    assert stamps[-1] == "2016-06-30T00:00:00Z"
