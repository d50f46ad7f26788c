"""The states of a job, and what its client sees of them."""

from datetime import UTC, datetime

import pytest
from azure_scheduler_emulator.domain.jobs.action import HttpAction
from azure_scheduler_emulator.domain.jobs.job import Job, JobDefinition, JobState, JobStatus
from azure_scheduler_emulator.domain.jobs.retry import NO_RETRY
from azure_scheduler_emulator.domain.jobs.trigger import Once

NOW = datetime(2015, 7, 1, tzinfo=UTC)
DEFINITION = JobDefinition(action=HttpAction(method="GET", uri="http://target/"), trigger=Once())


def job_in(state, **more):
    return Job(
        id="j", collection_id="c", name="job", definition=DEFINITION, state=state, anchor=NOW, created_at=NOW, **more
    )


@pytest.mark.parametrize("state", JobState)
def test_a_final_state_is_one_that_the_job_reached_by_running(state):
    assert state.final is (state in {JobState.COMPLETED, JobState.FAULTED})


@pytest.mark.parametrize("state", JobState)
def test_in_a_collection_that_runs_a_job_shows_its_own_state(state):
    assert job_in(state).shown_state is state


@pytest.mark.parametrize("state", JobState)
def test_a_stopped_collection_shows_in_the_jobs_that_would_run(state):
    shown = JobState.DISABLED if state is JobState.ENABLED else state
    assert job_in(state, suspended=True).shown_state is shown


def test_a_new_job_has_counted_nothing():
    job = job_in(JobState.ENABLED)
    assert job.status == JobStatus(executions=0, failures=0, faults=0, last_execution=None)
    assert (job.occurrences, job.occurrences_before, job.open_occurrences, job.suspended) == (0, 0, 0, False)


def test_a_definition_asks_for_nothing_that_its_client_did_not_name():
    assert not any((DEFINITION.purge, DEFINITION.lasting, DEFINITION.keep_failures))
    assert DEFINITION.document == {}


def test_a_policy_of_the_definitions_own_is_the_one_in_force():
    own = JobDefinition(action=DEFINITION.action, trigger=Once(), retry=NO_RETRY)
    assert own.effective_retry is NO_RETRY
