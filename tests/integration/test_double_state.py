"""Snapshots: everything in one document, out and in again."""

import io
import json
import tracemalloc
from datetime import timedelta
from functools import partial

import pytest
import requests
from azure_scheduler_emulator.assembly import build
from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.domain.errors import ConflictError
from azure_scheduler_emulator.domain.jobs.action import HttpAction
from azure_scheduler_emulator.domain.jobs.job import JobDefinition
from azure_scheduler_emulator.domain.jobs.retry import RetryPolicy
from azure_scheduler_emulator.domain.jobs.trigger import Once, Recurring
from azure_scheduler_emulator.domain.recurrence.recurrence import Frequency, Recurrence
from azure_scheduler_emulator.domain.tenant import JobScope
from azure_scheduler_emulator.faults import Effect, Match, Rule, Where
from azure_scheduler_emulator.sinks import Reply
from azure_scheduler_emulator.testing.control import ControlError
from azure_scheduler_emulator.testing.live import LiveEmulator
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fixtures.siblings import Siblings

#: Of no API: its jobs need nothing that one adds.
SCOPE = JobScope.own("test", "example")
HOME = "http://localhost:1/_emulator/sink/"


@pytest.fixture(scope="module")
def pair():
    """Two emulators with clocks that stand at the same moment; calls go to their own sinks."""
    both = [build(Settings(clock="2015-07-01T00:00:00Z")) for _ in range(2)]
    for one in both:
        one.testbed.sinks.live_at(["localhost"], 1)
    yield both
    for one in both:
        one.stop()


def define(minutes, repeats, retries):
    trigger = Recurring(recurrence=Recurrence(frequency=Frequency.MINUTE, interval=minutes)) if repeats else Once()
    return JobDefinition(
        action=HttpAction(method="POST", uri=f"{HOME}{minutes % 3}", body="ä\n"),
        trigger=trigger,
        retry=RetryPolicy(interval=timedelta(seconds=90), count=retries),
    )


def create(name, definition, one):
    try:
        Siblings(one).create(SCOPE, name, definition, one.testbed.clock.now())
    except ConflictError:
        Siblings(one).delete(SCOPE, name, one.testbed.clock.now())


def fault(probability, status, one):
    effect, match = Effect(status=status, delay=timedelta(seconds=1), headers={"a": "b"}), Match(path="*sink*")
    rule = Rule(id=f"r{status}", where=Where.TARGET, match=match, effect=effect, after=1, probability=probability)
    one.testbed.faults.add(rule)


def script(name, statuses, one):
    one.testbed.sinks.script(name, [Reply(status=status) for status in statuses])


def advance(minutes, one):
    one.testbed.timeline.advance(one.testbed.clock.now() + timedelta(minutes=minutes))


def lasting(state):
    """Return a state without the identifiers that are new for every attempt."""
    for entry in state["history"]:
        request = entry["document"]["outcome"]["result"].get("request", {})
        request["headers"] = [pair for pair in request.get("headers", ()) if not pair[0].startswith("x-ms-")]
    return state


steps = st.lists(
    st.one_of(
        st.builds(
            lambda name, *rest: partial(create, name, define(*rest)),
            st.sampled_from(["a", "B", "ö"]),
            st.integers(1, 90),
            st.booleans(),
            st.integers(1, 3),
        ),
        st.builds(lambda *given: partial(fault, *given), st.sampled_from([0.5, 1.0]), st.integers(400, 403)),
        st.builds(
            lambda *given: partial(script, *given),
            st.sampled_from("012"),
            st.lists(st.sampled_from([200, 202, 500]), max_size=4),
        ),
        st.builds(lambda minutes: partial(advance, minutes), st.integers(0, 200)),
    ),
    max_size=10,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_a_restored_state_is_the_same_and_goes_on_the_same(pair, story):
    one, other = pair
    one.testbed.resets.everything()
    for step in story:
        step(one)
    # As over the wire.
    state = json.loads(json.dumps(one.testbed.snapshots.take()))
    other.testbed.snapshots.restore(state)
    assert other.testbed.snapshots.take() == state
    for emulator in pair:
        advance(300, emulator)
    assert lasting(other.testbed.snapshots.take()) == lasting(one.testbed.snapshots.take())


def test_the_state_over_http_holds_pending_retries_counters_and_history(live, tenant):
    sink = live.sink("s")
    sink.answer(500, 200)
    live.faults.client({"operation": {"holdPolls": 2}}, match={"method": "DELETE"})
    tenant.job("report", sink.url, every="hour")
    live.clock.advance("PT1H")
    state = live.state()
    assert state["clock"] == {"mode": "virtual", "now": "2015-07-01T01:00:00Z"}
    assert [(row["due_at"], row["attempt"]) for row in state["attempts"]] == [("2015-07-01T01:00:30Z", 1)]
    assert [(row["name"], row["executions"]) for row in state["jobs"]] == [("report", 1)]
    assert len(state["history"]) == 1
    live.reset()
    assert tenant.get().status_code == 404
    live.restore(state)
    assert live.state() == state
    assert live.clock.advance("PT1M") == 1
    assert tenant.shown("report")["status"]["executionCount"] == 2


@pytest.mark.parametrize(
    "spoil",
    [
        lambda state: state["jobs"][0].pop("state"),
        lambda state: state["jobs"][0].update(state="dancing"),
        lambda state: state["jobs"][0].update(unheard_of=1),
        lambda state: state["jobs"][0].update(collection_id="nowhere"),
        lambda state: state["jobs"][0].update(occurrences="1"),
        lambda state: state["jobs"][0].update(occurrences=1 << 70),
        lambda state: state["jobs"][0].update(definition={"action": None}),
        lambda state: state["jobs"].append(state["jobs"][0]),
        lambda state: state.update(jobs={}),
        lambda state: state.update(clock={"mode": "sideways"}),
        lambda state: state.update(faults=[{"id": "x", "effect": {}}]),
    ],
)
def test_a_state_that_does_not_fit_is_refused_and_changes_nothing(live, tenant, spoil):
    tenant.job("report", "http://x.invalid/")
    before, state = live.state(), live.state()
    spoil(state)
    with pytest.raises(ControlError) as caught:
        live.restore(state)
    assert caught.value.status == 400
    assert live.state() == before


def test_a_seed_file_is_loaded_at_the_first_start_only(live, tenant, tmp_path):
    tenant.job("report", "http://x.invalid/")
    seed = tmp_path / "seed.json"
    seed.write_text(json.dumps(live.state() | {"seed_scheduler": {"users": []}}))
    kept = {"auth": "loose", "seed": str(seed), "state": str(tmp_path / "kept.db"), "clock": ""}
    with LiveEmulator(**kept) as first:
        assert [job["name"] for job in first.state()["jobs"]] == ["report"]
        assert first.control.call("GET", "/clock")["mode"] == "virtual"
        first.reset()
    with LiveEmulator(**kept) as second:
        assert second.state()["jobs"] == []


def test_a_seed_file_that_cannot_be_read_ends_the_start(tmp_path):
    from azure_scheduler_emulator.domain.errors import InvalidError

    with pytest.raises(InvalidError, match="cannot be read"), LiveEmulator(seed=str(tmp_path / "none.json")):
        pass


def test_a_reset_of_one_subscription_leaves_the_others(live, tenant, make_tenant):
    other = make_tenant()
    sink = live.sink()
    for each in (tenant, other):
        each.job("report", sink.url)
        live.faults.client({"status": 500}, match={"subscription": each.subscription, "method": "POST"})
    live.clock.next()
    live.control.call("POST", f"/reset?subscription={tenant.subscription}")
    assert (tenant.get().status_code, other.get().status_code) == (404, 200)
    assert {done["subscription"] for done in live.executions()} == {other.subscription}
    assert [rule["match"]["subscription"] for rule in live.faults.rules()] == [other.subscription]
    tenant.furnish()


def test_a_restored_state_decides_who_is_trusted():
    with LiveEmulator() as live:
        before = live.state()
        session, made = live.session(), live.control.call("POST", "/subscriptions", {"id": live.subscription})
        url = f"{live.https_url}/{live.subscription}/cloudservices"
        headers = {"x-ms-version": "2014-10-01"}
        for row in before["certificates"]:
            row["thumbprint"] = row["document"]["thumbprint"] = made["certificate"]["thumbprint"]
        assert session.get(url, headers=headers).status_code == 200
        live.restore(before)
        assert session.get(url, headers=headers).status_code == 403


def test_a_state_moves_from_one_kind_of_database_to_another(pair, postgresql):
    one = pair[0]
    one.testbed.resets.everything()
    create("a", define(5, True, 2), one)
    advance(30, one)
    state = json.loads(json.dumps(one.testbed.snapshots.take()))
    other = build(Settings(database_url=postgresql, clock="2015-07-01T00:00:00Z"))
    other.testbed.sinks.live_at(["localhost"], 1)
    try:
        other.testbed.snapshots.restore(state)
        assert other.testbed.snapshots.take() == state
        for emulator in (one, other):
            advance(30, emulator)
        assert lasting(other.testbed.snapshots.take()) == lasting(one.testbed.snapshots.take())
    finally:
        other.testbed.resets.everything()
        other.stop()


def test_the_reset_of_an_owner_forgets_the_calls_of_that_owner_alone(live):
    sink = live.sink()
    for account in ("mine", "theirs"):
        job = {"url": sink.url, "cron": "0 0 3 * * ?"}
        assert requests.post(f"{live.http_url}/1/jobs", json=job, auth=(account, ""), timeout=20).status_code == 201
    assert live.clock.advance("P1D") == 2
    live.control.call("POST", "/reset?face=job_scheduler&owner=mine")
    assert len(live.executions()) == 1
    assert live.clock.advance("P1D") == 1


class Sheet(io.BytesIO):
    """A file that does something when a text is written to it."""

    def __init__(self, text, then):
        super().__init__()
        self._text, self._then = text, then

    def write(self, data):
        if self._then and self._text in data:
            then, self._then = self._then, None
            then()
        return super().write(data)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_case_22_a_document_is_one_picture_and_nobody_waits_for_its_end(request, kind):
    url = request.getfixturevalue("postgresql") if kind == "postgresql" else ""
    emulator = build(Settings(clock="2015-07-01T00:00:00Z", database_url=url))
    try:
        emulator.testbed.resets.everything()
        for name in "ab":
            create(name, define(1, True, 1), emulator)
        before = emulator.testbed.snapshots.take()

        def change():
            create("a", None, emulator)  # deletes it
            create("c", define(1, True, 1), emulator)
            advance(3, emulator)

        sheet = Sheet(b'"cloud_services"', change)
        emulator.testbed.snapshots.write(sheet)
        assert json.loads(sheet.getvalue()) == before
        assert [job["name"] for job in emulator.testbed.snapshots.take()["jobs"]] != ["a", "b"]
    finally:
        emulator.stop()


def test_case_22_neither_way_takes_more_memory_than_a_few_rows(tmp_path):
    emulator = build(Settings(clock="2015-07-01T00:00:00Z"))
    try:
        create("a", define(1, True, 1), emulator)
        state = emulator.testbed.snapshots.take()
        state["history"] = []
        advance(1, emulator)
        entry, *_ = emulator.testbed.snapshots.take()["history"]
        with (tmp_path / "state.json").open("wb+") as file:
            text = json.dumps({**state, "history": [entry] * 15_000}).encode()
            file.write(text)
            size = len(text)
            del text
            tracemalloc.start()
            emulator.testbed.snapshots.read(file)
            emulator.testbed.snapshots.write(file)
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        assert len(emulator.testbed.snapshots.take()["history"]) == 15_000
        assert peak < size / 2
    finally:
        emulator.stop()
