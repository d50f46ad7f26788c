"""What the sibling APIs keep: documents, running numbers, and failures to be run again, on every database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from azure_scheduler_emulator.assembly import build
from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.domain.jobs.action import HttpAction
from azure_scheduler_emulator.domain.jobs.history import Result
from azure_scheduler_emulator.domain.jobs.job import JobDefinition
from azure_scheduler_emulator.domain.jobs.retry import RetryPolicy, Wait
from azure_scheduler_emulator.domain.jobs.trigger import AnyOf, IntervalTrigger
from azure_scheduler_emulator.domain.tenant import JobScope
from azure_scheduler_emulator.storage.store import Store

from tests.fixtures.siblings import Siblings

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SCOPE, OTHER = JobScope.own("test", "owner"), JobScope.own("test", "other")
RETRY = RetryPolicy(waits=(Wait(5, 5),), persistent=True)


class Failing:
    """Fails whatever it is given to do."""

    def __init__(self):
        self.orders = []

    def perform(self, order):
        self.orders.append(order)
        return Result(succeeded=False, message="no")


@pytest.fixture(params=["sqlite", "postgresql"])
def emulator(request):
    settings = Settings(clock="2026-11-20T15:30:00Z")
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql")
        store = Store(url)
        store.clear()
        store.stop()
        settings = Settings(clock="2026-11-20T15:30:00Z", database_url=url)
    performer = Failing()
    built = build(settings, performer=performer)
    yield built, performer
    built.stop()


def failing(number=0):
    """Return the definition of a job whose occurrences fail for good after 5 s."""
    return JobDefinition(
        action=HttpAction(method="POST", uri=f"http://target/{number}"),
        trigger=AnyOf(triggers=(IntervalTrigger(every=MINUTE, origin=NOW),)),
        retry=RETRY,
        lasting=True,
        keep_failures=True,
        document={"number": number, "nothing": None, "nested": {"é": [1, 2.5, True]}},
    )


def test_what_a_job_shows_beside_comes_back_as_it_was(emulator):
    emulator, _ = emulator
    Siblings(emulator).create(SCOPE, "job", failing(), NOW)
    assert Siblings(emulator).find(SCOPE, "job").definition == failing()


def test_failures_are_kept_by_space_and_forgotten_once_they_are_run(emulator):
    emulator, performer = emulator
    for space, name in ((SCOPE, "One"), (SCOPE, "two"), (OTHER, "three")):
        Siblings(emulator).create(space, name, failing(), NOW)
    emulator.testbed.timeline.advance(NOW + MINUTE + timedelta(seconds=5))
    kept = Siblings(emulator).failures(SCOPE)
    assert ([failure.number for failure in kept], {failure.job_name for failure in kept}) == ([1, 2], {"One", "two"})
    assert all((entry.attempt.attempt, entry.outcome.result.message) == (1, "no") for entry in (f.entry for f in kept))
    performer.orders.clear()
    now = emulator.testbed.clock.now()
    assert Siblings(emulator).run_failures(SCOPE, now) == 2
    assert Siblings(emulator).failures(SCOPE) == []
    assert len(Siblings(emulator).failures(OTHER)) == 1
    emulator.testbed.timeline.advance(now)
    assert {order.job_name for order in performer.orders} == {"One", "two"}
    emulator.testbed.timeline.advance(now + timedelta(seconds=5))
    assert [failure.number for failure in Siblings(emulator).failures(SCOPE)] == [3, 4]


def test_failures_of_a_job_go_with_it(emulator):
    emulator, _ = emulator
    for name in ("one", "two"):
        Siblings(emulator).create(SCOPE, name, failing(), NOW)
    emulator.testbed.timeline.advance(NOW + MINUTE + timedelta(seconds=5))
    Siblings(emulator).delete(SCOPE, "ONE", NOW)
    assert [failure.job_name for failure in Siblings(emulator).failures(SCOPE)] == ["two"]


def test_a_scope_without_jobs_has_no_failures(emulator):
    emulator, _ = emulator
    assert Siblings(emulator).failures(SCOPE) == []
    assert Siblings(emulator).run_failures(SCOPE, NOW) == 0


def test_numbers_are_given_once_each_whoever_asks(emulator):
    emulator, _ = emulator
    assert emulator.services.documents.number("kind") == 1
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda _: emulator.services.documents.number("kind"), range(40)))
    assert sorted(numbers) == list(range(2, 42))
    assert emulator.services.documents.number("other") == 1


def test_documents_are_found_by_key_and_by_second_key_in_their_order(emulator):
    emulator, _ = emulator
    documents = emulator.services.documents
    for key in ("b", "a", "c"):
        documents.put("kind", key, {"key": key}, "same")
    documents.put("kind", "b", {"key": "changed"}, "same")
    documents.put("other", "b", {"key": "other"})
    assert [record.document["key"] for record in documents.all_of("kind")] == ["changed", "a", "c"]
    assert [record.key for record in documents.look_up("kind", "same")] == ["b", "a", "c"]
    assert documents.find("kind", "b").document == {"key": "changed"}
    assert documents.ensure("kind", "b", {"key": "new"}) == {"key": "changed"}
    assert documents.ensure("kind", "d", {"key": "new"}) == {"key": "new"}
    assert documents.delete("kind", "b") is True
    assert documents.delete("kind", "b") is False
    assert documents.find("kind", "b") is None
