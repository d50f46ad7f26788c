"""Claim, attempt, settle: on every database, in real and in virtual time, and after a crash."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from azure_scheduler_emulator.assembly import build
from azure_scheduler_emulator.clock import Clock, Clocks, Terms
from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.domain.errors import ConflictError
from azure_scheduler_emulator.domain.jobs.action import HttpAction
from azure_scheduler_emulator.domain.jobs.history import Result
from azure_scheduler_emulator.domain.jobs.job import JobDefinition, JobState
from azure_scheduler_emulator.domain.jobs.retry import NO_RETRY, RetryPolicy
from azure_scheduler_emulator.domain.jobs.trigger import Once, Recurring
from azure_scheduler_emulator.domain.recurrence.recurrence import Frequency, Recurrence
from azure_scheduler_emulator.domain.tenant import JobScope
from azure_scheduler_emulator.domain.time.moment import render
from azure_scheduler_emulator.engine import retention
from azure_scheduler_emulator.engine.engine import Engine
from azure_scheduler_emulator.runtime import Runtime
from azure_scheduler_emulator.storage import attempts, due, facts, history, jobs
from azure_scheduler_emulator.storage.store import StateError, Store
from azure_scheduler_emulator.storage.tables import metadata

from tests.fixtures.siblings import Siblings, part

NOW = datetime(2015, 7, 1, tzinfo=UTC)
ACTION = HttpAction(method="GET", uri="http://target/")
SCOPE = JobScope.own("test", "owner")


class Script:
    """Performs nothing; answers as told, and lets tests wait for calls."""

    def __init__(self):
        self.orders = []
        self.fail_until = 0
        self.called = threading.Semaphore(0)
        self.may_end = threading.Event()
        self.may_end.set()
        self.blow_up = False

    def perform(self, order):
        self.orders.append(order)
        self.called.release()
        self.may_end.wait(20)
        succeeded = len(self.orders) > self.fail_until
        return Result(succeeded=succeeded, message="done" if succeeded else "failed")


@pytest.fixture(params=["temporary", "file", "postgresql"])
def database(request, tmp_path):
    """Settings for each kind of database."""
    if request.param == "temporary":
        return Settings()
    if request.param == "file":
        return Settings(state=str(tmp_path / "state.db"))
    url = request.getfixturevalue("empty_postgresql")
    return Settings(database_url=url)


@pytest.fixture
def script():
    return Script()


@pytest.fixture
def make(database, script):
    """Makes emulators on the database, on a virtual clock unless told otherwise; stops them at the end."""
    made = []

    def make(clock="2015-07-01T00:00:00Z", start=True, **more):
        emulator = build(replace(database, clock=clock, **more), performer=script)
        made.append(emulator)
        if start:
            emulator.start()
        return emulator

    yield make
    for emulator in made:
        emulator.stop()


def every(minutes, count=None, retry=NO_RETRY, start=NOW + timedelta(hours=1)):
    recurrence = Recurrence(frequency=Frequency.MINUTE, interval=minutes, count=count)
    return JobDefinition(action=ACTION, trigger=Recurring(recurrence=recurrence, start=start), retry=retry)


def once(at=NOW + timedelta(hours=1), **more):
    return JobDefinition(action=ACTION, trigger=Once(start=at), **more)


def history_of(emulator, name):
    return Siblings(emulator).history(SCOPE, name)


def test_virtual_time_walks_from_due_moment_to_due_moment(make, script):
    emulator = make()
    Siblings(emulator).create(SCOPE, "a", every(15, count=10), NOW)
    assert emulator.testbed.timeline.advance(NOW + timedelta(days=1)) == 10
    expected = [NOW + timedelta(hours=1, minutes=15 * n) for n in range(10)]
    assert [order.attempt.expected_at for order in script.orders] == expected
    job = Siblings(emulator).find(SCOPE, "a")
    assert (job.state, job.next_due, job.status.executions) == (JobState.COMPLETED, None, 10)
    assert [entry.outcome.started_at for entry in history_of(emulator, "a")] == expected[::-1]


def test_retries_and_other_jobs_are_interleaved_in_the_order_of_their_due_moments(make, script):
    script.fail_until = 1
    emulator = make()
    retry = RetryPolicy(interval=timedelta(minutes=10), count=1)
    Siblings(emulator).create(SCOPE, "failing", once(retry=retry), NOW)
    Siblings(emulator).create(SCOPE, "other", once(at=NOW + timedelta(hours=1, minutes=5)), NOW)
    emulator.testbed.timeline.advance(NOW + timedelta(days=1))
    assert [(order.job_name, order.attempt.attempt) for order in script.orders] == [
        ("failing", 0),
        ("other", 0),
        ("failing", 1),
    ]


def test_two_runs_of_the_same_story_are_equal(database, script):
    stories = []
    for _ in range(2):
        counter = iter(range(10**6))
        clocks = Clocks(Clock.standing_at(NOW))
        runtime = Runtime(clocks=clocks, new_id=lambda counter=counter: f"{next(counter):032x}")
        if database.url:
            store = Store(database.url)
            store.clear()
            store.stop()
        emulator = build(replace(database, clock="2015-07-01T00:00:00Z"), runtime=runtime, performer=script)
        for number in range(7):
            Siblings(emulator).create(SCOPE, f"job{number}", every(1 + number % 3, count=5), NOW)
        script.orders.clear()
        script.fail_until = 9
        emulator.testbed.timeline.advance(NOW + timedelta(hours=3))
        stories.append([(order.job_name, order.attempt.key, order.execution_tag) for order in script.orders])
        emulator.stop()
    assert stories[0] == stories[1]
    assert len(stories[0]) == 35


def test_a_clock_that_has_become_the_systems_by_then_is_not_advanced(make):
    emulator = make()
    emulator.testbed.timeline.follow_system()
    with pytest.raises(ConflictError, match="follows the system"):
        emulator.testbed.timeline.advance(NOW + timedelta(days=1))


def test_an_advance_that_was_overtaken_does_not_go_back(make):
    emulator = make()
    emulator.testbed.timeline.advance(NOW + timedelta(days=2))
    with pytest.raises(ConflictError, match="does not go backward"):
        emulator.testbed.timeline.advance(NOW + timedelta(days=1))


def test_a_job_that_is_due_now_fires_without_moving_a_virtual_clock(make, script, eventually):
    emulator = make()
    Siblings(emulator).create(SCOPE, "now", once(at=None), NOW)
    assert script.called.acquire(timeout=20)
    eventually(lambda: Siblings(emulator).find(SCOPE, "now").state is JobState.COMPLETED)


def test_in_real_time_the_alarm_fires_what_falls_due(make, script, eventually):
    emulator = make(clock="")
    now = emulator.testbed.clock.now()
    for number in range(20):
        Siblings(emulator).create(SCOPE, f"job{number}", once(at=now + timedelta(milliseconds=200)), now)
    for _ in range(20):
        assert script.called.acquire(timeout=20)
    assert all(order.attempt.expected_at == now + timedelta(milliseconds=200) for order in script.orders)
    eventually(lambda: all(job.state is JobState.COMPLETED for job in Siblings(emulator).all_of(SCOPE)))
    assert all(
        entry.outcome.started_at >= entry.attempt.due_at
        for job in Siblings(emulator).all_of(SCOPE)
        for entry in history_of(emulator, job.name)
    )


def test_in_real_time_retries_come_on_their_own(make, script, eventually):
    script.fail_until = 2
    emulator = make(clock="")
    now = emulator.testbed.clock.now()
    retry = RetryPolicy(interval=timedelta(milliseconds=50), count=4)
    Siblings(emulator).create(SCOPE, "job", once(at=None, retry=retry), now)
    eventually(lambda: Siblings(emulator).find(SCOPE, "job").state is JobState.COMPLETED)
    assert [order.attempt.attempt for order in script.orders] == [0, 1, 2]


def test_a_job_redefined_while_a_retry_is_pending_fires_beside_it(make, script):
    script.fail_until = 1
    emulator = make()
    retry = RetryPolicy(interval=timedelta(minutes=30), count=1)
    Siblings(emulator).create(SCOPE, "job", every(60, retry=retry), NOW)
    emulator.testbed.timeline.advance(NOW + timedelta(hours=1))
    Siblings(emulator).change(
        SCOPE, "job", every(10, retry=retry, count=4, start=NOW + timedelta(hours=1, minutes=5)), NOW
    )
    emulator.testbed.timeline.advance(NOW + timedelta(hours=3))
    assert [(order.attempt.occurrence, order.attempt.attempt) for order in script.orders] == [
        (1, 0),
        (2, 0),
        (3, 0),
        (4, 0),
        (1, 1),
    ]
    assert Siblings(emulator).find(SCOPE, "job").state is JobState.COMPLETED


def test_a_job_deleted_while_it_runs_leaves_nothing(make, script, eventually):
    script.may_end.clear()
    emulator = make(clock="")
    Siblings(emulator).create(SCOPE, "job", once(at=None), emulator.testbed.clock.now())
    assert script.called.acquire(timeout=20)
    Siblings(emulator).delete(SCOPE, "job", NOW)
    script.may_end.set()

    def nothing_left():
        with part(emulator, Store).read() as tx:
            return due.earliest(tx, "")[1] is None and not any(tx.all(table.select()) for table in _JOB_TABLES)

    eventually(nothing_left)


_JOB_TABLES = [table for table in metadata.sorted_tables if table.name in ("jobs", "attempts", "history")]


def test_running_a_job_by_hand_leaves_its_schedule_alone(make, script):
    emulator = make()
    job = Siblings(emulator).create(SCOPE, "job", every(60), NOW)
    Siblings(emulator).run(SCOPE, "job", NOW)
    emulator.testbed.timeline.advance(NOW)
    assert len(script.orders) == 1
    assert Siblings(emulator).find(SCOPE, "job").next_due == job.next_due


class TestRestart:
    """What a process left behind is taken up by the next one."""

    @pytest.fixture
    def database(self, tmp_path):
        return Settings(state=str(tmp_path / "state.db"))

    def crash(self, emulator):
        """End an emulator that was not started as ``kill -9`` would: nothing is settled or released."""
        part(emulator, Store).stop()

    def leave(self, emulator, until):
        """Stop an emulator, and have its clock stand at ``until`` when the next one starts."""
        with part(emulator, Store).begin() as tx:
            facts.put(tx, facts.CLOCK, render(until))
        emulator.stop()

    def test_everything_is_there(self, make):
        first = make()
        Siblings(first).create(SCOPE, "job", every(60), NOW)
        first.testbed.timeline.advance(NOW + timedelta(hours=2))
        before = Siblings(first).find(SCOPE, "job"), history_of(first, "job")
        first.stop()
        second = make(clock="2015-07-01T02:00:00Z")
        assert (Siblings(second).find(SCOPE, "job"), history_of(second, "job")) == before

    def test_a_claimed_attempt_is_made_again_with_the_same_key(self, make, script):
        first = make(start=False)
        Siblings(first).create(SCOPE, "job", once(at=None), NOW)
        [claimed] = part(first, Engine).claim(first.testbed.clock)
        self.crash(first)
        second = make()
        assert script.called.acquire(timeout=20)
        assert [order.attempt.key for order in script.orders] == [claimed.attempt.key]
        assert Siblings(second).find(SCOPE, "job").occurrences == 1

    def test_a_pending_retry_is_still_made(self, make, script):
        script.fail_until = 1
        first = make(start=False)
        Siblings(first).create(SCOPE, "job", once(), NOW)
        first.testbed.timeline.advance(NOW + timedelta(hours=1))
        self.crash(first)
        second = make(clock="2015-07-01T01:00:00Z")
        second.testbed.timeline.advance(NOW + timedelta(hours=2))
        assert [order.attempt.attempt for order in script.orders] == [0, 1]

    def test_occurrences_missed_in_the_downtime_are_dropped(self, make, script):
        first = make()
        Siblings(first).create(SCOPE, "job", every(60), NOW)
        first.testbed.timeline.advance(NOW + timedelta(hours=1))
        self.leave(first, NOW + timedelta(hours=5, minutes=30))
        second = make()
        assert Siblings(second).find(SCOPE, "job").next_due == NOW + timedelta(hours=6)
        assert len(script.orders) == 1

    def test_a_one_time_job_missed_in_the_downtime_fires_at_the_start(self, make, script):
        first = make()
        Siblings(first).create(SCOPE, "job", once(), NOW)
        self.leave(first, NOW + timedelta(days=1))
        make()
        assert script.called.acquire(timeout=20)
        assert script.orders[0].attempt.expected_at == NOW + timedelta(hours=1)

    def test_what_fell_due_before_the_crash_is_not_missed(self, make, script):
        """Two recurring jobs are due together; the process dies having claimed one of them."""
        first = make(start=False)
        for name in ("a", "b"):
            Siblings(first).create(SCOPE, name, every(60), NOW)
        first.testbed.clock.set(NOW + timedelta(hours=1))
        assert len(part(first, Engine).claim(first.testbed.clock, 1)) == 1
        with part(first, Store).begin() as tx:
            facts.put(tx, facts.CLOCK, render(NOW + timedelta(hours=1, seconds=3)))
        self.crash(first)
        make()
        for _ in range(2):
            assert script.called.acquire(timeout=20)
        assert {order.attempt.expected_at for order in script.orders} == {NOW + timedelta(hours=1)}

    def test_a_virtual_clock_goes_on_where_it_stood(self, make):
        first = make(clock="")
        first.testbed.clock.set(NOW)
        first.testbed.timeline.advance(NOW + timedelta(days=3))
        first.stop()
        assert make(clock="").testbed.clock.now() == NOW + timedelta(days=3)

    def test_a_file_in_use_is_refused(self, make, database):
        make()
        with pytest.raises(StateError, match="in use by another emulator"):
            Store(database.url)

    def test_a_file_of_another_version_is_refused_and_left_alone(self, make, database, tmp_path):
        first = make()
        Siblings(first).create(SCOPE, "job", once(), NOW)
        with part(first, Store).begin() as tx:
            facts.put(tx, "schema_version", "999")
        first.stop()
        before = (tmp_path / "state.db").read_bytes()
        with pytest.raises(StateError, match="another version"):
            Store(database.url)
        assert (tmp_path / "state.db").read_bytes() == before

    def test_a_database_of_somebody_else_is_refused(self, tmp_path):
        import sqlite3

        with sqlite3.connect(tmp_path / "other.db") as connection:
            connection.execute("CREATE TABLE theirs (x)")
        connection.close()
        with pytest.raises(StateError, match="not an emulator's"):
            Store(f"sqlite:///{tmp_path / 'other.db'}")


class TestRetention:
    """What is thrown away, by the emulator's clock."""

    def test_history_is_kept_for_60_days_and_1000_entries(self, make):
        emulator = make()
        Siblings(emulator).create(SCOPE, "often", every(10, start=NOW), NOW)
        emulator.testbed.timeline.advance(NOW + timedelta(days=8))
        retention.enforce(part(emulator, Store), emulator.testbed.clock)
        entries = history_of(emulator, "often")
        assert len(entries) == 1000
        assert entries[0].attempt.expected_at == NOW + timedelta(days=8)
        Siblings(emulator).change(SCOPE, "often", every(10, start=NOW), emulator.testbed.clock.now(), enabled=False)
        emulator.testbed.timeline.advance(NOW + timedelta(days=69))
        assert history_of(emulator, "often") == []

    def test_finished_jobs_are_kept_for_60_days(self, make):
        emulator = make()
        Siblings(emulator).create(SCOPE, "done", once(), NOW)
        emulator.testbed.timeline.advance(NOW + timedelta(days=60))
        assert Siblings(emulator).find(SCOPE, "done").state is JobState.COMPLETED
        emulator.testbed.timeline.advance(NOW + timedelta(days=61))
        assert Siblings(emulator).find(SCOPE, "done") is None

    def test_a_job_that_is_to_be_purged_goes_when_it_is_finished(self, make):
        emulator = make()
        Siblings(emulator).create(SCOPE, "done", once(purge=True), NOW)
        emulator.testbed.timeline.advance(NOW + timedelta(hours=1))
        assert Siblings(emulator).find(SCOPE, "done") is None


def test_two_processes_share_a_database_without_firing_twice(request, script):
    url = request.getfixturevalue("empty_postgresql")
    settings = Settings(database_url=url)
    workers = [build(settings, performer=script) for _ in range(2)]
    try:
        now = workers[0].testbed.clock.now()
        for number in range(50):
            Siblings(workers[0]).create(SCOPE, f"job{number}", once(at=now), now)
        for worker in workers:
            worker.start()
        for _ in range(50):
            assert script.called.acquire(timeout=20)
        assert len({order.attempt.key for order in script.orders}) == 50
        assert not script.called.acquire(timeout=0.3)
    finally:
        for worker in workers:
            worker.stop(2)


def test_an_attempt_whose_owner_is_gone_is_taken_over(request, script):
    url = request.getfixturevalue("empty_postgresql")
    settings = Settings(database_url=url, clock="2015-07-01T00:00:00Z")
    gone, heir = (build(settings, performer=script) for _ in range(2))
    try:
        Siblings(gone).create(SCOPE, "job", once(at=None), NOW)
        [claimed] = part(gone, Engine).claim(gone.testbed.clock)
        assert part(heir, Engine).claim(heir.testbed.clock) == []
        with part(heir, Store).begin() as tx:
            assert attempts.release(tx, expired_at=datetime.now(UTC) + timedelta(minutes=1)) == 1
        assert [order.attempt.key for order in part(heir, Engine).claim(heir.testbed.clock)] == [claimed.attempt.key]
    finally:
        gone.stop()
        heir.stop()


def test_jobs_and_history_survive_a_round_trip(make):
    emulator = make()
    created = Siblings(emulator).create(SCOPE, "job", every(5, count=2), NOW)
    with part(emulator, Store).read() as tx:
        assert jobs.many(tx, [created.id]) == {created.id: created}
        assert history.of_job(tx, created.id) == []


class TestClocksApart:
    """What lives by one clock is nothing to another."""

    @pytest.fixture
    def two(self, make):
        """An emulator, and a test clock that stands a day later, by which another owner's job lives."""
        emulator = make(start=False)
        clock, scope = Clock.standing_at(NOW + timedelta(days=1), "late"), JobScope.own("test", "other")
        emulator.services.clocks.add(clock, Terms(tenants=(scope.tenant,)))
        Siblings(emulator).create(SCOPE, "early", every(60), NOW)
        Siblings(emulator).create(scope, "late", every(60, start=clock.now()), clock.now())
        return emulator, clock, scope

    def test_only_what_lives_by_a_clock_is_claimed_by_it(self, two):
        emulator, late, _ = two
        engine, shared = part(emulator, Engine), emulator.testbed.clock
        assert (engine.next_due(), engine.next_due("late")) == (NOW + timedelta(hours=1), late.now())
        assert (engine.next_due_of("late"), engine.next_due_of("late", "late")) == (None, late.now())
        assert engine.claim(shared) == []
        assert [order.job_name for order in engine.claim(late)] == ["late"]
        assert engine.next_due("late") == late.now() + timedelta(hours=1)
        assert (engine.has_jobs(), engine.has_jobs("late"), engine.has_jobs("none")) == (True, True, False)

    def test_a_retry_lives_by_the_clock_of_its_job(self, two, script):
        emulator, late, scope = two
        script.fail_until = 1
        engine = part(emulator, Engine)
        retry = RetryPolicy(interval=timedelta(minutes=1))
        Siblings(emulator).change(scope, "late", every(60, start=late.now(), retry=retry), late.now())
        engine.settle([engine.attempt(order) for order in engine.claim(late)])
        late.set(late.now() + timedelta(minutes=1))
        [again] = engine.claim(late)
        assert (again.attempt.attempt, again.attempt.clock, again.attempt.due_at) == (1, "late", late.now())
        engine.settle([engine.attempt(again)])
        [newest, first] = Siblings(emulator).history(scope, "late")
        assert newest.outcome.started_at - first.outcome.started_at == timedelta(minutes=1)

    def test_what_is_old_is_so_by_its_own_clock(self, two):
        emulator, late, scope = two
        engine, store = part(emulator, Engine), part(emulator, Store)
        engine.settle([engine.attempt(order) for order in engine.claim(late)])
        emulator.testbed.clock.set(NOW + timedelta(days=300))
        retention.enforce(store, emulator.testbed.clock)
        assert len(Siblings(emulator).history(scope, "late")) == 1
        late.set(NOW + timedelta(days=300))
        retention.enforce(store, late)
        assert Siblings(emulator).history(scope, "late") == []

    def test_a_snapshot_keeps_whose_time_it_is(self, two):
        emulator, _, _ = two
        told = emulator.testbed.snapshots.take()
        assert {job["name"]: job.get("clock") for job in told["jobs"]} == {"early": None, "late": "late"}
        emulator.testbed.snapshots.restore(told)
        assert emulator.testbed.snapshots.take()["jobs"] == told["jobs"]
