"""Many due moments in one transaction: what is stored is what the long way stores, byte for byte."""

import itertools
import json
from datetime import UTC, datetime, timedelta

import pytest
from azure_scheduler_emulator.assembly import build
from azure_scheduler_emulator.clock import Clock, Clocks
from azure_scheduler_emulator.domain.errors import UnavailableError
from azure_scheduler_emulator.domain.jobs.action import HttpAction
from azure_scheduler_emulator.domain.jobs.authentication import Basic
from azure_scheduler_emulator.domain.jobs.job import JobDefinition
from azure_scheduler_emulator.domain.jobs.retry import RetryPolicy, RetryType
from azure_scheduler_emulator.domain.jobs.trigger import Once, Recurring
from azure_scheduler_emulator.domain.recurrence.recurrence import Frequency, Recurrence
from azure_scheduler_emulator.domain.tenant import JobScope
from azure_scheduler_emulator.faults import Effect, Match, Rule, Where
from azure_scheduler_emulator.runtime import Runtime
from azure_scheduler_emulator.sinks import Reply
from azure_scheduler_emulator.testing.live import settings_for_tests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fixtures.siblings import Siblings

NOW = datetime(2015, 7, 1, tzinfo=UTC)
HOME = "http://localhost:1/_emulator/sink"
NOWHERE = "http://localhost:9/nobody"
START = NOW + timedelta(hours=1)
SCOPE = JobScope.own("job_scheduler", "example")


def start(*, by_the_stretch, **given):
    """Return an emulator whose ids are counted; a fault that strikes nobody makes it go the long way."""
    numbers = itertools.count(1)
    runtime = Runtime(Clocks(Clock.standing_at(NOW)), new_id=lambda: f"{next(numbers):032x}")
    emulator = build(settings_for_tests(**given), runtime=runtime)
    emulator.sinks.live_at(["localhost"], 1)
    if not by_the_stretch:
        emulator.services.faults.add(
            Rule(id="r", where=Where.TARGET, match=Match(job="nobody"), effect=Effect(status=500))
        )
    emulator.start()
    return emulator


@pytest.fixture
def both():
    """An emulator that goes by the stretch, and one that goes from step to step."""
    made = [start(by_the_stretch=True), start(by_the_stretch=False)]
    yield made
    for each in made:
        each.stop()


def furnish(emulator, jobs, scripts):
    for name, script in scripts.items():
        emulator.sinks.script(name, [Reply(status=status, delay=delay) for status, delay in script])
    for number, definition in enumerate(jobs):
        Siblings(emulator).create(SCOPE, f"job {number}", definition, emulator.testbed.clock.now())


def state(emulator):
    """Return all that is stored, and all that is told of what happened, as text."""
    told = [(repr(done.order), repr(done.outcome)) for done in emulator.testbed.executions.entries()]
    calls = {name: emulator.sinks.calls(name).entries() for name, _, _ in emulator.sinks.scripts()}
    stored = {**emulator.testbed.snapshots.take(), "faults": []}
    return json.dumps(stored, sort_keys=True), told, repr(calls), dict(emulator.testbed.numbers.executions)


def http(target, **given):
    return HttpAction(method="POST", uri=target, body="ü", **given)


targets = st.sampled_from([f"{HOME}/a", f"{HOME}/b/deep?x=1", f"{HOME}/c", NOWHERE])
actions = st.builds(http, targets, authentication=st.none() | st.just(Basic(username="u", password="p")))
spans = st.sampled_from([timedelta(seconds=15), timedelta(minutes=1), timedelta(hours=3)])
retries = st.builds(RetryPolicy, kind=st.sampled_from(RetryType), interval=spans, count=st.integers(0, 3))
# Not at once: that would be run while others are still being made.
starts = st.sampled_from([NOW + timedelta(minutes=30, seconds=7), NOW + timedelta(hours=5)])
triggers = st.builds(Once, start=starts) | st.builds(
    Recurring,
    recurrence=st.builds(
        Recurrence,
        frequency=st.sampled_from([Frequency.MINUTE, Frequency.HOUR, Frequency.DAY]),
        interval=st.integers(20, 90),
        count=st.none() | st.integers(1, 5),
        end_time=st.none() | st.just(NOW + timedelta(hours=30)),
    ),
    start=starts,
)
definitions = st.builds(
    JobDefinition,
    action=actions,
    trigger=triggers,
    retry=st.none() | retries,
    error_action=st.none() | actions,
    purge=st.booleans(),
    keep_failures=st.booleans(),
    lasting=st.booleans(),
)
scripts = st.fixed_dictionaries(
    {
        name: st.lists(
            st.tuples(st.sampled_from([200, 202, 404, 500]), st.sampled_from([timedelta(), timedelta(seconds=70)])),
            max_size=4,
        )
        for name in "abc"
    }
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
@given(st.lists(definitions, min_size=1, max_size=6), scripts, st.lists(st.integers(1, 40), min_size=1, max_size=3))
def test_random_jobs_leave_the_same_state_both_ways(jobs, scripts, hours):
    found = []
    for by_the_stretch in (True, False):
        emulator = start(by_the_stretch=by_the_stretch)
        try:
            furnish(emulator, jobs, scripts)
            made = [emulator.testbed.timeline.advance_by(timedelta(hours=each)) for each in hours]
            found.append((made, state(emulator)))
        finally:
            emulator.stop()
    assert found[0] == found[1]


def hourly(target=f"{HOME}/a", minutes=60, **given):
    recurrence = Recurrence(frequency=Frequency.MINUTE, interval=minutes)
    return JobDefinition(action=http(target), trigger=Recurring(recurrence=recurrence, start=START), **given)


def test_what_retention_keeps_is_the_same_after_a_long_way(both):
    for emulator in both:
        furnish(emulator, [hourly(minutes=30), hourly(minutes=1440)], {})
        assert emulator.testbed.timeline.advance_by(timedelta(days=70)) > 3000
    assert state(both[0]) == state(both[1])


@pytest.mark.parametrize("number", [199, 200, 201, 600])
def test_many_jobs_at_one_moment(both, number):
    for emulator in both:
        furnish(emulator, [hourly()] * number, {"a": [(500, timedelta()), (200, timedelta())]})
        assert emulator.testbed.timeline.advance_by(timedelta(hours=2)) > number
    assert state(both[0]) == state(both[1])


def test_a_stretch_is_one_transaction(both):
    fast, slow = both
    begun = []
    for emulator in both:
        furnish(emulator, [hourly()], {})
        store = emulator.services.jobs._store
        begin = store.begin
        store.begin = lambda begin=begin: begun.append(1) or begin()
        emulator.testbed.timeline.advance_by(timedelta(days=3))
        del store.begin
        begun.append(None)
    assert begun.index(None) < 10
    assert len(begun) > 100
    assert state(fast) == state(slow)


def test_a_stretch_that_cannot_be_stored_has_not_happened(both):
    emulator = both[0]
    furnish(emulator, [hourly()], {})
    refused = RuntimeError("the disk is full")
    store = emulator.services.jobs._store
    with store.begin() as tx:
        kind = type(tx)
    run = kind.run

    def fail(tx, statement, parameters=None):
        if "INSERT INTO history" in getattr(getattr(statement, "text", None), "sql", ""):
            raise refused
        return run(tx, statement, parameters)

    kind.run = fail
    try:
        with pytest.raises(UnavailableError):
            emulator.testbed.timeline.advance_by(timedelta(hours=5))
    finally:
        kind.run = run
    assert emulator.testbed.clock.now() == NOW
    assert emulator.testbed.numbers.executions == {"completed": 0, "failed": 0}
    assert emulator.testbed.timeline.advance_by(timedelta(hours=5)) == 5
    # The sinks are told again: they had no part in the transaction.
    assert len(emulator.sinks.calls("a").entries()) == 10


def test_a_command_that_is_cancelled_amid_a_stretch_keeps_what_it_has_done(both):
    emulator = both[0]
    furnish(emulator, [hourly()], {})
    receive = emulator.sinks.receive

    def cancel_at_the_third(name, make):
        reply = receive(name, make)
        if len(emulator.sinks.calls("a").entries()) == 3:
            clockwork = emulator.testbed.timeline._clockwork
            clockwork.cancel(clockwork.all_of()[0])
        return reply

    emulator.sinks.receive = cancel_at_the_third
    with pytest.raises(Exception, match="cancelled"):
        emulator.testbed.timeline.advance_by(timedelta(hours=50))
    assert emulator.testbed.numbers.executions["completed"] == 3
    assert emulator.testbed.clock.now() < NOW + timedelta(hours=4)
    (job,) = emulator.testbed.snapshots.take()["jobs"]
    assert job["executions"] == 3
