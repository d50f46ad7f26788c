"""What a plan and a quota allow. Numbers: contract of the classic API, section 11.1."""

from datetime import UTC, datetime, timedelta

import pytest
from azure_scheduler_emulator.domain.azure.collection import (
    JobCollection,
    MaxRecurrence,
    Plan,
    PlanLimits,
    Quota,
    check_quota,
    plan_named,
)
from azure_scheduler_emulator.domain.errors import InvalidError

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def collection_of(plan=Plan.STANDARD, **quota):
    return JobCollection(
        id="c",
        cloud_service_id="s",
        subscription="sub",
        name="jc",
        plan=plan,
        quota=Quota(**quota) if quota else None,
        etag="e",
        created_at=datetime(2015, 7, 1, tzinfo=UTC),
    )


def every(interval, frequency):
    return MaxRecurrence(frequency=frequency, interval=interval)


@pytest.mark.parametrize(
    ("plan", "limits"),
    [
        (Plan.FREE, PlanLimits(max_jobs=5, floor=HOUR, max_collections=1, authentication=False, retry_interval=HOUR)),
        (Plan.STANDARD, PlanLimits(max_jobs=50, floor=MINUTE, max_collections=100_000, authentication=True)),
        (Plan.PREMIUM, PlanLimits(max_jobs=50, floor=MINUTE, max_collections=100_000, authentication=True)),
        (Plan.P10_PREMIUM, PlanLimits(max_jobs=50, floor=MINUTE, max_collections=10_000, authentication=True)),
        (Plan.P20_PREMIUM, PlanLimits(max_jobs=1000, floor=MINUTE, max_collections=10_000, authentication=True)),
    ],
)
def test_what_each_plan_allows(plan, limits):
    assert plan.limits == limits


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        *((plan.value, plan) for plan in Plan if plan is not Plan.NONE),
        ("free", Plan.FREE),
        (" STANDARD ", Plan.STANDARD),
        ("p10", Plan.P10_PREMIUM),
        ("P20", Plan.P20_PREMIUM),
    ],
)
def test_a_plan_is_known_by_its_name_in_any_casing(text, plan):
    assert plan_named(text) is plan


@pytest.mark.parametrize("text", ["", "gold", "p30", "Free Standard", "None"])
def test_another_plan_is_refused_by_its_name(text):
    with pytest.raises(InvalidError, match=f"^The plan '{text}' is not valid\\.$"):
        plan_named(text)


@pytest.mark.parametrize(
    ("frequency", "unit"),
    [
        ("Second", timedelta(seconds=1)),
        ("minute", MINUTE),
        ("HOUR", HOUR),
        ("day", DAY),
        ("Week", 7 * DAY),
        # The shortest month: what fires once a month is never refused.
        ("Month", 28 * DAY),
        ("Year", 365 * DAY),
    ],
)
def test_a_quota_counts_whole_units_between_occurrences(frequency, unit):
    assert MaxRecurrence(frequency=frequency).floor == unit
    assert every(3, frequency).floor == 3 * unit
    assert every(0, frequency).floor == unit


@pytest.mark.parametrize(
    ("plan", "own", "allowed"),
    [
        (Plan.STANDARD, None, 50),
        (Plan.STANDARD, 3, 3),
        # Not given.
        (Plan.STANDARD, 0, 50),
        # Set when the collection had a wider plan.
        (Plan.FREE, 6, 5),
    ],
)
def test_a_collection_holds_what_both_plan_and_quota_allow(plan, own, allowed):
    assert collection_of(plan, max_job_count=own).max_jobs == allowed


def test_a_collection_that_no_client_of_azure_sees_has_no_limits():
    free = collection_of(Plan.NONE)
    assert free.max_jobs > 10**9
    assert free.floor == timedelta()
    assert (Plan.NONE.limits.max_collections, Plan.NONE.limits.authentication) == (free.max_jobs, True)


def test_without_a_quota_the_limits_are_those_of_the_plan():
    assert (collection_of().max_jobs, collection_of().floor) == (50, MINUTE)
    assert (collection_of(Plan.FREE).max_jobs, collection_of(Plan.FREE).floor) == (5, HOUR)


@pytest.mark.parametrize(
    ("plan", "own", "floor"),
    [
        (Plan.STANDARD, None, MINUTE),
        (Plan.STANDARD, every(90, "Second"), timedelta(seconds=90)),
        (Plan.STANDARD, every(2, "Day"), 2 * DAY),
        (Plan.FREE, every(2, "Minute"), HOUR),
    ],
)
def test_jobs_recur_as_seldom_as_both_plan_and_quota_want(plan, own, floor):
    assert collection_of(plan, max_recurrence=own).floor == floor


@pytest.mark.parametrize(
    ("plan", "quota"),
    [
        (Plan.STANDARD, None),
        (Plan.STANDARD, Quota()),
        (Plan.STANDARD, Quota(max_job_count=0)),
        (Plan.STANDARD, Quota(max_job_count=50)),
        (Plan.P20_PREMIUM, Quota(max_job_count=1000)),
        (Plan.STANDARD, Quota(max_recurrence=every(1, "Minute"))),
        (Plan.STANDARD, Quota(max_recurrence=every(60, "Second"))),
        (Plan.FREE, Quota(max_recurrence=every(1, "hour"))),
        (Plan.STANDARD, Quota(max_recurrence=every(1_000_000, "YEAR"))),
        # It never had an effect on the service, so it has no limit either.
        (Plan.FREE, Quota(max_job_occurrence=-1)),
    ],
)
def test_a_quota_within_the_plan_is_accepted(plan, quota):
    assert check_quota(plan, quota) is None


@pytest.mark.parametrize(
    ("plan", "quota", "reason"),
    [
        (Plan.STANDARD, Quota(max_job_count=-1), "quota -1 is not between 0 and 50, the limit of Standard"),
        (Plan.STANDARD, Quota(max_job_count=51), "quota 51 is not between 0 and 50"),
        (Plan.P20_PREMIUM, Quota(max_job_count=1001), "quota 1001 is not between 0 and 1000"),
        (Plan.FREE, Quota(max_job_count=6), "quota 6 is not between 0 and 5, the limit of Free"),
        (Plan.STANDARD, Quota(max_recurrence=every(1, "Fortnight")), "of the quota is not valid"),
        (Plan.STANDARD, Quota(max_recurrence=every(-1, "Day")), "of the quota is not valid"),
        (Plan.STANDARD, Quota(max_recurrence=every(1_000_001, "Year")), "of the quota is not valid"),
        (
            Plan.STANDARD,
            Quota(max_recurrence=every(59, "Second")),
            "0:00:59 of the quota is more frequent than 0:01:00",
        ),
        (Plan.FREE, Quota(max_recurrence=every(59, "Minute")), "0:59:00 of the quota is more frequent than 1:00:00"),
        # The first limit does not excuse the second.
        (Plan.FREE, Quota(max_job_count=5, max_recurrence=every(1, "Minute")), "more frequent than 1:00:00"),
    ],
)
def test_a_quota_beyond_the_plan_is_refused(plan, quota, reason):
    with pytest.raises(InvalidError, match=reason):
        check_quota(plan, quota)
