"""What follows from an attempt: the next occurrence, retries, the error action, the job's end."""

from datetime import timedelta
from itertools import pairwise

from azure_scheduler_emulator.domain.jobs import lifecycle
from azure_scheduler_emulator.domain.jobs.history import ActionName
from azure_scheduler_emulator.domain.jobs.job import JobState
from azure_scheduler_emulator.domain.jobs.lifecycle import Event
from azure_scheduler_emulator.domain.jobs.retry import NO_RETRY, RetryPolicy

from tests.unit.domain.jobs.making import ACTION, NO_LEAD, NOW, every, job_of, once, outcome, run


def test_a_one_time_job_completes_when_it_has_run():
    job, made = run(job_of(once()), succeeds=True)
    assert (job.state, len(made)) == (JobState.COMPLETED, 1)
    assert (job.status.executions, job.status.failures, job.status.faults) == (1, 0, 0)


def test_a_one_time_job_is_faulted_when_its_retries_are_exhausted():
    job, made = run(job_of(once()), succeeds=False)
    assert job.state is JobState.FAULTED
    assert [attempt.attempt for attempt in made] == [0, 1, 2, 3, 4]
    # The recorded sample: five executions, five failures, one fault.
    assert (job.status.executions, job.status.failures, job.status.faults) == (5, 5, 1)


def test_retries_keep_the_occurrence_and_come_30_seconds_after_the_failure():
    _, made = run(job_of(once()), succeeds=False)
    assert {attempt.expected_at for attempt in made} == {NOW}
    gaps = [later.due_at - earlier.due_at for earlier, later in pairwise(made)]
    assert gaps == [timedelta(seconds=31)] * 4  # each attempt takes one second here


def test_the_error_action_follows_the_last_retry_with_the_same_retry_policy():
    definition = once(error_action=ACTION, retry=RetryPolicy(interval=timedelta(minutes=1), count=1))
    job, made = run(job_of(definition), succeeds=False)
    assert [(attempt.action, attempt.attempt) for attempt in made] == [
        (ActionName.MAIN, 0),
        (ActionName.MAIN, 1),
        (ActionName.ERROR, 0),
        (ActionName.ERROR, 1),
    ]
    assert (job.status.executions, job.status.failures, job.status.faults) == (2, 2, 1)
    assert job.state is JobState.FAULTED


def test_an_error_action_that_succeeds_does_not_undo_the_fault():
    job, attempt = lifecycle.fire(job_of(once(error_action=ACTION, retry=NO_RETRY)), NOW)
    settled = lifecycle.settle(job, attempt, outcome(False))
    assert settled.job.state is JobState.ENABLED
    assert settled.successor.action is ActionName.ERROR
    assert lifecycle.settle(settled.job, settled.successor, outcome(True)).job.state is JobState.FAULTED


def test_a_recurring_job_goes_on_after_a_fault():
    job, _ = run(job_of(every(30, retry=NO_RETRY)), succeeds=False)
    assert (job.state, job.status.faults, job.next_due) == (JobState.ENABLED, 1, NOW + timedelta(minutes=30))


def test_a_job_completes_with_its_count():
    job = job_of(every(15, count=3))
    for _ in range(3):
        job, _ = run(job, succeeds=True)
    assert (job.state, job.occurrences, job.next_due) == (JobState.COMPLETED, 3, None)


def test_a_job_with_a_retry_pending_is_not_completed_yet():
    job, attempt = lifecycle.fire(job_of(once()), NOW)
    assert lifecycle.settle(job, attempt, outcome(False)).job.state is JobState.ENABLED


def test_a_long_retry_neither_shifts_nor_swallows_the_next_occurrence():
    job, attempt = lifecycle.fire(job_of(every(1)), NOW)
    assert job.next_due == NOW + timedelta(minutes=1)
    settled = lifecycle.settle(job, attempt, outcome(False))
    job, second = lifecycle.fire(settled.job, job.next_due)
    assert (second.occurrence, second.expected_at) == (2, NOW + timedelta(minutes=1))
    assert job.open_occurrences == 2


def test_grid_points_that_a_late_engine_missed_are_dropped():
    job, attempt = lifecycle.fire(job_of(every(10)), NOW + timedelta(minutes=25))
    assert attempt.expected_at == NOW
    assert job.next_due == NOW + timedelta(minutes=30)


def test_a_job_disabled_meanwhile_stays_disabled_and_is_not_retried():
    job, attempt = lifecycle.fire(job_of(every(1)), NOW)
    disabled = lifecycle.redefine(job, job.definition, Event.DISABLE, NOW, NO_LEAD)
    settled = lifecycle.settle(disabled, attempt, outcome(False))
    assert (settled.job.state, settled.successor, settled.job.open_occurrences) == (JobState.DISABLED, None, 0)
    assert settled.entry.job_state == "disabled"
