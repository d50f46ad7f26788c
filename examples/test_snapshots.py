"""One prepared state for many tests."""

import pytest


@pytest.fixture
def prepared(scheduler, jobs, scheduler_target):
    """A job that has failed once and waits for its retry, as a document."""
    scheduler_target.answer(500, 200)
    jobs.put("report", scheduler_target.url)
    scheduler.clock.next("report")
    return scheduler.state()


def test_the_retry_succeeds(scheduler, prepared, scheduler_target):
    scheduler.reset()
    scheduler.restore(prepared)
    assert scheduler.clock.advance(minutes=1) == 1
    assert [call["status"] for call in scheduler_target.calls()] == [200]
