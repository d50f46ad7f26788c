"""Faults at both seams."""

from types import SimpleNamespace

import pytest
import requests
from azure_scheduler_emulator.commands.serve import ready
from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.testing.live import SEED_TOKEN, LiveEmulator


def test_throttling_begins_after_the_requests_that_pass(live, tenant):
    live.faults.client({"status": 503, "code": "TooManyRequests"}, match={"method": "GET"}, after=2, times=1)
    answers = [tenant.get() for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 503, 200]
    assert "<Code>TooManyRequests</Code>" in answers[2].text


def test_a_reset_breaks_the_connection_after_the_work_is_done(live, tenant):
    live.faults.client({"reset": True}, match={"method": "DELETE"}, times=1)
    with pytest.raises(requests.ConnectionError):
        tenant.session.delete(tenant.base)
    assert tenant.get().status_code == 404
    (seen,) = live.requests(method="DELETE")
    assert seen["status"] == 0


def test_a_reset_with_a_status_leaves_the_work_undone(live, tenant):
    live.faults.client({"reset": True, "status": 500}, match={"method": "DELETE"}, times=1)
    with pytest.raises(requests.ConnectionError):
        tenant.session.delete(tenant.base)
    assert tenant.get().status_code == 200


def test_a_truncated_answer_ends_before_its_length(live, tenant):
    live.faults.client({"truncate": 10}, match={"method": "GET"}, times=1)
    with pytest.raises(requests.exceptions.ChunkedEncodingError, match="10 bytes read"):
        tenant.get()
    assert tenant.get().status_code == 200


def test_a_delay_holds_the_answer_back_and_the_request_is_known_meanwhile(live, tenant):
    live.faults.client({"delay": "PT0.2S"}, match={"method": "GET"}, times=1)
    answer = tenant.get()
    assert answer.elapsed.total_seconds() >= 0.2
    assert live.requests(method="GET")[0]["seconds"] >= 0.2


def test_a_fault_of_one_subscription_spares_the_others(live, tenant, make_tenant):
    other = make_tenant()
    live.faults.client({"status": 500}, match={"subscription": other.subscription})
    assert (tenant.get().status_code, other.get().status_code) == (200, 500)
    live.control.call("DELETE", f"/faults?subscription={other.subscription}")
    assert other.get().status_code == 200


@pytest.mark.parametrize(
    ("effect", "words"),
    [
        ({"refuse": True}, "ConnectFailure Unable to connect to the remote server"),
        ({"reset": True}, "ReceiveFailure The underlying connection was closed"),
        ({"delay": "PT2M"}, "Timeout The operation has timed out"),
        ({"truncate": 2}, "ReceiveFailure The underlying connection was closed"),
        ({"status": 503, "body": "busy"}, "'ServiceUnavailable' Response Headers:  Body: busy"),
    ],
)
def test_a_target_seems_to_fail_in_the_services_words(live, tenant, effect, words):
    sink = live.sink()
    sink.answer({"status": 200, "body": "fine"})
    live.faults.target(effect, match={"job": "fated"}, times=1)
    tenant.job("spared", sink.url)
    tenant.job("fated", sink.url)
    live.clock.advance("PT2H")
    assert [done["status"] for done in live.executions(job="spared")] == ["completed"]
    first, second = live.executions(job="fated")
    assert first["status"] == "failed"
    assert words in first["message"]
    assert (second["attempt"], second["status"]) == (1, "completed")


def test_the_same_seed_gives_the_same_story():
    def story(seed):
        with LiveEmulator(auth="loose", fault_seed=seed) as live:
            live.faults.target({"status": 500}, match={"path": "*"}, probability=0.5)
            live.faults.client({"status": 500}, probability=0.5)
            session = live.session()
            session.headers["x-ms-version"] = "2014-10-01"
            url = f"{live.https_url}/{live.subscription}/cloudservices"
            return [session.get(url).status_code for _ in range(30)]

    assert story(7) == story(7)
    assert set(story(7)) == {200, 500}
    assert story(7) != story(8)


def test_rules_are_listed_and_taken_away_one_by_one(live):
    first = live.faults.client({"status": 500, "delay": "PT1S"}, match={"job": "x"})
    second = live.faults.target({"refuse": True}, times=3)
    assert [rule["id"] for rule in live.faults.rules()] == [first, second]
    assert live.faults.rules()[0]["effect"] == {"status": 500, "delay": "PT1S"}
    live.control.call("DELETE", f"/faults/{first}")
    assert [rule["id"] for rule in live.faults.rules()] == [second]
    live.faults.clear()
    assert live.faults.rules() == []


@pytest.mark.parametrize(
    ("seed", "line"), [(0, "READY https://a http://b"), (7, "READY https://a http://b fault-seed=7")]
)
def test_the_seed_stands_in_the_ready_line_when_it_is_set(seed, line):
    assert ready(Settings(fault_seed=seed), SimpleNamespace(https_url="https://a", http_url="http://b")) == line


@pytest.mark.parametrize(
    ("face", "method", "path"),
    [
        ("azure_classic", "GET", "/00000000-0000-0000-0000-000000000000/cloudservices"),
        (
            "azure_arm",
            "GET",
            "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups?api-version=2016-03-01",
        ),
        ("seed_scheduler", "GET", "/api/v1/user/"),
        ("job_scheduler", "GET", "/1/jobs"),
    ],
)
def test_every_face_lets_faults_have_their_way(live, face, method, path):
    headers = {
        "x-ms-version": "2014-10-01",
        "Authorization": f"Token {SEED_TOKEN}" if face == "seed_scheduler" else "Bearer x",
    }
    if face == "job_scheduler":
        headers["Authorization"] = "Basic ZXhhbXBsZTpleGFtcGxl"
    live.faults.client({"status": 503}, match={"face": face}, times=1)
    live.faults.client({"delay": "PT0.1S"}, match={"face": face}, times=1)
    session = live.session()
    first = session.request(method, live.https_url + path, headers=headers)
    second = session.request(method, live.https_url + path, headers=headers)
    assert live.requests()[0]["face"] == face
    assert first.status_code == 503
    assert second.elapsed.total_seconds() >= 0.1
