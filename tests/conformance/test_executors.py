"""Hot statements give the same by the driver of SQLite, by SQLAlchemy there, and on PostgreSQL: rows, types, errors."""

import importlib
import pkgutil
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from azure_scheduler_emulator import storage
from azure_scheduler_emulator.domain.azure.collection import CloudService, JobCollection
from azure_scheduler_emulator.domain.azure.operation import Operation
from azure_scheduler_emulator.domain.azure.subscription import Certificate, Subscription
from azure_scheduler_emulator.domain.errors import ConflictError
from azure_scheduler_emulator.domain.jobs.action import HttpAction
from azure_scheduler_emulator.domain.jobs.history import ActionName, Attempt, HistoryEntry, Outcome, Result
from azure_scheduler_emulator.domain.jobs.job import Job, JobDefinition, JobState
from azure_scheduler_emulator.domain.jobs.trigger import Once
from azure_scheduler_emulator.storage import (
    attempts,
    collections,
    due,
    facts,
    history,
    jobs,
    operations,
    records,
    subscriptions,
    tables,
)
from azure_scheduler_emulator.storage.attempts import Lease
from azure_scheduler_emulator.storage.executors import CoreExecutor
from azure_scheduler_emulator.storage.hot import Hot, hot
from azure_scheduler_emulator.storage.store import Store
from sqlalchemy import bindparam, select
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

NOW = datetime(2015, 7, 1, 0, 0, 32, 104381, UTC)
HOUR = timedelta(hours=1)
SUBSCRIPTION = "00000000-0000-0000-0000-000000000001"


class Watched:
    """An executor that remembers what it was asked and what it said."""

    def __init__(self, inner, said):
        self._inner, self._said = inner, said
        self.near, self.connection = inner.near, inner.connection

    def _ask(self, way, statement, parameters):
        answer = getattr(self._inner, way)(statement, parameters)
        if isinstance(statement, Hot):
            shown = [_typed(row) for row in answer] if way == "all" else _typed(answer)
            self._said.append((statement, way, shown))
        return answer

    def run(self, statement, parameters=None):
        return self._ask("run", statement, parameters)

    def all(self, statement, parameters=None):
        return self._ask("all", statement, parameters)

    def first(self, statement, parameters=None):
        return self._ask("first", statement, parameters)

    def scalar(self, statement, parameters=None):
        return self._ask("scalar", statement, parameters)


def _typed(value):
    """Return a row, or a value, with the types of what is in it; rows of both kinds are tuples in all but the class."""
    if value is None or isinstance(value, str | int):
        return type(value).__name__, value
    return [(type(item).__name__, item) for item in value]


@pytest.fixture(params=["driver", "core", "postgresql"])
def way(request, tmp_path):
    """Opens transactions: ``with way() as tx``; ``way.said`` is what hot statements answered, in order."""
    url = request.getfixturevalue("postgresql") if request.param == "postgresql" else f"sqlite:///{tmp_path}/state.db"
    store = Store(url)
    store.clear()

    @contextmanager
    def transaction():
        with store.begin() as tx:
            inner = CoreExecutor(tx.executor.connection) if request.param == "core" else tx.executor
            tx.executor, tx.near = Watched(inner, transaction.said), inner.near
            yield tx

    transaction.said, transaction.kind = [], request.param
    yield transaction
    store.stop()


def hot_statements():
    """Return every hot statement of the package by its name."""
    names = (module.name for module in pkgutil.iter_modules(storage.__path__))
    modules = [importlib.import_module(f"{storage.__name__}.{name}") for name in names if name != "migrations"]
    return {
        f"{module.__name__.rpartition('.')[2]}.{name}": value
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, Hot)
    }


def job(key, name, **given):
    action = HttpAction(method="GET", uri="http://example.org/ü")
    usual = {
        "next_due": NOW,
        "anchor": NOW,
        "created_at": NOW,
        "definition": JobDefinition(action=action, trigger=Once()),
    }
    return Job(id=key, collection_id="c", name=name, **{**usual, **given})


def place(tx):
    """Store where jobs can be."""
    collections.add_service(tx, CloudService(id="s", subscription=SUBSCRIPTION, name="CS", etag="e", created_at=NOW))
    made = JobCollection(id="c", cloud_service_id="s", subscription=SUBSCRIPTION, name="JC", etag="e", created_at=NOW)
    collections.add(tx, made)


def attempt(key, number=1, **given):
    return Attempt(job_id=key, occurrence=number, action=ActionName.MAIN, expected_at=NOW, due_at=NOW, **given)


def story(tx):
    """Do what requests and firings do; return what is seen."""
    place(tx)
    seen = [
        collections.find_service(tx, SUBSCRIPTION, "cs"),
        collections.find_both(tx, SUBSCRIPTION, "CS", "jc"),
        collections.find(tx, "s", "JC"),
        collections.find(tx, "s", "other"),
    ]
    jobs.add(tx, job("a", "One"))
    jobs.add(tx, job("b", "Two", suspended=True, next_due=NOW + HOUR, state=JobState.DISABLED))
    seen += [jobs.find(tx, "c", "ONE"), jobs.find(tx, "c", "none"), jobs.count(tx, "c")]
    jobs.save(tx, replace(job("a", "One"), name="ONE", suspended=True))
    jobs.save_progress(tx, [job("a", "One", occurrences=3), job("b", "Two", next_due=None, finished_at=NOW)])
    seen += [jobs.many(tx, ["b", "a", "none"]), jobs.peek(tx, ["a"]), jobs.due(tx, NOW, 10), jobs.due(tx, NOW, 0)]
    seen += [jobs.next_due(tx, "a"), jobs.next_due(tx, "b"), due.earliest(tx, ""), due.earliest(tx, "", NOW)]
    lease = Lease("me", NOW + HOUR)
    attempts.add_claimed(tx, [attempt("a"), attempt("b")], lease)
    attempts.add_waiting(tx, [attempt("a", 2), attempt("a", 3)])
    seen += [attempts.next_due(tx, "a"), attempts.claim_waiting(tx, NOW, 1, lease, ""), attempts.next_due(tx, "a")]
    seen += [len(attempts.waiting(tx, NOW, 9, "")), attempts.finish(tx, [attempt("a"), attempt("a", 9)], "me")]
    outcome = Outcome(result=Result(succeeded=True, message="done ü"), started_at=NOW, finished_at=NOW + HOUR)
    done = HistoryEntry(attempt=attempt("a"), outcome=outcome, job_state="enabled")
    history.add(tx, [done, done])
    seen.append(history.of_job(tx, "a"))
    held = Operation(id="o", subscription=SUBSCRIPTION, accepted_at=NOW, settles_at=NOW + HOUR, polls_left=2)
    operations.add(tx, held)
    operations.add(tx, replace(held, id="p", polls_left=0, patience=1))
    operations.count_poll(tx, "o")
    operations.count_standing_poll(tx, "p")
    seen += [operations.find(tx, SUBSCRIPTION, key) for key in "opq"]
    facts.put(tx, "thing", "1")
    facts.put(tx, "thing", "2")
    seen += [facts.get(tx, "thing"), facts.get(tx, "nothing")]
    subscriptions.put(tx, Subscription(id=SUBSCRIPTION))
    certificate = Certificate(subscription=SUBSCRIPTION, thumbprint="AB", public_key="", data="", created_at=NOW)
    subscriptions.put_certificate(tx, certificate)
    seen += [subscriptions.find(tx, SUBSCRIPTION), subscriptions.find_certificate(tx, SUBSCRIPTION, "ab")]
    records.put(tx, "kind", "key", {"a": 1}, "look")
    records.put(tx, "kind", "key", {"a": 2}, "look")
    seen += [records.find(tx, "kind", "key"), records.look_up(tx, "kind", "look"), records.next_number(tx, "n")]
    seen += [
        records.delete(tx, "kind", "key"),
        records.delete(tx, "kind", "key"),
        records.delete_looked_up(tx, "k", "l"),
    ]
    jobs.delete(tx, "a")
    return [*seen, jobs.count(tx, "c"), [(item.job_id, item.occurrence) for item in attempts.everyone(tx)]]


@pytest.fixture(scope="session")
def told():
    """What the story said by each way so far."""
    return {}


def test_a_story_is_the_same_whoever_carries_it_out(way, told):
    with way() as tx:
        told[way.kind] = story(tx), [] if way.kind == "postgresql" else _near(way.said)
    first = next(iter(told.values()))
    assert told[way.kind][0] == first[0]


def _near(said):
    """Leave out what is asked one by one in the one way and all at once in the other."""
    return [item for item in said if item[0] is not jobs._BY_ID]


def test_rows_are_the_same_down_to_their_types(way, told):
    if way.kind == "postgresql":
        pytest.skip("types of rows are compared on one database")
    with way() as tx:
        story(tx)
    kept = told.setdefault("rows", _near(way.said))
    assert _near(way.said) == kept


def test_the_story_runs_every_hot_statement(way):
    if way.kind == "postgresql":
        pytest.skip("there some of them are run with locks, as other statements")
    with way() as tx:
        story(tx)
    run = {id(statement) for statement, *_ in way.said}
    missing = {name for name, statement in hot_statements().items() if id(statement) not in run}
    assert missing - ({"jobs._BY_ID"} if way.kind == "core" else set()) == set()


def test_what_is_there_already_is_refused(way):
    def twice():
        with way() as tx:
            place(tx)
            jobs.add(tx, job("a", "One"))
            jobs.add(tx, job("b", "ONE"))

    with pytest.raises(ConflictError if way.kind == "postgresql" else IntegrityError):
        twice()
    with way() as tx:
        assert jobs.everyone(tx) == []


def test_what_belongs_to_nothing_is_refused(way):
    with pytest.raises(ConflictError if way.kind == "postgresql" else IntegrityError), way() as tx:
        jobs.add(tx, job("a", "One"))


def test_a_missing_parameter_is_named(way):
    with pytest.raises(StatementError, match="value is required for bind parameter 'key'"), way() as tx:
        tx.first(facts._GET, {})


def test_a_statement_that_fails_undoes_nothing_else(way):
    if way.kind == "postgresql":
        pytest.skip("there a transaction ends with its first error")
    with way() as tx:
        facts.put(tx, "before", "1")
        for wrong in (facts._GET, select(tables.facts.c.value).where(tables.facts.c.name == bindparam("key"))):
            with pytest.raises(StatementError):
                tx.first(wrong, {})
    with way() as tx:
        assert facts.get(tx, "before") == "1"


def test_an_error_of_the_database_is_sqlalchemys(way):
    nowhere = hot(select(tables.facts.c.value).where(tables.facts.c.name == bindparam("key", type_=None)))
    with pytest.raises(DBAPIError), way() as tx:
        tx.first(nowhere, {"key": object()})


def test_what_depends_on_its_parameters_cannot_be_hot():
    with pytest.raises(TypeError, match="cannot be hot"):
        _ = hot(select(tables.jobs).where(tables.jobs.c.id.in_(bindparam("ids", expanding=True)))).text


def test_a_transaction_is_one_whoever_takes_part(tmp_path):
    """What is hot and what is not are done on one connection, and are undone together."""
    store = Store(f"sqlite:///{tmp_path}/state.db")

    def write(tx, number):
        facts.put(tx, f"hot {number}", "1")
        tx.run(tables.facts.insert(), {"name": f"core {number}", "value": "1"})

    with store.begin() as tx:
        write(tx, 1)
        facts.put(tx, "hot again", "1")

    def fail():
        with store.begin() as tx:
            write(tx, 2)
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    with store.read() as tx:
        names = {row.name for row in tx.all(select(tables.facts.c.name))}
        assert names == {"schema_version", "hot 1", "core 1", "hot again"}
        with store.begin() as other:
            write(other, 3)
        assert facts.get(tx, "hot 3") is None, "a reader sees what was there when it began to read"
    with store.read() as tx:
        assert facts.get(tx, "hot 3") == "1"
    store.stop()
