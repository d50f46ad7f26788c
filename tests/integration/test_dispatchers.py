"""Threads of the process and workers at a broker: whoever makes the attempts, the same comes of it."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from azure_scheduler_emulator.assembly import build
from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.domain.jobs.action import HttpAction
from azure_scheduler_emulator.domain.jobs.history import Result
from azure_scheduler_emulator.domain.jobs.job import JobDefinition, JobState
from azure_scheduler_emulator.domain.jobs.retry import NO_RETRY, RetryPolicy
from azure_scheduler_emulator.domain.jobs.trigger import Once
from azure_scheduler_emulator.domain.tenant import JobScope
from azure_scheduler_emulator.engine.engine import Engine
from azure_scheduler_emulator.engine.outcomes import Outcomes
from azure_scheduler_emulator.remote.broker import HOLDER, key_of, read_key
from azure_scheduler_emulator.remote.engine import WorkerEngine
from azure_scheduler_emulator.remote.worker import Worker
from azure_scheduler_emulator.runtime import Runtime
from azure_scheduler_emulator.storage import attempts
from azure_scheduler_emulator.storage.store import Store

from tests.fixtures.siblings import Siblings, part

SCOPE = JobScope.own("test", "owner")


class Targets:
    """Answers at once, but for hosts that are silent until they may answer, and such that fail the first times."""

    def __init__(self):
        self.calls = []
        self.failures = 0
        self.at_a_time = self._under_way = 0
        self.may_answer = threading.Event()
        self._lock = threading.Lock()

    def perform(self, order):
        silent = "silent" in order.action.uri
        with self._lock:
            self.calls.append(order.job_name)
            failed = len(self.calls) <= self.failures
            self._under_way += silent
            self.at_a_time = max(self.at_a_time, self._under_way)
        if silent:
            self.may_answer.wait(30)
        with self._lock:
            self._under_way -= silent
        return Result(succeeded=not failed, message="failed" if failed else "done")


class Carrier:
    """What stands in for Celery, its broker and its workers: messages are text, and may be lost or come twice."""

    def __init__(self, url, performer):
        self.sent = []
        self.down = self.lost = False
        self.copies = 1
        self._store = Store(url)
        engine = WorkerEngine(self._store, Runtime(), performer)
        self.worker = Worker(engine, Outcomes(engine.settle, engine.condition))
        self._threads = ThreadPoolExecutor(32)

    def send_task(self, _name, *, args, **_options):
        if self.down:
            raise ConnectionRefusedError("nobody is there")
        text = json.dumps(args)
        self.sent.append(text)
        if not self.lost:
            for _ in range(self.copies):
                self._threads.submit(lambda: self.worker.make(json.loads(text)))

    def close(self):
        self._threads.shutdown()
        self.worker.outcomes.stop(1)
        self._store.stop()


@pytest.fixture
def targets():
    found = Targets()
    yield found
    found.may_answer.set()


@pytest.fixture
def carrier(empty_postgresql, targets):
    made = Carrier(empty_postgresql, targets)
    yield made
    targets.may_answer.set()
    made.close()


@pytest.fixture
def make(request, targets):
    """Makes emulators of a kind on system time; stops them at the end."""
    made = []

    def make(kind, start=True, **more):
        if kind == "celery":
            carrier = request.getfixturevalue("carrier")
            settings = Settings(
                database_url=request.getfixturevalue("empty_postgresql"),
                attempts="celery",
                broker="amqp://none",
                **more,
            )
            emulator = build(settings, celery=carrier)
        else:
            emulator = build(Settings(**more), performer=targets)
        made.append(emulator)
        if start:
            emulator.start()
        return emulator

    yield make
    targets.may_answer.set()
    for emulator in made:
        emulator.stop(1)


@pytest.fixture(params=["pool", "celery"])
def kind(request):
    return request.param


def once(host="fast", retry=NO_RETRY):
    return JobDefinition(action=HttpAction(method="GET", uri=f"http://{host}/"), trigger=Once(start=None), retry=retry)


def create(emulator, *names, **more):
    for name in names:
        Siblings(emulator).create(SCOPE, name, once(**more), datetime.now(UTC))


def states(emulator, state):
    return {job.name for job in Siblings(emulator).all_of(SCOPE) if job.state is state}


def completed(emulator):
    return states(emulator, JobState.COMPLETED)


def reasons(emulator):
    return emulator.testbed.numbers.pulse.take().reasons


def test_each_attempt_is_made_once_and_everybody_is_told(kind, make, targets, eventually):
    emulator = make(kind)
    names = {f"job{number}" for number in range(50)}
    create(emulator, *sorted(names))
    eventually(lambda: completed(emulator) == names)
    assert sorted(targets.calls) == sorted(names)
    eventually(lambda: {item.order.job_name for item in emulator.testbed.executions.entries()} == names)
    assert emulator.testbed.numbers.executions["completed"] == 50
    assert [entry.outcome.result.message for entry in Siblings(emulator).history(SCOPE, "job7")] == ["done"]


def test_what_fails_is_tried_again(kind, make, targets, eventually):
    targets.failures = 2
    emulator = make(kind)
    create(emulator, "job", retry=RetryPolicy(interval=timedelta(milliseconds=10), count=2))
    eventually(lambda: completed(emulator) == {"job"})
    assert targets.calls == ["job"] * 3
    history = [
        (entry.attempt.attempt, entry.outcome.result.succeeded) for entry in Siblings(emulator).history(SCOPE, "job")
    ]
    assert history == [(2, True), (1, False), (0, False)]


def test_a_silent_host_gets_a_few_calls_and_holds_up_nobody(kind, make, targets, eventually):
    emulator = make(kind, start=False)
    create(emulator, *(f"silent{number}" for number in range(40)), host="silent")
    create(emulator, "other")
    emulator.start()
    eventually(lambda: completed(emulator) == {"other"})
    assert targets.at_a_time <= 4
    targets.may_answer.set()
    eventually(lambda: len(completed(emulator)) == 41)
    assert (len(targets.calls), targets.at_a_time) == (41, 4)


def test_what_is_under_way_when_a_process_stops_is_lost_to_nobody(kind, make, targets, eventually):
    emulator = make(kind)
    create(emulator, "job", host="silent")
    eventually(lambda: targets.calls)
    emulator.stop(0)
    targets.may_answer.set()
    if kind == "celery":
        # The worker goes on.
        heir = make(kind)
        eventually(lambda: completed(heir) == {"job"})
        assert targets.calls == ["job"]


class TestBroker:
    """What can happen only where a broker stands in between."""

    def test_messages_carry_nothing_but_a_key(self, make, carrier, eventually):
        emulator = make("celery")
        create(emulator, "job", host="user:s3cret@fast")
        eventually(lambda: completed(emulator) == {"job"})
        [text] = carrier.sent
        job_id, *others = json.loads(text)
        assert (len(job_id), others) == (32, [1, "MainAction", 0])

    def test_a_message_that_comes_twice_is_made_once(self, make, targets, carrier, eventually):
        carrier.copies = 5
        emulator = make("celery")
        create(emulator, *(f"job{number}" for number in range(20)))
        eventually(lambda: len(completed(emulator)) == 20)
        assert len(targets.calls) == 20

    def test_a_broker_that_is_down_loses_nothing(self, make, targets, carrier, eventually):
        carrier.down = True
        emulator = make("celery")
        create(emulator, "a", "b", "c")
        eventually(lambda: reasons(emulator))
        assert "the broker takes no attempts" in reasons(emulator)[0]
        carrier.down = False
        eventually(lambda: completed(emulator) == {"a", "b", "c"})
        eventually(lambda: not reasons(emulator))
        assert sorted(targets.calls) == ["a", "b", "c"]

    def test_what_a_broker_lost_is_claimed_again_when_its_minute_is_over(self, make, targets, carrier, eventually):
        carrier.lost = True
        emulator = make("celery")
        create(emulator, "job")
        eventually(lambda: carrier.sent)
        carrier.lost = False
        with part(emulator, Store).begin() as tx:
            minute_over = datetime.now(UTC) + timedelta(seconds=61)
            assert attempts.release(tx, expired_at=minute_over - timedelta(seconds=2)) == 0, "it has a minute"
            assert attempts.release(tx, expired_at=minute_over, owner=HOLDER) == 1
        eventually(lambda: completed(emulator) == {"job"})
        assert targets.calls == ["job"]

    @pytest.mark.parametrize("message", [[], ["x"], ["x", "y", "z", 0], ["x", 1, "NoAction", 0], None, [None] * 4])
    def test_a_message_that_names_no_attempt_is_dropped(self, carrier, message, caplog):
        carrier.worker.make(message)
        assert "names no attempt" in caplog.text

    def test_a_key_comes_back_as_it_went(self, make, carrier):
        emulator = make("celery", start=False)
        create(emulator, "job")
        [order] = part(emulator, Engine).claim(emulator.testbed.clock)
        assert read_key(json.loads(json.dumps(key_of(order.attempt)))) == key_of(order.attempt)
        assert carrier.worker.engine.take_over(key_of(order.attempt)) is None, "the process has it itself"
