"""What lists ask of the database is asked of SQLite and PostgreSQL alike."""

from datetime import timedelta

import pytest
from azure_scheduler_emulator.assembly import build
from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.domain.azure.operation import OperationStatus
from azure_scheduler_emulator.domain.jobs.action import HttpAction
from azure_scheduler_emulator.domain.jobs.history import Result
from azure_scheduler_emulator.domain.jobs.job import JobDefinition, JobState
from azure_scheduler_emulator.domain.jobs.trigger import IntervalTrigger
from azure_scheduler_emulator.domain.tenant import JobScope
from azure_scheduler_emulator.service.known_jobs import Deed
from azure_scheduler_emulator.service.requests import Change
from azure_scheduler_emulator.testbed.job_lists import ORDERS, STATES, Wanted


class Failing:
    """Performs every second order well."""

    def __init__(self):
        self.made = 0

    def perform(self, _order):
        self.made += 1
        return Result(succeeded=self.made % 2 == 0, message="done")


@pytest.fixture(params=["sqlite", "postgresql"])
def emulator(request):
    settings = {"clock": "2015-07-01T00:00:00Z"}
    if request.param == "postgresql":
        settings["database_url"] = request.getfixturevalue("postgresql")
    made = build(Settings(**settings), performer=Failing())
    # The server is that of the whole run.
    made.testbed.resets.everything()
    scope = JobScope.own("job_scheduler", "me")
    for number in range(5):
        definition = JobDefinition(
            action=HttpAction(method="get", uri=f"http://x.invalid/{number}?sig=s3cret"),
            trigger=IntervalTrigger(every=timedelta(minutes=number + 1)),
        )
        made.services.jobs.put(
            Change(tenant=scope.tenant, now=made.testbed.clock.now()),
            scope,
            f"Job-{number}",
            definition,
            JobState.DISABLED if number == 4 else JobState.ENABLED,
        )
    made.testbed.timeline.advance_by(timedelta(minutes=10))
    yield made
    made.stop()


def test_every_order_and_every_state_can_be_asked_for(emulator):
    lists = emulator.testbed.job_lists
    for order in ORDERS:
        for sort in (order, f"-{order}"):
            first = lists.take(sort=sort, top=3)
            rest = lists.take(sort=sort, top=3, after=first.next)
            assert len({each.row.id for each in (*first.jobs, *rest.jobs)}) == 5
            assert (first.total, rest.next) == (5, "")
    for state in STATES:
        found = lists.take(Wanted(state=state))
        assert found.total == len(found.jobs)
        assert found.states in ({"enabled": 4, "disabled": 1}, {state: found.total}, {"enabled": found.total}, {})


def test_jobs_are_found_whatever_the_case(emulator):
    lists = emulator.testbed.job_lists
    for text, number in (("JOB-1", 1), ("x.INVALID/2", 1), ("EVERY 3 minutes", 1), ("s3cret", 0), ("%", 0), ("job", 5)):
        assert lists.take(Wanted(text=text)).total == number
    assert lists.take(Wanted(api="job_scheduler", subscription="job_scheduler", collection="JOBS")).total == 5


def test_occurrences_are_told_and_counted(emulator):
    testbed = emulator.testbed
    (job,) = testbed.job_lists.take(Wanted(text="job-0")).jobs
    told = testbed.job_details.history(job.row.id)
    assert told.total == sum(told.statuses.values()) == len(told.firings) == 10
    for status, number in told.statuses.items():
        assert len(testbed.job_details.history(job.row.id, status=status).firings) == number


def test_what_is_under_way_is_told(emulator):
    testbed = emulator.testbed
    assert testbed.doings.operations(status=OperationStatus.SUCCEEDED) == []
    waiting = testbed.doings.attempts(running=False)
    assert {each.job.name for each in waiting} <= {f"Job-{number}" for number in range(5)}
    assert testbed.doings.attempts(running=True) == []
    (held,) = testbed.collections.take()
    assert held.jobs == {"enabled": 4, "disabled": 1}


def test_many_are_changed_in_one_transaction(emulator):
    testbed = emulator.testbed
    done = testbed.job_actions.do_all(Deed.DELETE, testbed.job_lists.ids(Wanted(state="enabled")))
    assert [each.refusal for each in done] == [None] * 4
    assert testbed.job_lists.take().states == {"disabled": 1}
