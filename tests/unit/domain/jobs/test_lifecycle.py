"""Every rule that changes a job's state."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.jobs import lifecycle
from azure_scheduler_emulator.domain.jobs.job import JobDefinition, JobState, JobStatus
from azure_scheduler_emulator.domain.jobs.lifecycle import TRANSITIONS, Event
from azure_scheduler_emulator.domain.jobs.trigger import Recurring
from azure_scheduler_emulator.domain.recurrence.recurrence import Frequency, Recurrence, Schedule

from tests.unit.domain.jobs.making import ACTION, NO_LEAD, NOW, every, job_of, once, outcome, run


@pytest.mark.parametrize(
    ("definition", "due"),
    [
        (once(), NOW),
        (once(NOW - timedelta(days=1)), NOW),
        (once(NOW + timedelta(days=1)), NOW + timedelta(days=1)),
        (every(30), NOW),
        # A start that is past does not fire; the first grid point in the future does (recorded).
        (every(30, NOW - timedelta(seconds=2)), NOW + timedelta(minutes=30, seconds=-2)),
        (every(30, NOW + timedelta(seconds=2)), NOW + timedelta(seconds=2)),
    ],
)
def test_a_new_job_is_due_when_its_timing_says(definition, due):
    assert job_of(definition).next_due == due


@pytest.mark.parametrize(
    ("definition", "due"),
    [
        (once(), NOW + timedelta(seconds=20)),
        (once(NOW - timedelta(days=1)), NOW + timedelta(seconds=20)),
        (once(NOW + timedelta(seconds=3)), NOW + timedelta(seconds=3)),
        (every(30), NOW + timedelta(seconds=20)),
        (every(30, NOW - timedelta(seconds=2)), NOW + timedelta(minutes=30, seconds=-2)),
    ],
)
def test_at_once_is_as_far_ahead_as_the_lead_says(definition, due):
    assert job_of(definition, lead=timedelta(seconds=20)).next_due == due


def test_without_a_start_the_first_occurrence_is_at_once_and_the_others_are_on_the_schedule():
    recurrence = Recurrence(frequency=Frequency.DAY, schedule=Schedule(hours=(5,), minutes=(30,)))
    job = job_of(JobDefinition(action=ACTION, trigger=Recurring(recurrence=recurrence)))
    assert job.next_due == NOW
    job, _ = lifecycle.fire(job, NOW)
    assert job.next_due == datetime(2015, 7, 2, 5, 30, tzinfo=UTC)


def test_a_disabled_job_is_not_due():
    assert job_of(once(), enabled=False).next_due is None


def test_a_job_of_a_stopped_collection_is_not_due_and_looks_disabled():
    job = job_of(once(), suspended=True)
    assert (job.next_due, job.state, job.shown_state) == (None, JobState.ENABLED, JobState.DISABLED)


def test_a_job_whose_end_is_past_is_completed_from_the_start():
    job = job_of(every(1, NOW - timedelta(days=2), end=NOW - timedelta(days=1)))
    assert (job.state, job.finished_at) == (JobState.COMPLETED, NOW)


def test_enabling_plans_from_the_present():
    job = job_of(every(10), enabled=False)
    enabled = lifecycle.redefine(job, job.definition, Event.ENABLE, NOW + timedelta(minutes=25), NO_LEAD)
    assert enabled.next_due == NOW + timedelta(minutes=30)


def test_a_new_definition_with_the_same_timing_keeps_the_next_occurrence_and_the_count():
    job, _ = run(job_of(every(10, count=5)), succeeds=True)
    other = replace(job.definition, action=replace(ACTION, uri="http://other/"))
    changed = lifecycle.redefine(job, other, Event.ENABLE, NOW + timedelta(minutes=3), NO_LEAD)
    assert (changed.next_due, changed.occurrences) == (job.next_due, 1)
    assert changed.definition.action.uri == "http://other/"


def test_a_new_timing_starts_a_new_grid_and_goes_on_counting():
    job, _ = run(job_of(every(10, count=5)), succeeds=True)
    later = NOW + timedelta(minutes=3)
    changed = lifecycle.redefine(job, every(60, start=later, count=3), Event.ENABLE, later, NO_LEAD)
    assert changed.next_due == later
    for _ in range(2):
        changed, _ = run(changed, succeeds=True)
    assert (changed.state, changed.status.executions) == (JobState.COMPLETED, 3)


@pytest.mark.parametrize(("count", "left"), [(3, 1), (4, 2), (2, 0), (1, 0)])
def test_case_05_a_new_count_counts_what_has_been(count, left):
    job = job_of(every(10, count=3))
    for _ in range(2):
        job, _ = run(job, succeeds=True)
    due = job.next_due
    changed = lifecycle.redefine(job, every(10, count=count), Event.ENABLE, NOW + timedelta(minutes=15), NO_LEAD)
    assert changed.next_due == (due if left else None)
    for _ in range(left):
        changed, _ = run(changed, succeeds=True)
    assert (changed.state, changed.status.executions) == (JobState.COMPLETED, 2 + left)


def test_case_05_a_new_end_keeps_the_phase_and_the_count():
    job = job_of(every(60, count=3))
    for _ in range(2):
        job, _ = run(job, succeeds=True)
    changed = lifecycle.redefine(
        job, every(60, count=3, end=NOW + timedelta(hours=9)), Event.ENABLE, NOW + timedelta(minutes=61), NO_LEAD
    )
    assert changed.next_due == NOW + timedelta(hours=2)
    cut = lifecycle.redefine(
        job, every(60, count=3, end=NOW + timedelta(minutes=90)), Event.ENABLE, NOW + timedelta(minutes=61), NO_LEAD
    )
    assert (cut.next_due, cut.state) == (None, JobState.COMPLETED)


def test_case_05_what_is_overdue_is_not_dropped_by_a_new_count():
    job = job_of(every(60, count=3))
    changed = lifecycle.redefine(job, every(60, count=5), Event.ENABLE, NOW + timedelta(minutes=5), NO_LEAD)
    assert changed.next_due == NOW


def test_a_new_timing_does_not_use_the_numbers_of_earlier_occurrences_again():
    job, attempt = lifecycle.fire(job_of(every(10)), NOW)
    changed = lifecycle.redefine(job, every(60), Event.ENABLE, NOW, NO_LEAD)
    _, other = lifecycle.fire(changed, NOW)
    assert other.key != attempt.key


@pytest.mark.parametrize("state", [JobState.COMPLETED, JobState.FAULTED])
def test_a_finished_job_can_only_be_deleted(state):
    job = replace(job_of(once()), state=state)
    for event in (Event.ENABLE, Event.DISABLE):
        with pytest.raises(InvalidError, match="only be deleted"):
            lifecycle.redefine(job, job.definition, event, NOW, NO_LEAD)


def test_a_job_whose_collection_stops_looks_disabled_and_keeps_its_state():
    job = lifecycle.suspend(job_of(every(10)))
    assert (job.state, job.shown_state) == (JobState.ENABLED, JobState.DISABLED)


def test_a_finished_job_that_is_replaced_starts_afresh():
    faulted, _ = run(job_of(once()), succeeds=False)
    later = NOW + timedelta(days=1)
    fresh = lifecycle.replace_final(faulted, every(10, count=2), JobState.ENABLED, later, NO_LEAD)
    assert (fresh.state, fresh.next_due, fresh.finished_at) == (JobState.ENABLED, later, None)
    assert fresh.status == JobStatus()
    for _ in range(2):
        fresh, _ = run(fresh, succeeds=True)
    assert (fresh.state, fresh.occurrences, fresh.status.executions) == (JobState.COMPLETED, 3, 2)


def test_a_finished_job_that_is_put_back_as_it_was_read_stays_finished():
    faulted, _ = run(job_of(once()), succeeds=False)
    same = lifecycle.replace_final(faulted, every(10), JobState.FAULTED, NOW, NO_LEAD)
    assert (same.definition, same.state, same.next_due) == (every(10), JobState.FAULTED, None)
    assert (same.status, same.finished_at) == (faulted.status, faulted.finished_at)


def test_stopping_and_starting_a_collection_drops_what_was_due_between():
    job = lifecycle.suspend(job_of(every(10)))
    assert job.next_due is None
    assert lifecycle.resume(job, NOW + timedelta(minutes=25)).next_due == NOW + timedelta(minutes=30)


def test_after_a_downtime_a_recurring_job_waits_for_the_next_grid_point():
    job = job_of(every(10))
    assert lifecycle.skip_missed(job, NOW + timedelta(minutes=25)).next_due == NOW + timedelta(minutes=30)


def test_after_a_downtime_a_missed_one_time_job_is_still_due():
    job = job_of(once(NOW + timedelta(minutes=1)))
    assert lifecycle.skip_missed(job, NOW + timedelta(days=1)).next_due == NOW + timedelta(minutes=1)


def test_a_run_beside_the_schedule_takes_a_number_and_leaves_the_next_occurrence_alone():
    job = job_of(every(10, start=NOW + timedelta(minutes=10)))
    job, attempt = lifecycle.run_now(job, NOW)
    assert (attempt.occurrence, attempt.expected_at, attempt.due_at) == (1, NOW, NOW)
    assert (job.next_due, job.open_occurrences) == (NOW + timedelta(minutes=10), 1)
    _, following = lifecycle.fire(job, job.next_due)
    assert following.occurrence == 2


def test_a_disabled_job_can_be_run_and_stays_disabled():
    job, attempt = lifecycle.run_now(job_of(every(10), enabled=False), NOW)
    settled = lifecycle.settle(job, attempt, outcome(True))
    assert (settled.job.state, settled.job.next_due, settled.job.status.executions) == (JobState.DISABLED, None, 1)


@pytest.mark.parametrize("state", [JobState.COMPLETED, JobState.FAULTED])
def test_a_finished_job_cannot_be_run(state):
    with pytest.raises(InvalidError, match="only be deleted"):
        lifecycle.run_now(replace(job_of(once()), state=state), NOW)


@pytest.mark.parametrize(("waiting", "left"), [(0, 3), (2, 1), (3, 0), (4, 0)])
def test_an_occurrence_whose_retry_is_given_up_is_settled(waiting, left):
    job = replace(job_of(every(10)), open_occurrences=3)
    assert lifecycle.abandon(job, waiting).open_occurrences == left


def test_every_state_has_its_row_of_transitions():
    assert set(TRANSITIONS) == set(JobState)
    assert all(not row for state, row in TRANSITIONS.items() if state.final)
