"""What happened, asked over HTTP: executions, requests, sinks."""

import threading

import pytest
from azure_scheduler_emulator.testing.control import ControlError, Unmet


def test_an_execution_tells_what_was_sent_and_what_came_back(live, tenant):
    sink = live.sink()
    sink.answer({"status": 202, "body": "later", "headers": {"Location": "/elsewhere"}})
    tenant.job("report", sink.url + "/in?x=1", body="hello")
    live.clock.next()
    (done,) = live.executions()
    assert (done["job"], done["collection"], done["subscription"]) == ("report", "jc", live.subscription)
    assert (done["occurrence"], done["attempt"], done["action"], done["status"]) == (1, 0, "MainAction", "completed")
    assert (done["expected"], done["started"]) == ("2015-07-01T01:00:00Z", "2015-07-01T01:00:00Z")
    assert (done["request"]["method"], done["request"]["body"]) == ("POST", "hello")
    assert done["response"]["status"] == 202
    assert ["Location", "/elsewhere"] in done["response"]["headers"]


def test_executions_outlive_their_job(live, tenant):
    sink = live.sink()
    tenant.job("gone", sink.url)
    live.clock.next()
    tenant.session.delete(f"{tenant.base}/resources/scheduler/~/jobCollections/jc/jobs/gone")
    assert [done["job"] for done in live.executions(job="gone")] == ["gone"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"job": "good"}, 2),
        ({"job": "G*"}, 2),
        ({"status": "failed"}, 2),
        ({"status": "failed", "job": "good"}, 0),
        ({"since": "2015-07-01T02:00:00Z"}, 2),
        ({"answer": "500"}, 2),
        ({"body": "*needle*"}, 2),
        ({"occurrence": "1"}, 2),
        # The newest.
        ({"top": "1"}, 1),
    ],
)
def test_executions_are_filtered_by_patterns(live, tenant, wanted, found):
    good, bad = live.sink(), live.sink()
    bad.answer(500)
    retry = {"retryType": "none"}
    tenant.job("good", good.url, every="hour", body="hay needle hay")
    request = {"uri": bad.url, "method": "GET"}
    tenant.job("bad", bad.url, every="hour", action={"type": "http", "request": request, "retryPolicy": retry})
    live.clock.advance("PT2H")
    assert len(live.executions(**wanted)) == found


def test_an_unknown_filter_is_refused(live):
    with pytest.raises(ControlError, match="jobb"):
        live.executions(jobb="x")


def test_waiting_ends_as_soon_as_the_call_is_stored(live, tenant):
    live.clock.follow_system()
    sink = live.sink()
    found = []
    other = live.session()
    url = f"{live.http_url}/_emulator/executions?job=soon&count=1&timeout=PT20S"
    waiting = threading.Thread(target=lambda: found.extend(other.get(url).json()))
    waiting.start()
    tenant.job("soon", sink.url, startTime=live.clock.now.isoformat())
    waiting.join(20)
    assert [done["job"] for done in found] == ["soon"]
    assert tenant.shown("soon")["status"]["executionCount"] == 1


def test_a_verification_that_fails_names_the_nearest_misses(live, tenant):
    sink = live.sink()
    sink.answer(404)
    tenant.job("nightly", sink.url)
    live.clock.next()
    with pytest.raises(Unmet) as caught:
        live.executions(job="nightly", status="completed", count=1, timeout="0.01")
    assert "0 of 1 entries fit" in str(caught.value)
    assert "near miss: status: wanted 'completed', found 'failed'" in str(caught.value)


def test_a_failed_verification_is_408_with_the_fields_that_differ(live, tenant):
    answer = tenant.session.get(f"{live.http_url}/_emulator/requests?method=DELETE&status=202&count=1")
    assert answer.status_code == 408
    assert answer.headers["Content-Type"] == "application/problem+json"
    # Nearest first: the two creations differ in the method only.
    assert [miss["differs"] for miss in answer.json()["nearest"]] == [
        {"method": {"wanted": "DELETE", "found": "PUT"}}
    ] * 2


def test_case_31_near_misses_say_which_candidate_each_is(live, tenant):
    sink = live.sink()
    sink.answer(404, 503, 200)
    retry = {"retryType": "fixed", "retryInterval": "PT1M", "retryCount": 2}
    tenant.job(
        "nightly", "", action={"type": "http", "request": {"uri": sink.url, "method": "GET"}, "retryPolicy": retry}
    )
    live.clock.advance("PT2H")
    with pytest.raises(Unmet) as caught:
        live.executions(job="nightly", status="completed", count=2, timeout="0.01")
    first, *misses = str(caught.value).splitlines()
    assert first == "1 of 2 entries fit."
    assert misses == [
        f"  near miss: status: wanted 'completed', found 'failed' "
        f"(job 'nightly', occurrence 1, try {number}: failed, answer {answer})"
        for number, answer in ((1, 503), (0, 404))
    ]


def test_near_misses_of_requests_and_sinks_say_which_they_are(live, tenant):
    sink = live.sink()
    tenant.session.post(f"{sink.url}/in?a=1")
    with pytest.raises(Unmet, match=r"\(POST /in\?a=1 at 2015-07-01T00:00:00Z: 200\)"):
        sink.calls(method="PUT", count=1)
    with pytest.raises(Unmet, match=rf"\(PUT {tenant.path} at 2015-07-01T00:00:00Z: 202\)"):
        live.requests(path=tenant.path, method="DELETE", count=1)
    with pytest.raises(Unmet, match="nothing else is in the journal"):
        live.sink("never").calls(count=1)


def test_near_misses_show_no_secrets(live, tenant):
    sink = live.sink()
    tenant.job("secret", sink.url, body='{"password": "s3cret"}')
    live.clock.next()
    with pytest.raises(Unmet) as caught:
        live.executions(body="*nothing*", count=1)
    assert "***" in str(caught.value)
    assert "s3cret" not in str(caught.value)


def test_case_09_executions_and_pages_show_no_secrets(live, tenant):
    sink = live.sink()
    sink.answer({"status": 200, "body": '{"access_token": "s3cret"}', "headers": {"Set-Cookie": "sid=s3cret"}})
    request = {
        "uri": f"{sink.url}?code=s3cret&a=1",
        "method": "POST",
        "headers": {"x-functions-key": "s3cret", "Cookie": "s3cret", "Content-Type": "text/plain"},
        "body": '{"inner": "{\\"auth_token\\": \\"s3cret\\"}", "conn": "AccountName=a;AccountKey=s3cret;"}',
    }
    tenant.job("secret", "", action={"type": "http", "request": request})
    live.clock.next()
    (done,) = live.executions()
    assert done["status"] == "completed"
    assert done["request"]["uri"] == f"{sink.url}?code=***&a=1"
    assert ["Set-Cookie", "***"] in done["response"]["headers"]
    assert "s3cret" not in str(done)
    assert "s3cret" not in str(live.requests())
    assert "s3cret" not in tenant.session.get(f"{live.http_url}/_emulator/ui/").text
    # The target got what was meant for it, and filters find what is not shown.
    assert "s3cret" in sink.calls()[0]["body"]
    assert live.executions(body="*s3cret*", count=1)


def test_requests_tell_both_sides_with_secrets_masked(live, tenant):
    authentication = {"type": "basic", "username": "me", "password": "s3cret"}
    request = {"uri": "http://x.invalid/?sig=s3cret&y=1", "method": "GET", "authentication": authentication}
    tenant.session.headers["Authorization"] = "Bearer s3cret"
    tenant.job("secret", "", action={"type": "http", "request": request})
    (seen,) = live.requests(path="*/jobs/secret")
    assert (seen["face"], seen["method"], seen["status"]) == ("azure_classic", "PUT", 201)
    assert seen["subscription"] == live.subscription
    assert '"username": "me"' in seen["body"]
    assert "***" in seen["body"]
    assert "s3cret" not in str(seen)
    assert seen["response"]["body"].startswith("{")


def test_the_journal_keeps_the_newest(live, tenant):
    live.stop()
    from azure_scheduler_emulator.testing.live import LiveEmulator

    with LiveEmulator(auth="loose", journal=3) as small:
        session = small.session()
        for number in range(5):
            session.get(f"{small.http_url}/{number}")
        assert [seen["path"] for seen in small.requests()] == ["/2", "/3", "/4"]


def test_a_sink_answers_its_script_and_repeats_the_last(live, tenant):
    sink = live.sink("door")
    sink.answer(500, {"status": 307, "headers": {"Location": "/there"}}, 200)
    answers = [tenant.session.post(sink.url + "/a/b?c=d", data=b"x", allow_redirects=False) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [500, 307, 200, 200]
    assert answers[1].headers["Location"] == "/there"
    assert [(call["method"], call["path"], call["query"], call["body"]) for call in sink.calls()] == [
        ("POST", "/a/b", "c=d", "x")
    ] * 4
    assert [call["status"] for call in sink.calls(status="500")] == [500]


def test_a_sink_has_the_same_name_for_jobs_and_for_tests(live, tenant):
    sink = live.sink("my täget")
    tenant.job("j", f"{sink.url}/a%20b")
    live.clock.advance("PT1H")
    assert [(call["path"], call["status"]) for call in sink.calls()] == [("/a b", 200)]
    tenant.session.get(f"{sink.url}/a%20b")
    assert [(call["path"], call["status"]) for call in sink.calls()] == [("/a b", 200), ("/a b", 200)]


def test_a_delay_of_a_sink_passes_on_the_virtual_clock(live, tenant):
    sink = live.sink()
    sink.answer({"status": 200, "delay": "PT5S"}, {"status": 200, "delay": "PT2M"})
    tenant.job(
        "slow",
        sink.url,
        every="hour",
        action={
            "type": "http",
            "request": {"uri": sink.url, "method": "GET"},
            "retryPolicy": {"retryType": "none"},
        },
    )
    live.clock.advance("PT2H")
    first, second = live.executions()
    assert (first["status"], first["finished"]) == ("completed", "2015-07-01T01:00:05Z")
    # A call is given up after 60 seconds.
    assert (second["status"], second["finished"]) == ("failed", "2015-07-01T02:01:00Z")
    assert "Timeout The operation has timed out" in second["message"]
