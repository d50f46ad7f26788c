"""When schedules fire, what they send, and what becomes of failures."""

from datetime import timedelta
from itertools import pairwise

import pytest
from azure_scheduler_emulator.assembly import build
from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.domain.time.moment import parse
from azure_scheduler_emulator.engine.engine import Engine

from tests.fixtures.siblings import part

FAILED = "/v1/failed-tasks/"


def gaps(orders):
    """Return the seconds between attempts that follow each other."""
    moments = [order.attempt.due_at for order in orders]
    return [(later - earlier) / timedelta(seconds=1) for earlier, later in pairwise(moments)]


def fail_for_good(client, **fields):
    """Have a new schedule fail all its attempts; return it."""
    client.performer.answers = 500
    schedule = client.create(cron_definition="31 15 * * *", **fields)
    client.advance("2026-11-20T16:30:00Z")
    return schedule


# When


def test_a_crontab_fires_in_utc(client):
    client.create(cron_definition="0 12 1 1 *")
    client.advance("2028-01-01T12:00:00Z")
    assert [order.attempt.due_at.isoformat() for order in client.performer.orders] == [
        "2027-01-01T12:00:00+00:00",
        "2028-01-01T12:00:00+00:00",
    ]


def test_seconds_and_years_of_a_crontab_are_dropped(client):
    client.create(cron_definition="30 0 12 1 1 * 2030")
    client.advance("2027-01-01T12:00:00Z")
    assert client.delivered() == [("12:00:00", "http://target/")]


def test_both_day_fields_of_a_crontab_must_fit(client):
    client.create(cron_definition="0 0 1 * 1")  # the first of a month that is a Monday
    client.advance("2027-01-31T00:00:00Z")
    assert client.delivered() == []
    client.advance("2027-02-01T00:00:00Z")
    assert len(client.delivered()) == 1


def test_a_new_interval_fires_first_after_one_period_and_then_every_period(client):
    client.create(interval_definition="20 seconds")
    client.advance("2026-11-20T15:31:00Z")
    assert [moment for moment, _ in client.delivered()] == ["15:30:20", "15:30:40", "15:31:00"]


def test_schedules_of_one_interval_fire_together_since_it_was_first_seen(client):
    client.create(interval_definition="1 minutes", endpoint="http://one/")
    client.advance("2026-11-20T15:30:25Z")
    client.create(interval_definition="1  minutes", endpoint="http://two/")
    client.create(interval_definition="60 seconds", endpoint="http://other/")  # as long, and another definition
    client.advance("2026-11-20T15:31:25Z")
    assert sorted(client.delivered()) == [
        ("15:31:00", "http://one/"),
        ("15:31:00", "http://two/"),
        ("15:31:25", "http://other/"),
    ]


def test_a_definition_keeps_its_phase_when_its_only_schedule_is_deleted(client):
    schedule = client.create(interval_definition="1 minutes")
    client("DELETE", f"/v1/schedule/{schedule['id']}/")
    client.advance("2026-11-20T15:30:25Z")
    client.create(interval_definition="1 minutes")
    client.advance("2026-11-20T15:31:00Z")
    assert [moment for moment, _ in client.delivered()] == ["15:31:00"]


def test_a_schedule_with_both_definitions_fires_for_both(client):
    client.create(cron_definition="31 * * * *", interval_definition="40 seconds")
    client.advance("2026-11-20T15:31:20Z")
    assert [moment for moment, _ in client.delivered()] == ["15:30:40", "15:31:00", "15:31:20"]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"cron_definition": "", "interval_definition": ""},
        {"cron_definition": "0 0 30 2 *"},
        {"interval_definition": "0 minutes"},
        {"interval_definition": "-5 minutes"},
        {"interval_definition": "2147483647 days"},
        {"next_send_at": "2026-11-20T15:31:00Z"},  # stored, and that is all
    ],
)
def test_a_schedule_without_a_time_never_fires_and_stays(client, fields):
    schedule = client.create(**fields)
    client.advance("2026-12-31T00:00:00Z")
    assert client.delivered() == []
    assert client("GET", f"/v1/schedule/{schedule['id']}/").json == schedule
    assert client.change(schedule, interval_definition="1 days")["interval_definition"] == "1 days"


def test_an_interval_of_less_than_a_second_is_one_second(client):
    client.create(interval_definition="1 microseconds")
    client.advance("2026-11-20T15:30:03Z")
    assert len(client.delivered()) == 3


def test_the_frequency_limits_nothing(client):
    schedule = client.create(interval_definition="1 seconds", frequency=2)
    client.advance("2026-11-20T15:30:10Z")
    assert len(client.delivered()) == 10
    assert client("GET", f"/v1/schedule/{schedule['id']}/").json["frequency"] == 2


def test_a_disabled_schedule_is_left_out_and_joins_again(client):
    schedule = client.create(interval_definition="1 minutes", enabled=False)
    client.create(interval_definition="1 minutes", endpoint="http://other/")
    client.advance("2026-11-20T15:31:30Z")
    assert client.delivered() == [("15:31:00", "http://other/")]
    client.change(schedule, enabled=True)
    client.advance("2026-11-20T15:32:00Z")
    assert len(client.delivered()) == 2


def test_a_changed_definition_is_honoured(client):
    schedule = client.create(interval_definition="10 seconds")
    client.change(schedule, interval_definition="2 hours")
    client.advance("2026-11-20T17:30:00Z")
    assert client.delivered() == [("17:30:00", "http://target/")]
    client.change(schedule, interval_definition=None, cron_definition="45 17 * * *")
    client.advance("2026-11-20T20:00:00Z")
    assert client.delivered() == [("17:45:00", "http://target/")]


def test_a_change_of_something_else_does_not_move_the_next_delivery(client):
    schedule = client.create(interval_definition="1 minutes")
    client.advance("2026-11-20T15:30:30Z")
    client.change(schedule, payload={"new": True})
    client.advance("2026-11-20T15:31:00Z")
    assert client.performer.orders[0].action.body == '{"new": true}'


def test_a_deleted_schedule_does_not_fire(client):
    client("DELETE", f"/v1/schedule/{client.create(interval_definition='1 seconds')['id']}/")
    client.advance("2026-11-20T15:31:00Z")
    assert client.delivered() == []


def test_what_was_missed_while_no_emulator_ran_is_dropped(start, client, tmp_path):
    state = {"state": str(tmp_path / "state.db")}
    first = start(**state)
    first.create(interval_definition="1 minutes")
    first.emulator.stop()
    settings = Settings(seed_token="t" * 40, **state)
    second = build(settings, performer=client.performer)
    second.testbed.clock.set(parse("2026-11-20T18:00:30Z"))
    part(second, Engine).start()
    second.testbed.timeline.advance(parse("2026-11-20T18:01:30Z"))
    assert [moment for moment, _ in client.delivered()] == ["18:01:00"]
    second.stop()


# What


@pytest.mark.parametrize(
    ("payload", "body"),
    [
        ({"b": "é", "a": [1, None]}, '{"b": "\\u00e9", "a": [1, null]}'),
        (None, "null"),
        ("text", '"text"'),
    ],
)
def test_a_delivery_is_a_post_of_the_payload(client, payload, body):
    client.create(interval_definition="1 seconds", payload=payload)
    client.advance("2026-11-20T15:30:01Z")
    action = client.performer.orders[0].action
    assert (action.method, action.body, action.follow_redirects, action.announce) == ("POST", body, True, False)
    assert action.timeout == timedelta(seconds=30)
    assert dict(action.headers) == {
        "User-Agent": "python-requests/2.18.4",
        "Accept-Encoding": "gzip, deflate",
        "Accept": "*/*",
        "Content-Type": "application/json",
    }


@pytest.mark.parametrize(("token", "sent"), [("secret", "Token secret"), ("", "Token ")])
def test_a_token_goes_along_if_there_is_one_even_an_empty_one(client, token, sent):
    client.create(interval_definition="1 seconds", auth_token=token)
    client.advance("2026-11-20T15:30:01Z")
    assert dict(client.performer.orders[0].action.headers)["Authorization"] == sent


# Failures


def test_a_delivery_is_tried_six_times_with_growing_waits(client):
    client.performer.answers = 404
    client.create(cron_definition="31 15 * * *")
    client.advance("2026-11-20T16:30:00Z")
    orders = client.performer.orders
    assert [order.attempt.attempt for order in orders] == list(range(6))
    first, *others = gaps(orders)
    assert first == 5
    for wait, (low, high) in zip(others, [(2, 4), (4, 16), (8, 64), (16, 256)], strict=True):
        assert low <= wait <= high
        assert wait == int(wait)


def test_a_retry_that_succeeds_ends_it(client):
    client.performer.answers = "Timeout"
    client.create(cron_definition="31 15 * * *")
    client.advance("2026-11-20T15:31:00Z")
    client.performer.answers = 302
    client.advance("2026-11-20T16:30:00Z")
    assert [moment for moment, _ in client.delivered()] == ["15:31:00", "15:31:05"]
    assert client("GET", FAILED).json["results"] == []


def test_an_endpoint_that_is_no_address_fails_at_once_and_leaves_no_record(client):
    client.performer.answers, client.performer.hopeless = "nothing to call", True
    client.create(cron_definition="31 15 * * *", endpoint="not a url")
    client.advance("2026-11-20T16:30:00Z")
    assert len(client.delivered()) == 1
    assert client("GET", FAILED).json["count"] == 0


def test_retries_go_on_when_the_schedule_is_disabled(client):
    client.performer.answers = 500
    schedule = client.create(cron_definition="31 15 * * *")
    client.advance("2026-11-20T15:31:00Z")
    client.change(schedule, enabled=False)
    client.advance("2026-11-20T16:30:00Z")
    assert len(client.delivered()) == 6


def test_a_delivery_that_failed_for_good_is_a_failed_task(client):
    schedule = fail_for_good(client)
    page = client("GET", FAILED).json
    [task] = page["results"]
    assert task == {
        "url": "http://localhost/api/v1/failed-tasks/1/",
        "id": 1,
        "schedule": schedule["url"],
        "task_id": task["task_id"],
        "initiated_at": client.performer.orders[5].attempt.due_at.isoformat().replace("+00:00", "Z"),
        "reason": "500 Server Error: Internal Server Error for url: http://target/",
    }
    assert client("GET", f"{FAILED}1/").json == task
    assert client("GET", f"{FAILED}2/").status_code == 404


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        (404, "404 Client Error: Not Found for url: http://target/"),
        (499, "499 Client Error:  for url: http://target/"),
        ("Timeout", "Timeout"),
    ],
)
def test_a_failed_task_tells_the_reason(client, answers, reason):
    client.performer.answers = answers
    client.create(cron_definition="31 15 * * *")
    client.advance("2026-11-20T16:30:00Z")
    assert client("GET", FAILED).json["results"][0]["reason"] == reason


def test_failed_tasks_come_newest_first_in_pages(client):
    client.performer.answers = 500
    for number in range(3):
        client.create(cron_definition="31 15 * * *", endpoint=f"http://{number}/")
    client.advance("2026-11-20T16:30:00Z")
    first = client("GET", FAILED).json
    assert [task["id"] for task in first["results"]] == [3, 2]
    last = client("GET", first["next"].partition("/api")[2]).json
    assert ([task["id"] for task in last["results"]], last["next"]) == ([1], None)


@pytest.mark.parametrize("body", [b"", b"null", b"{broken"])
def test_failed_tasks_are_delivered_again_as_the_schedule_is_now(client, body):
    schedule = fail_for_good(client, auth_token="old")
    client.change(schedule, endpoint="http://new/", auth_token="new", payload=[1], enabled=False)
    client.delivered()
    client.performer.answers = 201
    answer = client("POST", FAILED, data=body, content_type="application/json")
    assert (answer.status_code, answer.json) == (201, {"requeued_failed_tasks": True})
    assert client("GET", FAILED).json["results"] == []
    client.advance("2026-11-20T16:30:01Z")
    [order] = client.performer.orders
    assert (order.action.uri, order.action.body) == ("http://new/", "[1]")
    assert dict(order.action.headers)["Authorization"] == "Token new"


def test_a_delivery_made_again_can_fail_again_under_a_new_number(client):
    fail_for_good(client)
    client("POST", FAILED)
    client.advance("2026-11-20T17:30:00Z")
    assert len(client.delivered()) == 12
    assert [task["id"] for task in client("GET", FAILED).json["results"]] == [2]


def test_failed_tasks_go_with_their_schedule(client):
    schedule = fail_for_good(client)
    client("DELETE", f"/v1/schedule/{schedule['id']}/")
    assert client("GET", FAILED).json["results"] == []


# Webhooks


def test_a_webhook_is_told_of_a_new_schedule_by_anybody_but_not_its_token(client):
    target = "http://127.0.0.1:99/hook"
    client("POST", "/v1/webhook/", {"event": "schedule.added", "target": target}, token="b" * 40)
    client("POST", "/v1/webhook/", {"event": "schedule.deleted", "target": "http://127.0.0.1:99/never"})
    schedule = client.create(cron_definition="0 0 * * *", auth_token="secret", payload={"a": 1})
    client.change(schedule, enabled=False)
    client.advance("2026-11-20T15:30:00Z")
    [order] = client.performer.orders
    assert (order.action.method, order.action.uri) == ("POST", target)
    assert order.action.body == (
        '{"hook": {"id": 1, "event": "schedule.added", "target": "http://127.0.0.1:99/hook"}, '
        f'"data": {{"id": "{schedule["id"]}", "frequency": null, "triggered": 0, '
        '"cron_definition": "0 0 * * *", "interval_definition": null, "endpoint": "http://target/", '
        '"payload": {"a": 1}, "next_send_at": null, "enabled": true, '
        '"created_at": "2026-11-20T15:30:00Z", "updated_at": "2026-11-20T15:30:00Z"}}'
    )


def test_a_deleted_webhook_is_not_told(client):
    client("POST", "/v1/webhook/", {"event": "schedule.added", "target": "http://127.0.0.1:99/"})
    assert client("DELETE", "/v1/webhook/1/").status_code == 204
    assert client("DELETE", "/v1/webhook/1/").status_code == 404
    client.create()
    client.advance("2026-11-20T15:31:00Z")
    assert client.delivered() == []


@pytest.mark.parametrize(
    ("target", "valid"),
    [
        ("https://hooks.example.org/a?b=c", True),
        ("http://10.0.0.1:8080", True),
        ("ftp://example.org/x", True),
        ("http://[::1]/", True),
        ("http://münchen.example/", True),
        ("http://localhost:8080/x", True),
        ("http://localhost:9/x", False),  # recorded: a port has two digits at least
        ("http://host/", False),
        ("example.org", False),
        ("mailto:a@b.co", False),
        ("http://a b.co/", False),
        ("http://" + "a" * 250 + ".co/", False),
    ],
)
def test_a_target_is_a_url(client, target, valid):
    answer = client("PUT", "/v1/webhook/9/", {"event": "x", "target": target})
    assert answer.status_code == 404
    answer = client("POST", "/v1/webhook/", {"event": "x", "target": target})
    assert answer.status_code == (201 if valid else 400)
