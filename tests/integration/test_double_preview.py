"""When jobs and schedules fire, asked over HTTP, and why a job did not."""

import pytest
from azure_scheduler_emulator.testing.control import ControlError


def test_a_job_is_told_in_words_and_moments(live, tenant):
    tenant.job("daily", "http://x.invalid/", every="day")
    (found,) = live.control.call("GET", "/preview?job=Daily&n=2")
    assert (found["job"], found["collection"], found["state"]) == ("daily", "jc", "enabled")
    assert found["words"] == "Every day at 01:00 UTC"
    assert found["next"] == ["2015-07-01T01:00:00Z", "2015-07-02T01:00:00Z"]
    assert "obstacle" not in found


def test_a_count_ends_the_preview(live, tenant):
    tenant.job("thrice", "http://x.invalid/", recurrence={"frequency": "hour", "count": 3})
    (found,) = live.control.call("GET", "/preview?job=thrice")
    assert found["next"] == [f"2015-07-01T0{hour}:00:00Z" for hour in (1, 2, 3)]


def test_jobs_of_one_name_are_told_apart_by_subscription(live, tenant, make_tenant):
    other = make_tenant()
    for each in (tenant, other):
        each.job("same", "http://x.invalid/")
    assert len(live.control.call("GET", "/preview?job=same")) == 2
    (found,) = live.control.call("GET", f"/preview?job=same&subscription={other.subscription}")
    assert found["subscription"] == other.subscription
    with pytest.raises(ControlError, match="404"):
        live.control.call("GET", "/preview?job=other")


@pytest.mark.parametrize(
    ("past", "words"),
    [
        ("2015-07-01T02:00:00Z", "It fired: tried once"),
        ("2015-07-01T02:30:00Z", "no occurrence then: it fires every hour"),
        ("2015-07-01T00:00:00Z", "The schedule begins later, at 2015-07-01T01:00:00Z"),
        ("2015-07-01T09:00:00Z", "has not come"),
        ("2015-07-01T04:00:00Z", "was dropped: the job was disabled"),
    ],
)
def test_what_became_of_a_past_moment(live, tenant, past, words):
    sink = live.sink()
    tenant.job("hourly", sink.url, every="hour")
    jobs = f"{tenant.base}/resources/scheduler/~/jobCollections/jc/jobs/hourly"
    for state, by in (("enabled", "PT3H"), ("disabled", "PT2H"), ("enabled", "PT1H")):
        tenant.session.patch(jobs, json={"state": state}, headers={"x-ms-version": "2015-01-01"})
        live.clock.advance(by)
    (found,) = live.control.call("GET", f"/preview?job=hourly&past={past}")
    assert words in found["why"]


@pytest.mark.parametrize(
    ("change", "words"),
    [({"state": "disabled"}, "The job is disabled."), ({}, "The job is completed.")],
)
def test_a_job_without_a_future_has_an_obstacle(live, tenant, change, words):
    tenant.job("still", live.sink().url, **change)
    live.clock.advance("P1D")
    (found,) = live.control.call("GET", "/preview?job=still")
    assert (found["next"], found["obstacle"]) == ([], words)


@pytest.mark.parametrize(
    ("plan", "words", "first"),
    [
        (
            {"recurrence": {"frequency": "week", "schedule": {"weekDays": ["friday"], "hours": [8], "minutes": [30]}}},
            "Every week on Friday at 08:30 UTC",
            "2015-07-03T08:30:00Z",
        ),
        (
            {"cron": "0 15 10 ? * 6L", "dialect": "quartz"},
            "At 10:15 on the last Friday of the month",
            "2015-07-31T10:15:00Z",
        ),
    ],
)
def test_a_schedule_is_told_before_there_is_a_job(live, plan, words, first):
    found = live.control.call("POST", "/preview", {**plan, "n": 1})
    assert found == {"words": words, "next": [first]}


@pytest.mark.parametrize(
    "plan",
    [
        {},
        {"cron": "* * *"},
        {"recurrence": {"frequency": "day", "interval": 90_000}},
        {"recurrence": {"frequency": "eon"}},
    ],
)
def test_a_schedule_that_makes_no_sense_is_refused(live, plan):
    with pytest.raises(ControlError, match="400"):
        live.control.call("POST", "/preview", plan)
