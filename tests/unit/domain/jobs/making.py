"""Short ways to make jobs and to run them."""

from datetime import UTC, datetime, timedelta

from azure_scheduler_emulator.domain.jobs import lifecycle
from azure_scheduler_emulator.domain.jobs.action import HttpAction
from azure_scheduler_emulator.domain.jobs.history import Outcome, Result
from azure_scheduler_emulator.domain.jobs.job import JobDefinition
from azure_scheduler_emulator.domain.jobs.trigger import Once, Recurring
from azure_scheduler_emulator.domain.recurrence.recurrence import Frequency, Recurrence

NOW = datetime(2015, 7, 1, 12, 0, tzinfo=UTC)
ACTION = HttpAction(method="GET", uri="http://target/")
NO_LEAD = timedelta()


def once(start=None, **more):
    return JobDefinition(action=ACTION, trigger=Once(start=start), **more)


def every(minutes, start=None, count=None, end=None, **more):
    recurrence = Recurrence(frequency=Frequency.MINUTE, interval=minutes, count=count, end_time=end)
    return JobDefinition(action=ACTION, trigger=Recurring(recurrence=recurrence, start=start), **more)


def job_of(definition, now=NOW, lead=NO_LEAD, **more):
    return lifecycle.create(id="j", collection_id="c", name="job", definition=definition, now=now, lead=lead, **more)


def outcome(succeeded, at=NOW):
    result = Result(succeeded=succeeded, message="said so")
    return Outcome(result=result, started_at=at, finished_at=at + timedelta(seconds=1))


def run(job, *, succeeds, at=None):
    """Run the occurrence that is due with all that follows from it; return the job and the attempts in order."""
    moment = at or job.next_due
    job, attempt = lifecycle.fire(job, moment)
    made = []
    while attempt is not None:
        made.append(attempt)
        moment = max(moment, attempt.due_at)
        settled = lifecycle.settle(job, attempt, outcome(succeeds, moment))
        job, attempt = settled.job, settled.successor
    return job, made
