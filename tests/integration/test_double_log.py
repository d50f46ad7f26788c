"""What the log tells of a running emulator."""

import logging

import pytest

OURS = "azure_scheduler_emulator"


@pytest.fixture
def told(caplog):
    """Returns the records of an event at a level: their fields."""

    def records(event):
        return [vars(record) for record in caplog.records if record.getMessage() == event]

    caplog.set_level(logging.INFO, logger=OURS)
    return records


def test_case_29_each_request_is_told(live, tenant, told):
    tenant.session.get(f"{tenant.base}/resources/scheduler/~/jobCollections/jc/jobs/none?api-version=2014-04-01&sig=x")
    *_, last = told("request")
    assert (last["face"], last["method"], last["status"]) == ("azure_classic", "GET", 404)
    assert (
        last["path"]
        == f"{tenant.path}/resources/scheduler/~/jobCollections/jc/jobs/none?api-version=2014-04-01&sig=***"
    )
    assert last["subscription"] == live.subscription
    assert last["ms"] >= 0
    assert last["reason"]
    assert "sent" not in last


def test_case_29_each_attempt_is_told(live, tenant, told):
    sink = live.sink()
    sink.answer(500, 200)
    retry = {"retryType": "fixed", "retryInterval": "PT1M", "retryCount": 1}
    request = {"uri": f"{sink.url}?code=s3cret", "method": "GET"}
    tenant.job("report", "", action={"type": "http", "request": request, "retryPolicy": retry})
    live.clock.advance("PT2H")
    first, second = told("attempt")
    assert (first["job"], first["occurrence"], first["try"], first["outcome"]) == ("report", 1, 0, "failed")
    assert (second["try"], second["outcome"], second["answer"]) == (1, "completed", 200)
    assert first["target"] == f"GET {sink.url}?code=***"
    assert first["ms"] >= 0
    assert "500" in first["why"] or "InternalServerError" in first["why"]


def test_case_29_moves_of_the_clock_are_told(live, tenant, told):
    live.clock.advance("PT1H")
    live.clock.set("2015-07-01T03:00:00Z")
    live.clock.follow_system()
    (advanced,), (follows,) = told("clock advanced"), told("clock follows the system")
    assert (advanced["before"], advanced["now"]) == ("2015-07-01T00:00:00Z", "2015-07-01T01:00:00Z")
    assert told("clock set")[-1]["now"] == "2015-07-01T03:00:00Z"
    assert follows["before"] == "2015-07-01T03:00:00Z"


def test_case_29_faults_that_struck_are_told(live, tenant, told):
    live.faults.client({"status": 503}, match={"method": "GET"}, times=1)
    assert tenant.get().status_code == 503
    assert tenant.get().status_code == 200
    (struck,) = told("fault struck")
    assert (struck["where"], struck["method"], struck["path"]) == ("api", "GET", tenant.path)
    assert [each["status"] for each in told("request")][-2:] == [503, 200]


def test_case_29_debug_adds_bodies_with_secrets_masked(live, tenant, caplog, told):
    sink = live.sink()
    sink.answer({"status": 200, "body": "pong"})
    caplog.set_level(logging.DEBUG, logger=OURS)
    tenant.job("report", sink.url, body='{"password": "s3cret", "n": 1}')
    live.clock.next()
    (attempt,) = told("attempt")
    assert (attempt["sent"], attempt["answered"]) == ('{"password": "***", "n": 1}', "pong")
    asked = told("request")[-1]
    assert "***" in asked["sent"]
    assert "report" in asked["answered"]
    assert "s3cret" not in str([vars(record) for record in caplog.records])


def test_at_the_usual_level_nothing_is_told(live, tenant, caplog):
    caplog.set_level(logging.WARNING, logger=OURS)
    sink = live.sink()
    tenant.job("report", sink.url)
    live.clock.next()
    assert [record.getMessage() for record in caplog.records if record.name.startswith(OURS)] == []
