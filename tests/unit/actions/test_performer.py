"""Who carries out what a job does when it fires?"""

from __future__ import annotations

import logging
from datetime import UTC, datetime

import pytest
from azure_scheduler_emulator.actions.performer import Dispatcher
from azure_scheduler_emulator.actions.wire.hostmap import parse_maps
from azure_scheduler_emulator.actions.wire.transport import Transport
from azure_scheduler_emulator.domain.jobs.action import HttpAction, StorageQueueAction
from azure_scheduler_emulator.domain.jobs.history import Attempt, FireOrder, Result

from tests.fixtures.calling import wires

NOW = datetime(2015, 9, 10, tzinfo=UTC)
HTTP = HttpAction(method="GET", uri="http://example.org/")
ORDER = FireOrder(action=HTTP, attempt=Attempt(job_id="j", occurrence=1, expected_at=NOW, due_at=NOW), job_name="job")
WIRES = wires(Transport(maps=parse_maps(())))


class _Succeeding:
    def perform(self, order: FireOrder, _wire: object, /) -> Result:
        return Result(succeeded=True, message=order.job_name)


class _Raising:
    def perform(self, order: FireOrder, _wire: object, /) -> Result:
        raise RuntimeError(order.job_name)


def test_it_hands_the_order_to_the_performer_of_its_kind() -> None:
    dispatcher = Dispatcher({StorageQueueAction: _Raising(), HttpAction: _Succeeding()}, WIRES.to)
    assert dispatcher.perform(ORDER) == Result(succeeded=True, message="job")


def test_it_makes_a_failed_result_of_what_nobody_foresaw(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        result = Dispatcher({HttpAction: _Raising()}, WIRES.to).perform(ORDER)
    assert not result.succeeded
    assert result.message == "HttpAction - Failed unexpectedly in the emulator: RuntimeError."
    assert "j/1/MainAction/0" in caplog.text


def test_it_fails_an_action_of_a_kind_that_nobody_performs() -> None:
    result = Dispatcher({}, WIRES.to).perform(ORDER)
    assert not result.succeeded
    assert result.message == "HttpAction - This emulator performs no such action."
