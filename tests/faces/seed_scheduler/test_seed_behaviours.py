"""What the Seed Scheduler's own tests expect, where clients can see it; numbered as in its contract.

Not visible from outside, and so not here: the management commands (31-33) and how runs are recorded and skipped by the
queue (18-21), of which only the outcome shows: a definition fires once for each of its moments.
"""

import pytest
from azure_scheduler_emulator.faces.seed_scheduler.routes.helpers import METRICS


def results(client, path):
    page = client("GET", path).json
    return page["results"], page["next"], page["previous"]


def test_01_a_token_is_had_for_name_and_password(client):
    answer = client("POST", "/token-auth/", {"username": "john", "password": "johnpw"}, token=None)
    assert (answer.status_code, len(answer.json["token"])) == (200, 40)


@pytest.mark.parametrize(("path", "made"), [("/v1/user/", 3), ("/v1/group/", 2)])
def test_02_03_users_and_groups_are_paged_by_two(client, path, made):
    found, following, previous = results(client, path)
    assert (len(found), bool(following), previous) == (2, made > 2, None)


def test_04_a_list_of_one_schedule_has_no_other_pages(client):
    schedule = client.create()
    found, following, previous = results(client, "/v1/schedule/")
    assert (found[0]["id"], following, previous) == (schedule["id"], None, None)


def test_05_three_schedules_are_two_pages_and_back(client):
    made = [client.create()["id"] for _ in range(3)]
    first, following, _ = results(client, "/v1/schedule/")
    assert [schedule["id"] for schedule in first] == made[:0:-1]
    last, end, previous = results(client, following.partition("/api")[2])
    assert ([schedule["id"] for schedule in last], end) == (made[:1], None)
    assert results(client, previous.partition("/api")[2])[0] == first


def test_06_a_crontab_schedule_is_stored(client):
    schedule = client.create(cron_definition="25 * * * *", auth_token="t")
    client.advance("2026-11-20T16:25:00Z")
    assert client.delivered() == [("16:25:00", "http://target/")]
    assert (schedule["cron_definition"], schedule["auth_token"]) == ("25 * * * *", "t")


def test_07_a_six_field_crontab_is_five_fields_and_a_year_that_does_not_count(client):
    client.create(cron_definition="25 16 20 11 5 2050")
    client.advance("2026-11-20T16:25:00Z")
    assert len(client.delivered()) == 1


def test_08_an_invalid_crontab_is_refused_with_its_reason(client):
    answer = client("POST", "/v1/schedule/", {"endpoint": "x", "cron_definition": "99 * * * *"})
    assert answer.json == {
        "cron_definition": ["99 * * * * is not a valid crontab string: item value 99 out of range [0, 59]"]
    }


def test_09_an_interval_schedule_is_stored(client):
    assert client.create(interval_definition="1 minutes")["interval_definition"] == "1 minutes"


def test_10_an_invalid_interval_is_refused_with_its_reason(client):
    answer = client("POST", "/v1/schedule/", {"endpoint": "x", "interval_definition": "every one mins"})
    [message] = answer.json["interval_definition"]
    assert message.startswith("every one mins is not a valid interval string: integer and period (from: days, hours, ")
    assert message.endswith("minutes, seconds, microseconds) e.g. 1 minutes")


def test_11_a_patch_leaves_the_other_fields(client):
    schedule = client.create(cron_definition="25 * * * *", payload={"a": 1})
    assert client.change(schedule, enabled=False) == {**schedule, "enabled": False}


def test_12_a_webhook_belongs_to_who_made_it(client):
    hook = {"event": "schedule.added", "target": "http://example.com/"}
    answer = client("POST", "/v1/webhook/", hook, token="b" * 40)
    assert (answer.status_code, answer.json["user"]) == (201, 2)


@pytest.mark.parametrize("fields", [{"cron_definition": "31 * * * *"}, {"interval_definition": "1 minutes"}])
def test_13_14_15_a_due_definition_posts_to_the_endpoint_of_its_schedule(client, fields):
    client.create(**fields)
    client.advance("2026-11-20T15:31:00Z")
    assert client.delivered() == [("15:31:00", "http://target/")]


def test_16_disabled_schedules_of_a_definition_are_left_out(client):
    client.create(interval_definition="1 minutes", enabled=False)
    client.create(interval_definition="1 minutes", endpoint="http://on/")
    client.advance("2026-11-20T15:31:00Z")
    assert client.delivered() == [("15:31:00", "http://on/")]


def test_17_schedules_with_and_without_a_frequency_run(client):
    for frequency in (None, 2):
        client.create(interval_definition="1 minutes", frequency=frequency)
    client.advance("2026-11-20T15:31:00Z")
    assert len(client.delivered()) == 2


def test_18_19_a_definition_fires_once_for_each_of_its_moments(client):
    client.create(interval_definition="1 minutes")
    client.advance("2026-11-20T15:31:00Z")
    client.advance("2026-11-20T15:31:30Z")
    assert len(client.delivered()) == 1
    client.advance("2026-11-20T16:31:00Z")
    assert len(client.delivered()) == 60


def test_22_35_requeueing_delivers_again_and_empties_the_list(client):
    client.performer.answers = 500
    client.create(cron_definition="31 15 * * *")
    client.advance("2026-11-20T16:30:00Z")
    client.delivered()
    answer = client("POST", "/v1/failed-tasks/")
    assert (answer.status_code, answer.json) == (201, {"requeued_failed_tasks": True})
    client.performer.answers = 200
    client.advance("2026-11-20T16:30:01Z")
    assert len(client.delivered()) == 1
    assert results(client, "/v1/failed-tasks/")[0] == []


def test_23_24_metrics_are_eight_names_and_can_be_started(client):
    assert client("GET", "/metrics/").json == {"metrics_available": list(METRICS)}
    assert len(METRICS) == 8
    answer = client("POST", "/metrics/")
    assert (answer.status_code, answer.json) == (201, {"scheduled_metrics_initiated": True})


def test_26_28_staff_make_users_and_their_tokens_once(client):
    tokens = [client("POST", "/v1/user/token/", {"email": "bob@example.org"}).json["token"] for _ in range(2)]
    assert tokens[0] == tokens[1]
    assert client("GET", "/v1/user/4/").json["username"] == "bob@example.org"


def test_27_29_nobody_else_does(client):
    made = client("POST", "/v1/user/token/", {"email": "bob@example.org"}).json["token"]
    for token in ("b" * 40, made):
        answer = client("POST", "/v1/user/token/", {"email": "eve@example.org"}, token=token)
        assert answer.status_code == 403
        assert answer.json == {"detail": "You do not have permission to perform this action."}


def test_30_the_service_is_up(client):
    health = client("GET", "/health/").json
    assert (health["up"], health["result"]["database"]) == (True, "Accessible")


def test_34_failed_tasks_are_paged_newest_first(client):
    client.performer.answers = 500
    for _ in range(3):
        client.create(cron_definition="31 15 * * *")
    client.advance("2026-11-20T16:30:00Z")
    found, following, _ = results(client, "/v1/failed-tasks/")
    assert ([task["id"] for task in found], bool(following)) == ([3, 2], True)


@pytest.mark.parametrize(("hops", "status"), [("10.0.0.1", 200), ("10.0.0.1,10.0.0.2", 403)])
def test_36_37_the_process_shows_its_metrics_through_one_proxy_at_most(client, hops, status):
    assert client.http.get("/metrics", headers={"X-Forwarded-For": hops}).status_code == status
