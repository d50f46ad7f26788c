"""The status of an operation is derived from the clock."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from azure_scheduler_emulator.domain.azure.operation import Failure, Operation, OperationStatus, Pace, Verdict, Work
from azure_scheduler_emulator.domain.tenant import AZURE, Tenant
from azure_scheduler_emulator.service.requests import Change

NOW = datetime(2015, 7, 1, tzinfo=UTC)
FAILURE = Failure(http_status=400, code="BadRequest", message="No.")


def operation(pace, verdict=None, *, work=Work.COLLECTION):
    request = Change(
        tenant=Tenant(AZURE, "s"), operation_id="o", now=NOW, pace=pace, work=work, verdict=verdict or Verdict()
    )
    return request.operation


@pytest.mark.parametrize(
    ("record", "after", "status"),
    [
        (operation(Pace.INSTANT), 0, OperationStatus.SUCCEEDED),
        (operation(Pace.RECORDED), 0, OperationStatus.IN_PROGRESS),
        (operation(Pace.RECORDED), 4.999, OperationStatus.IN_PROGRESS),
        (operation(Pace.RECORDED), 5, OperationStatus.SUCCEEDED),
        (operation(Pace.RECORDED, work=Work.CLOUD_SERVICE), 0.9, OperationStatus.IN_PROGRESS),
        (operation(Pace.RECORDED, work=Work.CLOUD_SERVICE), 1, OperationStatus.SUCCEEDED),
        # Synchronous calls have succeeded by the time they are answered (recorded for jobs).
        (operation(Pace.RECORDED, work=Work.SYNCHRONOUS), 0, OperationStatus.SUCCEEDED),
        (operation(Pace.INSTANT, Verdict(failure=FAILURE)), 0, OperationStatus.FAILED),
        (operation(Pace.RECORDED, Verdict(failure=FAILURE)), 1, OperationStatus.IN_PROGRESS),
        (operation(Pace.INSTANT, Verdict(hold_for=timedelta(minutes=1))), 59, OperationStatus.IN_PROGRESS),
        (operation(Pace.INSTANT, Verdict(hold_for=timedelta(minutes=1))), 60, OperationStatus.SUCCEEDED),
        # A hold replaces the pace's own time, also by a shorter one.
        (operation(Pace.RECORDED, Verdict(hold_for=timedelta())), 0, OperationStatus.SUCCEEDED),
        (operation(Pace.INSTANT, Verdict(hold_polls=2)), 3600, OperationStatus.IN_PROGRESS),
    ],
)
def test_its_status_follows_from_the_time(record, after, status):
    assert record.status(NOW + timedelta(seconds=after)) is status


def test_unless_told_otherwise_it_succeeds_when_it_settles():
    record = Operation(id="o", subscription="s", accepted_at=NOW, settles_at=NOW)
    assert record.status(NOW) is OperationStatus.SUCCEEDED


@pytest.mark.parametrize(("polls_left", "status"), [(0, OperationStatus.SUCCEEDED), (1, OperationStatus.IN_PROGRESS)])
def test_the_last_held_poll_still_finds_it_in_progress(polls_left, status):
    record = replace(operation(Pace.INSTANT), polls_left=polls_left)
    assert record.status(NOW) is status


@pytest.mark.parametrize("work", Work)
def test_at_once_means_at_once_for_work_of_every_kind(work):
    assert Pace.INSTANT.settling(work) == timedelta()


@pytest.mark.parametrize(("pace", "lead"), [(Pace.INSTANT, 1), (Pace.RECORDED, 20)])
def test_how_far_ahead_a_job_without_a_start_is_due(pace, lead):
    assert pace.lead == timedelta(seconds=lead)


@pytest.mark.parametrize(("pace", "seconds"), [(Pace.INSTANT, 0), (Pace.RECORDED, 5)])
def test_how_long_changed_files_of_a_web_job_are_left_alone(pace, seconds):
    assert pace.watching == timedelta(seconds=seconds)
