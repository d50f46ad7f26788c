"""Which jobs a collection takes. Numbers: contract of the classic API, sections 9.1 and 11.1."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from azure_scheduler_emulator.domain.azure.collection import JobCollection, MaxRecurrence, Plan, Quota
from azure_scheduler_emulator.domain.errors import ConflictError, InvalidError
from azure_scheduler_emulator.domain.jobs import lifecycle
from azure_scheduler_emulator.domain.jobs.action import HttpAction, StorageQueueAction
from azure_scheduler_emulator.domain.jobs.admission import check_definition, check_fit, check_pace, check_room
from azure_scheduler_emulator.domain.jobs.authentication import Basic
from azure_scheduler_emulator.domain.jobs.job import JobDefinition
from azure_scheduler_emulator.domain.jobs.retry import NO_RETRY, RetryPolicy, RetryType
from azure_scheduler_emulator.domain.jobs.trigger import IntervalTrigger, Once, Recurring
from azure_scheduler_emulator.domain.recurrence.recurrence import Frequency, Recurrence

NOW = datetime(2015, 7, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
CALL = HttpAction(method="GET", uri="http://target/")
NAMED_CALL = replace(CALL, authentication=Basic(username="u", password="p"))
QUEUE = StorageQueueAction(storage_account="a", queue_name="q", sas_token="s")


def collection_of(plan=Plan.STANDARD, **quota):
    place = {"id": "c", "cloud_service_id": "s", "subscription": "sub", "name": "jc", "etag": "e", "created_at": NOW}
    return JobCollection(**place, plan=plan, quota=Quota(**quota) if quota else None)


def definition(trigger=None, action=CALL, **more):
    return JobDefinition(action=action, trigger=trigger or Once(), **more)


def every(interval, frequency=Frequency.MINUTE, start=None, **more):
    return Recurring(recurrence=Recurrence(frequency=frequency, interval=interval, **more), start=start)


def job_of(what, name="job"):
    return lifecycle.create(id="j", collection_id="c", name=name, definition=what, now=NOW, lead=timedelta())


def test_a_collection_takes_jobs_until_it_is_full():
    collection = collection_of(max_job_count=3)
    assert check_room(collection, 2) is None
    for jobs in (3, 4):
        with pytest.raises(ConflictError, match=f"'jc' holds {jobs} jobs and cannot take more"):
            check_room(collection, jobs)


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        (definition(every(0)), "interval 0 must be between"),
        (definition(every(1, start=NOW + timedelta(days=600))), "18 months"),
        (definition(every(1, end_time=NOW)), "later than now"),
        (definition(Once(start=NOW + timedelta(days=600))), "18 months"),
    ],
)
def test_the_rules_of_recurrences_hold_in_every_plan_and_for_nobody_else(what, reason):
    for plan in (Plan.FREE, Plan.STANDARD, Plan.P20_PREMIUM):
        with pytest.raises(InvalidError, match=reason):
            check_definition(collection_of(plan), what, NOW)
    assert check_definition(collection_of(Plan.NONE), what, NOW) is None


@pytest.mark.parametrize(
    "what",
    [
        definition(),
        definition(every(1)),
        definition(action=QUEUE, error_action=QUEUE),
        definition(IntervalTrigger(every=timedelta(seconds=1))),
        definition(retry=RetryPolicy(interval=HOUR)),
        definition(retry=NO_RETRY),
        # The interval of a policy that never retries does not matter.
        definition(retry=RetryPolicy(kind=RetryType.NONE, interval=timedelta(seconds=15))),
    ],
)
def test_the_free_plan_takes_what_neither_authenticates_nor_retries_often(what):
    assert check_definition(collection_of(Plan.FREE), what, NOW) is None


@pytest.mark.parametrize(
    ("what", "error", "reason"),
    [
        (definition(action=NAMED_CALL), ConflictError, "cannot use outbound authentication"),
        (definition(error_action=NAMED_CALL), ConflictError, "cannot use outbound authentication"),
        (definition(retry=RetryPolicy(interval=HOUR - timedelta.resolution)), InvalidError, "at least one hour"),
    ],
)
def test_the_free_plan_refuses_what_the_others_take(what, error, reason):
    with pytest.raises(error, match=reason):
        check_definition(collection_of(Plan.FREE), what, NOW)
    assert check_definition(collection_of(Plan.STANDARD), what, NOW) is None


def test_a_job_may_recur_as_often_as_its_collection_allows_and_no_oftener():
    collection = collection_of(max_recurrence=MaxRecurrence(frequency="Hour", interval=2))
    assert check_pace(collection, job_of(definition(every(120)))) is None
    with pytest.raises(ConflictError, match="more frequent than every 2:00:00, the limit of the job collection 'jc'"):
        check_pace(collection, job_of(definition(every(119))))


@pytest.mark.parametrize("trigger", [Once(), IntervalTrigger(every=timedelta(seconds=1))])
def test_only_recurrences_have_a_pace(trigger):
    assert check_pace(collection_of(Plan.FREE), job_of(definition(trigger))) is None


@pytest.mark.parametrize(
    ("held", "reason"),
    [
        ([definition()] * 6, "holds 6 jobs, more than 5"),
        ([definition(), definition(every(59))], "The job '1' recurs more often than every 1:00:00"),
        ([definition(action=NAMED_CALL)], "The job '0' authenticates, which Free collections may not"),
    ],
)
def test_a_collection_cannot_become_too_small_for_its_jobs(held, reason):
    jobs = [job_of(what, str(number)) for number, what in enumerate(held)]
    with pytest.raises(ConflictError, match=reason):
        check_fit(collection_of(Plan.FREE), jobs)
    assert check_fit(collection_of(Plan.STANDARD), jobs) is None


def test_a_collection_can_become_as_small_as_its_jobs_fit():
    jobs = [job_of(definition(every(1, Frequency.HOUR))), *[job_of(definition(action=QUEUE))] * 4]
    assert check_fit(collection_of(Plan.FREE), jobs) is None
