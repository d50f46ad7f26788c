"""What an attempt is called, what a performer is told, and what is kept."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from azure_scheduler_emulator.domain.jobs.action import HttpAction
from azure_scheduler_emulator.domain.jobs.history import (
    ActionName,
    Attempt,
    AttemptStatus,
    Finished,
    FireOrder,
    HistoryEntry,
    Outcome,
    Result,
)

NOW = datetime(2015, 7, 1, tzinfo=UTC)
ATTEMPT = Attempt(job_id="j", occurrence=1, expected_at=NOW, due_at=NOW)
ORDER = FireOrder(action=HttpAction(method="GET", uri="http://target/"), attempt=ATTEMPT, job_name="job")


def outcome(**result):
    return Outcome(result=Result(**{"succeeded": True, "message": "", **result}), started_at=NOW, finished_at=NOW)


def test_an_attempt_is_the_first_of_the_main_action_unless_it_says_otherwise():
    assert ATTEMPT.key == "j/1/MainAction/0"


def test_attempts_that_differ_have_keys_that_differ():
    others = [{"job_id": "i"}, {"occurrence": 2}, {"action": ActionName.ERROR}, {"attempt": 1}]
    assert len({attempt.key for attempt in (ATTEMPT, *(replace(ATTEMPT, **other) for other in others))}) == 5


@pytest.mark.parametrize(("succeeded", "status"), [(True, AttemptStatus.COMPLETED), (False, AttemptStatus.FAILED)])
def test_an_attempt_has_completed_or_failed(succeeded, status):
    assert HistoryEntry(attempt=ATTEMPT, outcome=outcome(succeeded=succeeded), job_state="enabled").status is status


def test_a_failure_is_not_hopeless_unless_it_is_said():
    assert Result(succeeded=False, message="").hopeless is False


def test_a_record_is_as_large_as_what_was_said_and_sent_and_a_bit():
    empty = Finished(order=ORDER, outcome=outcome())
    told = Finished(
        order=ORDER, outcome=outcome(message="a" * 10, request={"body": "b" * 200}, response={"body": "c" * 3000})
    )
    assert empty.attempt == ATTEMPT
    assert told.size - empty.size == 3210
    assert 1000 <= empty.size <= 4000
