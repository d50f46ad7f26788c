"""Nothing is lost and nobody waits for somebody else's target, whatever databases, targets and processes do."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from azure_scheduler_emulator.assembly import build
from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.domain.errors import UnavailableError
from azure_scheduler_emulator.domain.jobs.action import HttpAction
from azure_scheduler_emulator.domain.jobs.history import Result
from azure_scheduler_emulator.domain.jobs.job import JobDefinition, JobState
from azure_scheduler_emulator.domain.jobs.retry import NO_RETRY
from azure_scheduler_emulator.domain.jobs.trigger import Once, Recurring
from azure_scheduler_emulator.domain.recurrence.recurrence import Frequency, Recurrence
from azure_scheduler_emulator.domain.tenant import JobScope
from azure_scheduler_emulator.engine.engine import Engine
from azure_scheduler_emulator.storage import due
from azure_scheduler_emulator.storage.store import Store
from azure_scheduler_emulator.storage.tables import attempts as attempts_table
from sqlalchemy import text

from tests.fixtures.siblings import Siblings, part

NOW = datetime(2015, 7, 1, tzinfo=UTC)
SCOPE = JobScope.own("test", "owner")


class Targets:
    """Answers at once, but for the hosts that are silent until they may answer."""

    def __init__(self):
        self.calls = []
        self.at_a_time = 0
        self._lock = threading.Lock()
        self._under_way = 0
        self.may_answer = threading.Event()

    def perform(self, order):
        silent = "silent" in order.action.uri
        with self._lock:
            self.calls.append(order)
            self._under_way += silent
            self.at_a_time = max(self.at_a_time, self._under_way)
        if silent:
            self.may_answer.wait(60)
        with self._lock:
            self._under_way -= silent
        return Result(succeeded=True, message="done")

    def names(self):
        return [order.job_name for order in self.calls]


@pytest.fixture
def targets():
    found = Targets()
    yield found
    found.may_answer.set()


@pytest.fixture
def make(targets):
    """Makes emulators on system time that perform nothing for real; stops them at the end."""
    made = []

    def make(settings, start=True):
        emulator = build(settings, performer=targets)
        made.append(emulator)
        if start:
            emulator.start()
        return emulator

    yield make
    targets.may_answer.set()
    for emulator in made:
        emulator.stop()


@pytest.fixture
def kept(tmp_path):
    """Settings with a state that is kept."""
    return Settings(state=str(tmp_path / "state.db"))


@pytest.fixture
def shared(request):
    """Settings for an empty database that several processes share."""
    return Settings(database_url=request.getfixturevalue("empty_postgresql"))


def once(host="fast", at=None):
    return JobDefinition(action=HttpAction(method="GET", uri=f"http://{host}/"), trigger=Once(start=at), retry=NO_RETRY)


def hourly():
    recurrence = Recurrence(frequency=Frequency.HOUR, interval=1)
    trigger = Recurring(recurrence=recurrence, start=NOW + timedelta(hours=1))
    return JobDefinition(action=HttpAction(method="GET", uri="http://fast/"), trigger=trigger, retry=NO_RETRY)


def create(emulator, name, definition):
    return Siblings(emulator).create(SCOPE, name, definition, emulator.testbed.clock.now())


def create_many(emulator, prefix, hosts):
    """Create jobs that are due at once, each for one of ``hosts``, before anything fires."""
    for number, host in enumerate(hosts):
        create(emulator, f"{prefix}{number}", once(host))


def completed(emulator):
    return {job.name for job in Siblings(emulator).all_of(SCOPE) if job.state is JobState.COMPLETED}


def vitals(emulator):
    return emulator.testbed.numbers.pulse.take()


class Refusal:
    """Has an SQLite file refuse history entries, as a full disk would."""

    def __init__(self, settings):
        self._path = settings.state

    def begin(self, only_of=""):
        condition = f"WHEN NEW.job_id = '{only_of}'" if only_of else ""
        self._run(f"CREATE TRIGGER refuse BEFORE INSERT ON history {condition} BEGIN SELECT RAISE(ABORT, 'full'); END")

    def end(self):
        self._run("DROP TRIGGER refuse")

    def _run(self, statement):
        with closing(sqlite3.connect(self._path, timeout=20)) as connection, connection:
            connection.execute(statement)


def test_case_16_an_outcome_that_cannot_be_stored_is_kept_and_stored_later(make, kept, targets, eventually):
    emulator, refusal = make(kept), Refusal(kept)
    refusal.begin()
    create_many(emulator, "job", ["fast"] * 5)
    eventually(lambda: vitals(emulator).unstored == 5)
    said = eventually(lambda: [text for text in vitals(emulator).reasons if "5 outcomes cannot be stored" in text])
    assert "full" in said[0]
    refusal.end()
    eventually(lambda: len(completed(emulator)) == 5)
    eventually(lambda: vitals(emulator).reasons == [])
    assert vitals(emulator).unstored == 0
    assert len(targets.calls) == 5, "no attempt is made twice for it"
    create(emulator, "later", once())
    eventually(lambda: "later" in completed(emulator))


def test_case_16_one_outcome_that_is_never_stored_holds_up_no_other(make, kept, eventually):
    emulator, refusal = make(kept, start=False), Refusal(kept)
    poisoned = create(emulator, "poisoned", once())
    refusal.begin(poisoned.id)
    create_many(emulator, "job", ["fast"] * 20)
    emulator.start()
    eventually(lambda: len(completed(emulator)) == 20)
    assert vitals(emulator).unstored == 1
    refusal.end()
    eventually(lambda: len(completed(emulator)) == 21)


def test_case_16_virtual_time_stands_until_what_came_of_the_attempts_is_stored(make, kept, targets, eventually):
    emulator, refusal = make(replace(kept, clock="2015-07-01T00:00:00Z")), Refusal(kept)
    create(emulator, "job", hourly())
    refusal.begin()
    with pytest.raises(UnavailableError, match="kept, to be stored later"):
        emulator.testbed.timeline.advance(NOW + timedelta(hours=3))
    assert emulator.testbed.clock.now() == NOW + timedelta(hours=1)
    eventually(lambda: vitals(emulator).unstored == 1)
    refusal.end()
    eventually(lambda: not vitals(emulator).unstored)
    emulator.testbed.timeline.advance(NOW + timedelta(hours=3))
    moments = [order.attempt.expected_at for order in targets.calls]
    assert moments == [NOW + timedelta(hours=number) for number in (1, 2, 3)]


def test_case_16_firing_goes_on_after_the_database_was_gone(make, targets, postgresql_server, eventually):
    emulator = make(Settings(database_url=postgresql_server.url))
    create_many(emulator, "before", ["silent"] * 3)
    eventually(lambda: len(targets.calls) == 3)
    create(emulator, "meanwhile", once(at=emulator.testbed.clock.now() + timedelta(seconds=2)))
    postgresql_server.stop()
    targets.may_answer.set()
    eventually(lambda: vitals(emulator).unstored == 3)
    eventually(lambda: len(vitals(emulator).reasons) == 3)
    postgresql_server.start()
    eventually(lambda: completed(emulator) == {"before0", "before1", "before2", "meanwhile"})
    eventually(lambda: vitals(emulator).reasons == [])
    assert sorted(targets.names()) == ["before0", "before1", "before2", "meanwhile"]


def test_case_16_an_outcome_whose_commit_was_not_answered_counts_once(make, kept):
    emulator = make(kept, start=False)
    create(emulator, "job", once())
    engine = part(emulator, Engine)
    [order] = engine.claim(emulator.testbed.clock)
    finished = [engine.attempt(order)]
    engine.settle(finished)
    engine.settle(finished)
    assert Siblings(emulator).find(SCOPE, "job").status.executions == 1
    assert len(Siblings(emulator).history(SCOPE, "job")) == 1


def test_case_17_a_clean_stop_releases_its_claims(make, shared, targets, eventually):
    first = make(shared)
    create(first, "job", once("silent"))
    eventually(lambda: targets.calls)
    first.stop()
    second = make(shared, start=False)
    with part(second, Store).read() as tx:
        assert due.earliest(tx, "")[1] is not None, "it waits for whoever comes first"


def test_case_17_claims_of_a_process_that_died_are_taken_over_in_ten_seconds(make, shared, targets, eventually):
    dead, heir = make(shared, start=False), make(shared, start=False)
    create(dead, "job", once())
    assert len(part(dead, Engine).claim(dead.testbed.clock)) == 1
    heir.start()
    eventually(lambda: targets.calls, seconds=10)
    eventually(lambda: "job" in completed(heir))


def test_case_18_a_hundred_targets_that_never_answer_hold_up_nobody(make, kept, targets, eventually):
    emulator = make(kept, start=False)
    create_many(emulator, "job", [f"silent{number}" for number in range(100)])
    create(emulator, "other", once())
    emulator.start()
    eventually(lambda: "other" in completed(emulator))
    eventually(lambda: len(targets.calls) == 101)


def test_case_18_many_jobs_of_one_target_hold_up_nobody(make, kept, targets, eventually, caplog):
    emulator = make(kept, start=False)
    create_many(emulator, "job", ["silent"] * 500)
    create(emulator, "other", once())
    emulator.start()
    eventually(lambda: "other" in completed(emulator))
    assert targets.at_a_time == 4
    assert vitals(emulator).waiting == 496
    eventually(lambda: "wait for their turn" in caplog.text)
    create_many(emulator, "further", ["fast"] * 3)
    eventually(lambda: {"further0", "further1", "further2"} <= completed(emulator))
    targets.may_answer.set()
    eventually(lambda: len(completed(emulator)) == 504)
    assert len(targets.calls) == 504
    assert targets.at_a_time == 4
    eventually(lambda: "no call waits" in caplog.text)
    assert caplog.text.count("wait for their turn") == 1, "said once"


def test_case_18_how_many_calls_a_host_gets_can_be_set(make, kept, targets, eventually):
    emulator = make(replace(kept, per_host=7), start=False)
    create_many(emulator, "job", ["silent"] * 20)
    emulator.start()
    eventually(lambda: targets.at_a_time == 7)
    targets.may_answer.set()
    eventually(lambda: len(completed(emulator)) == 20)
    assert targets.at_a_time == 7


def test_case_19_no_more_is_claimed_than_can_start_soon(make, kept, targets, eventually):
    emulator = make(kept, start=False)
    create_many(emulator, "job", ["silent"] * 300)
    emulator.start()
    eventually(lambda: len(targets.calls) == 4 and vitals(emulator).waiting == 296)
    with part(emulator, Store).read() as tx:
        claimed = tx.all(attempts_table.select().where(attempts_table.c.owner.is_not(None)))
    assert len(claimed) == 4
    assert len(Siblings(emulator).all_of(SCOPE)) == 300


def test_case_20_a_clock_set_at_one_process_holds_at_all(make, shared, targets, eventually):
    a, b = make(shared), make(shared)
    due = a.testbed.clock.now() + timedelta(seconds=1.5)
    create(a, "job", once(at=due))
    a.testbed.timeline.set_mode("virtual", None)
    stood = a.testbed.clock.now()
    assert stood < due
    eventually(lambda: b.testbed.clock.virtual)
    assert b.testbed.clock.now() == stood
    past = threading.Event()
    past.wait((due - datetime.now(UTC)).total_seconds() + 1)
    assert targets.calls == []
    b.testbed.timeline.advance(due)
    assert targets.names() == ["job"]
    a.testbed.timeline.look()
    assert a.testbed.clock.now() == due
    a.testbed.timeline.follow_system()
    eventually(lambda: not b.testbed.clock.virtual)


def test_case_20_an_advance_adds_to_what_another_process_did(make, shared):
    a = make(replace(shared, clock="2015-07-01T00:00:00Z"))
    b = make(replace(shared, clock="2020-01-01T00:00:00Z"))
    a.testbed.timeline.advance_by(timedelta(hours=2))
    b.testbed.timeline.advance_by(timedelta(hours=3))
    a.testbed.timeline.look()
    assert {a.testbed.clock.now(), b.testbed.clock.now()} == {NOW + timedelta(hours=5)}


def test_case_20_connections_are_bounded(make, shared, eventually):
    emulator = make(replace(shared, database_connections=4))
    store, ended = part(emulator, Store), threading.Barrier(21)

    def use():
        for _ in range(5):
            with store.read() as tx:
                tx.scalar(text("SELECT pg_sleep(0.01)"))
        ended.wait(60)

    for _ in range(20):
        threading.Thread(target=use).start()
    ended.wait(60)
    watching = Store(shared.database_url)
    count = text("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'")

    def bounded():
        # Those of earlier emulators are closed by and by; those of this one stay, and the two of who watches.
        with watching.read() as tx:
            return tx.scalar(count) <= 4 + 2

    eventually(bounded)
    watching.stop()


class TestCase21:
    """A restart never moves virtual time back."""

    def test_case_21_the_clock_of_the_settings_is_for_a_new_state(self, make, kept):
        settings = replace(kept, clock="2015-07-01T00:00:00Z")
        first = make(settings)
        first.testbed.timeline.advance(NOW + timedelta(days=2))
        first.stop()
        second = make(settings)
        assert second.testbed.clock.now() == NOW + timedelta(days=2)
        second.testbed.timeline.follow_system()
        second.stop()
        assert not make(settings).testbed.clock.virtual

    def test_case_21_a_clock_of_the_settings_is_remembered(self, make, kept):
        make(replace(kept, clock="2015-07-01T00:00:00Z")).stop()
        assert make(kept).testbed.clock.now() == NOW

    def test_case_21_a_reset_begins_a_new_state(self, make, kept):
        settings = replace(kept, clock="2015-07-01T00:00:00Z")
        emulator = make(settings)
        emulator.testbed.timeline.advance(NOW + timedelta(days=2))
        emulator.testbed.resets.everything()
        assert emulator.testbed.clock.now() == NOW
        emulator.stop()
        assert make(settings).testbed.clock.now() == NOW

    def test_case_21_the_clock_is_not_before_what_ran_when_the_process_died(self, make, kept):
        first = make(replace(kept, clock="2015-07-01T00:00:00Z"), start=False)
        create(first, "job", hourly())
        first.testbed.clock.set(NOW + timedelta(hours=1))
        assert len(part(first, Engine).claim(first.testbed.clock)) == 1
        part(first, Store).stop()
        assert make(kept, start=False).testbed.clock.now() == NOW + timedelta(hours=1)
