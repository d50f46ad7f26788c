"""Rules of a job that only the sibling APIs use: lasting jobs, kept failures, missed occurrences."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from azure_scheduler_emulator.domain.cron import Dialect
from azure_scheduler_emulator.domain.jobs import lifecycle
from azure_scheduler_emulator.domain.jobs.action import HttpAction
from azure_scheduler_emulator.domain.jobs.history import Outcome, Result
from azure_scheduler_emulator.domain.jobs.job import JobDefinition, JobState, Missed
from azure_scheduler_emulator.domain.jobs.lifecycle import Event
from azure_scheduler_emulator.domain.jobs.retry import NO_RETRY, RetryPolicy, Wait
from azure_scheduler_emulator.domain.jobs.trigger import AnyOf, CronTrigger, IntervalTrigger, Once

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ACTION = HttpAction(method="POST", uri="http://target/")
EVERY_MINUTE = IntervalTrigger(every=MINUTE)
TWO_WAITS = RetryPolicy(waits=(Wait(5, 5), Wait(2, 4, 3)), persistent=True, sensible=True)


def job_of(trigger=EVERY_MINUTE, **options):
    definition = JobDefinition(action=ACTION, trigger=trigger, **options)
    return lifecycle.create(
        id="1", collection_id="c", name="job", definition=definition, now=NOW, lead=timedelta(), enabled=True
    )


def run(job, attempt, *, succeeds=False, hopeless=False):
    result = Result(succeeded=succeeds, message="", hopeless=hopeless)
    outcome = Outcome(result=result, started_at=attempt.due_at, finished_at=attempt.due_at)
    return lifecycle.settle(job, attempt, outcome)


def exhaust(job):
    """Run an occurrence of ``job`` with all its retries; return the settlements."""
    job, attempt = lifecycle.fire(job, job.next_due)
    settlements = []
    while attempt is not None:
        settlements.append(run(job, attempt))
        job, attempt = settlements[-1].job, settlements[-1].successor
    return settlements


def test_a_failure_is_kept_once_its_last_retry_failed():
    settlements = exhaust(job_of(retry=TWO_WAITS, keep_failures=True))
    assert [settlement.kept for settlement in settlements] == [False, False, True]


def test_no_failure_is_kept_unless_the_job_asks_for_it():
    assert not any(settlement.kept for settlement in exhaust(job_of(retry=TWO_WAITS)))


def test_a_success_after_a_retry_keeps_nothing():
    job, attempt = lifecycle.fire(job_of(retry=TWO_WAITS, keep_failures=True), NOW + MINUTE)
    failed = run(job, attempt)
    assert not run(failed.job, failed.successor, succeeds=True).kept


def test_a_sensible_policy_does_not_retry_what_is_hopeless_and_keeps_nothing_of_it():
    job, attempt = lifecycle.fire(job_of(retry=TWO_WAITS, keep_failures=True), NOW + MINUTE)
    settlement = run(job, attempt, hopeless=True)
    assert (settlement.successor, settlement.kept) == (None, False)
    assert settlement.job.status.faults == 1


def test_another_policy_retries_whatever_failed():
    job, attempt = lifecycle.fire(job_of(), NOW + MINUTE)
    assert run(job, attempt, hopeless=True).successor is not None


@pytest.mark.parametrize(("retry", "goes_on"), [(TWO_WAITS, True), (RetryPolicy(), False)])
def test_only_a_persistent_policy_goes_on_retrying_a_disabled_job(retry, goes_on):
    job, attempt = lifecycle.fire(job_of(retry=retry), NOW + MINUTE)
    disabled = lifecycle.redefine(job, job.definition, Event.DISABLE, NOW, timedelta())
    assert (run(disabled, attempt).successor is not None) is goes_on


def test_a_lasting_job_without_occurrences_stays_enabled_and_takes_another_timing():
    job = job_of(AnyOf(), lasting=True)
    assert (job.state, job.next_due) == (JobState.ENABLED, None)
    definition = replace(job.definition, trigger=EVERY_MINUTE)
    assert lifecycle.redefine(job, definition, Event.ENABLE, NOW, timedelta()).next_due == NOW + MINUTE


def test_another_job_without_occurrences_is_completed():
    assert job_of(AnyOf()).state is JobState.COMPLETED


HOURLY = CronTrigger(dialect=Dialect.QUARTZ, text="0 0 * * * ?")
DUE = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("missed", "late", "due_after"),
    [
        (Missed.DROP, timedelta(minutes=1), DUE + timedelta(hours=1)),
        (Missed.ONCE, timedelta(hours=50), DUE),
    ],
)
def test_missed_occurrences_become_what_the_definition_says(missed, late, due_after):
    job = job_of(HOURLY, missed=missed)
    assert job.next_due == DUE
    assert lifecycle.skip_missed(job, DUE + late).next_due == due_after


def test_many_missed_occurrences_fire_once():
    job = lifecycle.skip_missed(job_of(HOURLY, missed=Missed.ONCE), DUE + timedelta(hours=50, minutes=1))
    fired, attempt = lifecycle.fire(job, DUE + timedelta(hours=50, minutes=1))
    assert attempt.expected_at == DUE
    assert fired.next_due == DUE + timedelta(hours=51)


@pytest.mark.parametrize("missed", Missed)
def test_a_missed_one_time_job_is_due_whatever_the_definition_says(missed):
    job = job_of(Once(start=NOW + MINUTE), missed=missed, retry=NO_RETRY)
    assert lifecycle.skip_missed(job, NOW + timedelta(days=1)).next_due == NOW + MINUTE
