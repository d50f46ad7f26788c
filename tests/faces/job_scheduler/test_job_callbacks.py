"""What happens when a job fires: the callback, retries, the purge, and what was missed."""

import pytest
from azure_scheduler_emulator.assembly import build
from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.domain.time.moment import parse
from azure_scheduler_emulator.engine.engine import Engine

from tests.faces.emulators import Lent
from tests.fixtures.siblings import part


def headers_of(action):
    return dict(action.headers)


def test_a_callback_is_a_post_of_the_data_with_type_and_signature(client):
    client.create(when="2011-05-01T13:00:00Z", data="testing", contentType="text/plain", signature="507aaa")
    client.advance("2011-05-01T13:00:00Z")
    [action] = client.called()
    assert (action.method, action.uri, action.body) == ("POST", "http://target/", "testing")
    assert headers_of(action) == {"Content-Type": "text/plain", "X-Content-Signature": "507aaa"}
    assert (action.announce, action.follow_redirects) == (False, False)


def test_data_of_no_known_type_goes_out_as_a_stream_of_bytes(client):
    client.create(when="2011-05-01T13:00:00Z", data="testing")
    client.advance("2011-05-01T13:00:00Z")
    assert headers_of(client.called()[0]) == {"Content-Type": "application/octet-stream"}


def test_a_callback_without_data_has_no_type(client):
    client.create(when="2011-05-01T13:00:00Z", contentType="text/plain", signature="s")
    client.advance("2011-05-01T13:00:00Z")
    [action] = client.called()
    assert (action.body, headers_of(action)) == (None, {"X-Content-Signature": "s"})


def test_data_that_is_no_text_goes_out_as_the_bytes_it_is(client):
    client("POST", "/2011-05-01T13:00:00Z/http%3A%2F%2Ftarget", b"\xff\x00")
    client.advance("2011-05-01T13:00:00Z")
    [action] = client.called()
    assert (action.body, action.binary) == ("/wA=", True)


def test_a_one_time_job_is_purged_after_it_fired(client):
    job = client.create(when="2011-05-01T13:00:00Z")
    client.advance("2011-05-01T12:59:59Z")
    assert client("GET", f"/{job['id']}").json == job
    client.advance("2011-05-01T13:00:00Z")
    assert client("GET", f"/{job['id']}").status_code == 404
    assert client("GET").json == []
    client.advance("2012-01-01T00:00:00Z")
    assert len(client.called()) == 1


def test_a_recurring_job_tells_its_next_firing(client):
    job = client.create(cron="0 15 10 ? * MON-FRI")
    assert job["next"] == "2011-05-02T10:15:00Z"
    client.advance("2011-05-06T10:15:00Z")
    assert len(client.called()) == 5
    assert client("GET", f"/{job['id']}").json["next"] == "2011-05-09T10:15:00Z"


def test_a_recurring_job_is_purged_after_its_last_firing(client):
    job = client.create(cron="0 0 0 1 6-7 ? 2011")
    client.advance("2011-06-30T00:00:00Z")
    assert client("GET", f"/{job['id']}").json["next"] == "2011-07-01T00:00:00Z"
    client.advance("2011-07-01T00:00:00Z")
    assert client("GET", f"/{job['id']}").status_code == 404
    assert len(client.called()) == 2


def test_a_recurring_job_does_not_retry(client):
    client.performer.succeeds = False
    client.create(cron="0 0 13 ? * *")
    client.advance("2011-05-02T12:00:00Z")
    assert len(client.called()) == 1


def test_case_27_a_one_time_job_that_fails_is_called_exactly_once(client):
    client.performer.succeeds = False
    job = client.create(when="2011-05-01T13:00:00Z")
    client.advance("2011-06-01T00:00:00Z")
    assert len(client.called()) == 1
    assert (client("GET").json, client("GET", f"/{job['id']}").status_code) == ([], 404)
    assert part(client.emulator, Engine).has_jobs() is False


def test_a_job_that_becomes_a_one_time_job_is_called_exactly_once_too(client):
    client.performer.succeeds = False
    job = client.create(cron="0 0 13 ? * *")
    client("PUT", f"/{job['id']}", {"url": "http://other/", "when": "2011-05-01T14:00:00Z"})
    client("POST", "/2011-05-01T15:00:00Z/http%3A%2F%2Ftarget")
    client.advance("2011-06-01T00:00:00Z")
    assert len(client.called()) == 2


class TestWithRetries:
    @pytest.fixture
    def settings(self):
        return Settings(clock="2011-05-01T12:00:00Z", job_scheduler_retries=True)

    def test_a_one_time_job_that_fails_is_retried_but_gone_from_the_list(self, client):
        client.performer.succeeds = False
        job = client.create(when="2011-05-01T13:00:00Z")
        client.advance("2011-05-01T13:00:29Z")
        assert len(client.called()) == 1
        assert (client("GET").json, client("GET", f"/{job['id']}").status_code) == ([], 404)
        client.advance("2011-05-01T13:00:30Z")
        assert len(client.called()) == 1
        client.performer.succeeds = True
        client.advance("2011-05-01T13:02:30Z")
        assert len(client.called()) == 1
        client.advance("2011-05-02T13:00:00Z")
        assert client.called() == []

    def test_after_three_retries_it_gives_up(self, client):
        client.performer.succeeds = False
        client.create(when="2011-05-01T13:00:00Z")
        client.advance("2011-06-01T00:00:00Z")
        assert len(client.called()) == 4
        assert part(client.emulator, Engine).has_jobs() is False

    def test_a_recurring_job_is_not_retried(self, client):
        client.performer.succeeds = False
        client.create(cron="0 0 13 ? * *")
        client.advance("2011-05-02T12:00:00Z")
        assert len(client.called()) == 1


def test_an_update_moves_the_next_firing(client):
    job = client.create(cron="0 0 13 ? * *")
    updated = client("PUT", f"/{job['id']}", {"url": "http://other/", "when": "2011-05-01T14:00:00Z"}).json
    assert "next" not in updated
    client.advance("2011-05-01T13:30:00Z")
    assert client.called() == []
    client.advance("2011-05-01T14:00:00Z")
    assert [action.uri for action in client.called()] == ["http://other/"]


def test_a_deleted_job_does_not_fire(client):
    client("DELETE", f"/{client.create(when='2011-05-01T13:00:00Z')['id']}")
    client.advance("2011-05-02T00:00:00Z")
    assert client.called() == []


@pytest.mark.parametrize(
    ("fields", "calls"),
    [
        ({"when": "2011-05-01T13:00:00Z"}, 1),  # late, never lost
        ({"cron": "0 0/10 * ? * *"}, 1),  # hundreds were missed: one makes up for them
    ],
)
def test_what_was_missed_while_no_emulator_ran_fires_once_at_the_start(client, tmp_path, fields, calls):
    state = str(tmp_path / "state.db")
    first = Lent(Settings(state=state, clock="2011-05-01T12:00:00Z"), client.performer)
    type(client)(first).create(**fields)
    first.stop()
    second = build(Settings(state=state, clock="2011-05-09T12:05:00Z"), performer=client.performer)
    second.testbed.clock.set(parse("2011-05-09T12:05:00Z"))  # a virtual clock goes on where it stood
    part(second, Engine).start()
    second.testbed.timeline.advance(parse("2011-05-09T12:05:01Z"))
    assert len(client.called()) == calls
    second.stop()
