"""Watching what happens over HTTP."""

import threading

import pytest
from azure_scheduler_emulator.news import MOST_READERS
from azure_scheduler_emulator.testing.control import ControlError

from tests.integration.conftest import OK


@pytest.fixture
def watch(live):
    """Opens streams that end with the test."""
    made = []

    def open_stream(*topics, **options):
        made.append(live.control.events(*topics, **options))
        return made[-1]

    yield open_stream
    for stream in made:
        stream.close()


@pytest.mark.parametrize(
    ("topic", "act"),
    [
        ("clock", lambda live, _: live.clock.follow_system()),
        ("clock", lambda live, _: live.clock.advance("PT1S")),
        ("ran", lambda live, _: live.clock.advance("PT1H")),
        ("claimed", lambda live, _: live.clock.advance("PT1H")),
        ("asked", lambda _, tenant: tenant.get()),
        ("jobs", lambda _, tenant: tenant.job("other", "http://x.invalid/")),
        ("jobs", lambda _, tenant: tenant.session.delete(tenant.base)),
        ("operations", lambda _, tenant: tenant.session.delete(tenant.base)),
        ("faults", lambda live, _: live.faults.client({"status": 500})),
        ("faults", lambda live, _: live.faults.target({"status": 500}) and live.clock.advance("PT1H")),
        ("sinks", lambda live, _: live.sink("s").answer(500)),
        ("sinks", lambda live, tenant: tenant.session.get(live.sink("s").url)),
        ("subscriptions", lambda live, _: live.control.call("POST", "/subscriptions", {})),
        ("all", lambda live, _: live.reset()),
        ("all", lambda live, _: live.control.call("POST", f"/reset?subscription={live.subscription}")),
        ("all", lambda live, _: live.restore(live.state())),
    ],
)
def test_each_change_is_told(live, tenant, watch, topic, act):
    tenant.job("hourly", live.sink("target").url, every="hour")
    stream = watch(topic)
    act(live, tenant)
    assert stream.next().topic == topic


def test_an_event_says_what_changed(live, tenant, watch):
    tenant.job("hourly", live.sink().url, every="hour")
    (job,) = live.jobs.all()
    stream = watch("clock", "ran", "jobs")
    live.clock.advance("PT3H")
    made, changed, clock = 0, [], {}
    # What takes longer than a moment is told in parts.
    while made < 3 or clock.get("now") != "2015-07-01T03:00:00Z":
        event = stream.next()
        made += event.data.get("times", 0)
        changed += event.data.get("ids", [])
        clock = event.data if event.topic == "clock" else clock
    assert (made, clock["mode"], clock["next"]) == (3, "virtual", "2015-07-01T04:00:00Z")
    assert set(changed) <= {job["id"]}


def test_an_advance_tells_how_far_it_is(live, tenant, watch, target):
    held = threading.Event()

    def wait(connection):
        held.wait(20)
        connection.sendall(OK)
        return True

    tenant.job("quick", live.sink().url, every="hour")
    tenant.job("held", target.url, startTime="2015-07-01T02:30:00Z")
    target.answer(wait)
    stream = watch("progress")
    advance = live.control.call("POST", "/clock/advance", {"by": "P1D", "wait": False})
    told = stream.next()
    held.set()
    assert told.data["advance"] == advance["id"]
    assert (told.data["from"], told.data["to"]) == ("2015-07-01T00:00:00Z", "2015-07-02T00:00:00Z")
    assert (told.data["now"], told.data["executions"]) == ("2015-07-01T02:30:00Z", 2)


def test_other_topics_are_not_told_but_that_everything_may_be_different(live, tenant, watch):
    stream = watch("faults")
    live.clock.advance("PT1H")
    live.reset()
    assert stream.next().topic == "all"


def test_who_comes_back_misses_nothing(live, watch):
    with live.control.events("clock") as stream:
        live.clock.advance("PT1S")
        last = stream.next().id
    live.faults.client({"status": 500})
    assert watch("faults", last=last).next().topic == "faults"


def test_who_comes_back_to_another_life_is_told_that_everything_may_be_different(watch):
    assert watch("faults", last="0000-1-2-3").next().topic == "all"


def test_an_unknown_topic_or_parameter_is_refused(live):
    for query in ("topics=jobbs", "topic=jobs"):
        with pytest.raises(ControlError, match="400"):
            live.control.call("GET", f"/events?{query}")


def test_a_stream_beyond_the_last_one_is_refused_and_clients_are_served_all_the_same(live, watch):
    for _ in range(MOST_READERS):
        watch()
    with pytest.raises(ControlError, match="503"):
        watch()
    assert live.control.call("GET", "/health")["status"] == "ok"


def test_streams_end_when_the_emulator_stops(live, watch):
    stream = watch("faults")
    live.stop()
    with pytest.raises(EOFError):
        stream.next()
