"""One command at a time: what is asked of a clock is done in turn, can be looked at and cancelled, and is overtaken."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from azure_scheduler_emulator.assembly import build
from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.domain.errors import ConflictError
from azure_scheduler_emulator.domain.jobs.action import HttpAction
from azure_scheduler_emulator.domain.jobs.history import Result
from azure_scheduler_emulator.domain.jobs.job import JobDefinition
from azure_scheduler_emulator.domain.jobs.trigger import IntervalTrigger, Once
from azure_scheduler_emulator.domain.tenant import JobScope
from azure_scheduler_emulator.domain.time.calendar_span import CalendarSpan
from azure_scheduler_emulator.domain.time.moment import parse, render
from azure_scheduler_emulator.engine.commands import Follow, Set, State, Walk
from azure_scheduler_emulator.engine.gate import AmidStepError
from azure_scheduler_emulator.machine import wall
from azure_scheduler_emulator.storage.store import Store
from azure_scheduler_emulator.testing.control import Control, ControlError

from tests.fixtures.siblings import Siblings

NOW = parse("2015-07-01T00:00:00Z")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SCOPE = JobScope.own("test", "owner")
ACTION = HttpAction(method="GET", uri="http://target/")


class Held:
    """A performer whose calls end when a test lets them."""

    def __init__(self):
        self.orders, self.open = [], threading.Event()
        self.open.set()
        self.called = threading.Semaphore(0)

    def perform(self, order):
        self.orders.append(order)
        self.called.release()
        self.open.wait(20)
        return Result(succeeded=True, message="done")

    def hold(self):
        self.open.clear()

    def amid(self):
        """Wait for a call."""
        assert self.called.acquire(timeout=20)


@pytest.fixture
def held():
    return Held()


@pytest.fixture
def emulator(held):
    made = build(Settings(clock="2015-07-01T00:00:00Z"), performer=held)
    made.start()
    yield made
    held.open.set()
    made.stop()


def create(emulator, name="job", every=HOUR, scope=SCOPE):
    trigger = IntervalTrigger(every=every)
    return Siblings(emulator).create(scope, name, JobDefinition(action=ACTION, trigger=trigger), NOW)


def walk(emulator, **span):
    return emulator.testbed.clockwork.do(Walk(by=CalendarSpan(rest=timedelta(**span))))


def executions(emulator, name="job"):
    return Siblings(emulator).find(SCOPE, name).status.executions


def refused(call):
    with pytest.raises(ControlError) as caught:
        call()
    assert caught.value.status == 409
    assert set(caught.value.document["refused"]) == {"clock", "now", "why"}
    return caught.value.document["refused"]


@pytest.fixture
def others(live):
    """Makes further clients of the control API: one connection is one request at a time."""
    made = []

    def make():
        made.append(Control(live.control.url))
        return made[-1]

    yield make
    for control in made:
        control.close()


class TestCase24:
    """Every change of a clock is one serialised command, whose answer says what happened."""

    def test_case_24_the_measured_story(self, emulator, held):
        create(emulator, every=DAY)
        held.hold()
        a = walk(emulator, days=200)
        held.amid()
        b = emulator.testbed.clockwork.do(Follow())
        c = walk(emulator, hours=1)
        held.open.set()
        for command in (a, b, c):
            assert command.finished.wait(60)
        assert (a.state, a.now, a.made) == (State.DONE, NOW + 200 * DAY, 200)
        # By then the clock stands in January 2016, and the machine is later: it may go there.
        assert (b.state, b.error) == (State.DONE, None)
        assert (c.state, c.made) == (State.REFUSED, 0)
        assert "follows the system" in c.why

    def test_case_24_two_spans_add_up(self, emulator, held):
        create(emulator)
        held.hold()
        first = walk(emulator, hours=2)
        held.amid()
        second = walk(emulator, hours=3)
        assert second.state is State.WAITING
        held.open.set()
        assert second.finished.wait(20)
        assert (first.target, second.target) == (NOW + 2 * HOUR, NOW + 5 * HOUR)
        assert (second.began, second.now) == (NOW + 2 * HOUR, NOW + 5 * HOUR)
        assert len(held.orders) == 5

    def test_case_24_a_moment_that_is_past_by_then_is_refused(self, emulator, held):
        create(emulator)
        held.hold()
        first = walk(emulator, hours=2)
        held.amid()
        second = emulator.testbed.clockwork.do(Walk(to=NOW + HOUR))
        held.open.set()
        assert second.finished.wait(20)
        assert (first.state, second.state) == (State.DONE, State.REFUSED)
        assert (second.error.clock, second.error.now) == ("", NOW + 2 * HOUR)

    def test_case_24_what_falls_due_at_once_waits_for_its_turn(self, emulator, held, eventually):
        create(emulator)
        held.hold()
        walking = walk(emulator, hours=2)
        held.amid()
        soon = JobDefinition(action=ACTION, trigger=Once(start=NOW))
        Siblings(emulator).create(SCOPE, "soon", soon, NOW + HOUR)
        held.open.set()
        assert walking.finished.wait(20)
        eventually(lambda: len(held.orders) == 3)
        # At 1:00 the hourly one is under way; the other is due by then, and comes before that of 2:00.
        assert [order.job_name for order in held.orders] == ["job", "soon", "job"]

    def test_case_24_what_is_due_at_once_is_counted_by_the_move_that_follows(self, emulator, held):
        create(emulator, every=365 * DAY)
        for number in range(1, 20):
            Siblings(emulator).run(SCOPE, "job", emulator.testbed.clock.now())
            made = emulator.testbed.timeline.advance_by(timedelta(seconds=1))
            assert len(held.orders) == number, "it runs once, and before the answer, whoever ran it"
            assert made in (0, 1)

    def test_case_24_refusals_say_which_clock_where_and_why(self, live, tenant):
        sink = live.sink()
        tenant.job("hourly", sink.url, every="hour")
        live.clock.advance(hours=2)
        told = refused(lambda: live.clock.set("2015-07-01T00:00:00Z"))
        assert told == {
            "clock": "",
            "now": "2015-07-01T02:00:00Z",
            "why": "The clock cannot go backward while there are jobs; reset first.",
        }
        assert "backward" in refused(lambda: live.clock.advance(to="2015-07-01T01:00:00Z"))["why"]
        live.clock.follow_system()
        assert "follows the system" in refused(lambda: live.clock.advance(hours=1))["why"]
        assert "follows the system" in refused(lambda: live.clock.next())["why"]

    def test_case_24_the_systems_time_is_a_way_back_too(self, live, tenant):
        later = wall() + 400 * DAY
        live.clock.set(later)
        live.clock.follow_system()
        live.clock.set(later)
        tenant.job("once", live.sink().url, startTime=render(later + DAY))
        told = refused(live.clock.follow_system)
        assert told["now"] == render(later)
        assert live.clock.now == later
        live.reset()
        live.clock.set(later)
        live.clock.follow_system()

    def test_case_24_a_command_that_a_reset_overtakes_is_refused(self, emulator, held):
        create(emulator)
        held.hold()
        first, second = walk(emulator, days=1), walk(emulator, days=1)
        held.amid()
        emulator.testbed.resets.everything()
        for command in (first, second):
            assert command.finished.wait(5), "a reset waits for no call"
            assert (command.state, command.why) == (State.CANCELLED, "Everything was reset.")
        assert first.made == second.made == 0


class TestCase25:
    """An advance is a resource."""

    def test_case_25_it_is_answered_at_once_and_looked_at_later(self, live, tenant, eventually):
        sink = live.sink()
        tenant.job("hourly", sink.url, every="hour")
        status, headers, told = ask(live, "POST", "/clock/advance", {"by": "P1D", "wait": False})
        assert status == 202
        assert headers["Location"] == f"/_emulator/clock/advances/{told['id']}"
        found = eventually(lambda: (now := advances(live, told["id"]))["state"] == "done" and now)
        assert found == {
            "id": told["id"],
            "clock": "",
            "state": "done",
            "began": "2015-07-01T00:00:00Z",
            "now": "2015-07-02T00:00:00Z",
            "target": "2015-07-02T00:00:00Z",
            "next": None,
            "executions": 24,
            "why": "",
        }
        assert live.control.call("GET", "/clock/advances")[0] == found

    def test_case_25_without_a_word_it_answers_when_it_is_done(self, live, tenant):
        tenant.job("hourly", live.sink().url, every="hour")
        told = live.control.call("POST", "/clock/advance", {"by": "PT2H"})
        assert told == {"id": told["id"], "now": "2015-07-01T02:00:00Z", "executions": 2}
        told = live.control.call("POST", "/clock/next", {"wait": 60})
        assert told == {"id": told["id"], "now": "2015-07-01T03:00:00Z", "executions": 1}
        assert advances(live, told["id"])["state"] == "done"

    @pytest.mark.parametrize("wait", ["PT0.05S", 0.05, 0, "PT0S"])
    def test_case_25_who_has_waited_long_enough_is_told_how_far_it_is(self, live, tenant, slow, wait):
        tenant.job("hourly", slow.url, every="hour")
        status, _, told = ask(live, "POST", "/clock/advance", {"by": "PT3H", "wait": wait})
        assert (status, told["executions"]) == (202, 0)
        slow.amid()
        now = advances(live, told["id"])
        assert (now["state"], now["now"], now["target"]) == (
            "running",
            "2015-07-01T01:00:00Z",
            "2015-07-01T03:00:00Z",
        )

    @pytest.mark.parametrize("wait", [-1, "soon", "-PT1S", [], {"x": 1}])
    def test_case_25_a_wait_that_is_none_is_refused(self, live, wait):
        assert ask(live, "POST", "/clock/advance", {"by": "PT1H", "wait": wait})[0] == 400

    def test_case_25_a_cancelled_one_has_stored_the_step_under_way(self, live, tenant, slow, others, eventually):
        tenant.job("hourly", slow.url, every="hour")
        told = live.control.call("POST", "/clock/advance", {"by": "P10D", "wait": False})
        slow.amid()
        answers = []
        path = f"/clock/advances/{told['id']}"
        cancelling = threading.Thread(target=lambda: answers.append(others().call("DELETE", path)))
        cancelling.start()
        # Reads answer meanwhile.
        assert live.control.call("GET", "/health")["now"] == "2015-07-01T01:00:00Z"
        assert tenant.shown("hourly")["status"].get("executionCount", 0) == 0
        eventually(lambda: live._emulator.testbed.clockwork.find(told["id"]).cancelled)
        slow.open.set()
        cancelling.join(20)
        [cancelled] = answers
        assert (cancelled["state"], cancelled["executions"], cancelled["now"]) == (
            "cancelled",
            1,
            "2015-07-01T01:00:00Z",
        )
        assert cancelled["why"] == "It was cancelled."
        assert tenant.shown("hourly")["status"]["executionCount"] == 1
        assert live.clock.now == parse("2015-07-01T01:00:00Z")
        assert live.clock.advance(hours=1) == 1

    def test_case_25_one_that_waits_is_cancelled_without_having_begun(self, emulator, held):
        create(emulator)
        held.hold()
        first, second = walk(emulator, hours=1), walk(emulator, hours=1)
        held.amid()
        emulator.testbed.clockwork.cancel(second)
        assert (second.state, second.began) == (State.CANCELLED, None)
        held.open.set()
        assert first.finished.wait(20)
        assert emulator.testbed.clock.now() == NOW + HOUR

    def test_case_25_who_waits_for_one_that_is_cancelled_is_refused(self, live, tenant, slow, others, eventually):
        tenant.job("hourly", slow.url, every="hour")
        caught = []

        def advance():
            try:
                others().call("POST", "/clock/advance", {"by": "P1D"})
            except ControlError as error:
                caught.append(error)

        waiting = threading.Thread(target=advance)
        waiting.start()
        slow.amid()
        [running] = [each for each in live.control.call("GET", "/clock/advances") if each["state"] == "running"]
        cancelling = threading.Thread(target=lambda: others().call("DELETE", f"/clock/advances/{running['id']}"))
        cancelling.start()
        eventually(lambda: live._emulator.testbed.clockwork.find(running["id"]).cancelled)
        slow.open.set()
        cancelling.join(20)
        waiting.join(20)
        [error] = caught
        assert error.status == 409
        assert error.document["refused"]["why"] == "It was cancelled."

    @pytest.mark.parametrize("asked", [True, False])
    def test_case_25_a_caller_that_goes_away_cancels_if_it_asked_for_that(self, live, tenant, slow, asked, eventually):
        tenant.job("hourly", slow.url, every="hour")
        parts = urlsplit(live.http_url)
        body = json.dumps({"by": "PT3H", "cancelOnDisconnect": asked}).encode()
        with socket.create_connection((parts.hostname, parts.port)) as client:
            head = f"POST /_emulator/clock/advance HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n\r\n"
            client.sendall(head.encode() + body)
            slow.amid()
            [told] = live.control.call("GET", "/clock/advances")
        if asked:
            found = live._emulator.testbed.clockwork.find(told["id"])
            eventually(lambda: found.cancelled)
        slow.open.set()
        ended = eventually(lambda: (now := advances(live, told["id"]))["state"] not in ("running", "waiting") and now)
        assert (ended["state"], ended["executions"]) == (("cancelled", 1) if asked else ("done", 3))

    def test_case_25_the_newest_hundred_are_kept(self, live):
        first = live.control.call("POST", "/clock/advance", {"by": "PT1S"})["id"]
        for _ in range(100):
            live.clock.advance(seconds=1)
        assert len(live.control.call("GET", "/clock/advances")) == 100
        for method in ("GET", "DELETE"):
            assert ask(live, method, f"/clock/advances/{first}")[0] == 404

    def test_case_25_a_reset_waits_for_no_call_and_its_late_result_changes_nothing(self, emulator, held):
        create(emulator)
        held.hold()
        walking = walk(emulator, days=3)
        held.amid()
        late = held.open
        emulator.testbed.resets.everything()
        assert walking.finished.is_set()
        assert emulator.testbed.clock.now() == NOW
        # The next story begins while the call still hangs.
        held.open = threading.Event()
        held.open.set()
        create(emulator)
        assert emulator.testbed.timeline.advance(NOW + HOUR) == 1
        late.set()
        assert emulator.testbed.timeline.advance(NOW + 2 * HOUR) == 1
        assert executions(emulator) == 2
        assert len(emulator.testbed.executions.entries()) == 2
        assert emulator.testbed.clock.now() == NOW + 2 * HOUR

    def test_case_25_a_late_call_does_not_reach_a_sink(self, live, tenant, slow):
        """Its first call hangs, and a redirect of it would go on to a sink of the next story."""
        sink = live.sink("late")
        tenant.job("hourly", slow.url, every="hour")
        tenant.job("second", sink.url, every="hour")
        live.control.call("POST", "/clock/advance", {"by": "PT1H", "wait": False})
        slow.amid()
        live.reset()
        slow.open.set()
        live.clock.advance(hours=5)
        assert sink.calls() == []
        assert live.executions() == []

    def test_case_25_a_snapshot_put_back_overtakes_too(self, emulator, held):
        create(emulator)
        state = emulator.testbed.snapshots.take()
        held.hold()
        walking = walk(emulator, days=3)
        held.amid()
        late = held.open
        emulator.testbed.snapshots.restore(state)
        assert (walking.state, walking.why) == (State.CANCELLED, "Another state was put in its place.")
        held.open = threading.Event()
        held.open.set()
        assert emulator.testbed.clock.now() == NOW
        assert emulator.testbed.timeline.advance(NOW + HOUR) == 1
        late.set()
        emulator.testbed.timeline.advance(NOW + HOUR)
        assert executions(emulator) == 1

    def test_case_25_a_snapshot_is_taken_between_two_steps_or_not_at_all(self, emulator, held):
        create(emulator)
        held.hold()
        walking = walk(emulator, days=2)
        held.amid()
        with pytest.raises(AmidStepError):
            emulator.testbed.snapshots.take()
        held.open.set()
        while not walking.over:
            state = emulator.testbed.snapshots.take()
            [job] = state["jobs"]
            assert "attempts" not in state or state["attempts"] == []
            ran = (parse(state["clock"]["now"]) - NOW) // HOUR
            assert (job["executions"], len(state["history"])) == (ran, ran)
        assert walking.made == 48

    def test_case_25_a_snapshot_amid_a_call_is_409_and_says_when_to_ask_again(self, live, tenant, slow):
        tenant.job("hourly", slow.url, every="hour")
        live.control.call("POST", "/clock/advance", {"by": "PT1H", "wait": False})
        slow.amid()
        status, headers, _ = ask(live, "GET", "/state")
        assert (status, headers["Retry-After"]) == (409, "1")

    def test_case_25_the_reset_of_a_tenant_does_not_stop_the_others(self, emulator, held):
        other = JobScope.own("test", "other")
        create(emulator)
        create(emulator, "theirs", scope=other)
        held.hold()
        walking = walk(emulator, hours=2)
        held.amid()
        emulator.testbed.resets.part(held.orders[0].tenant)
        held.open.set()
        assert walking.finished.wait(20)
        assert walking.state is State.DONE
        kept = {order.tenant for order in held.orders} - {held.orders[0].tenant}
        assert {done.order.tenant for done in emulator.testbed.executions.entries()} <= kept
        assert emulator.testbed.clock.now() == NOW + 2 * HOUR


class TestCase27:
    """A virtual clock may run."""

    def test_case_27_it_runs_fires_and_is_walked_from_where_it_is(self, emulator, held, eventually):
        create(emulator)
        emulator.testbed.timeline.set(NOW, rate=36_000)
        eventually(lambda: len(held.orders) >= 3)
        fired = [order.attempt.expected_at for order in held.orders]
        assert all(moment > NOW and (moment - NOW) % HOUR == timedelta() for moment in fired)
        assert len(set(fired)) == len(fired)
        before = emulator.testbed.clock.now()
        walking = emulator.testbed.clockwork.do(Walk(by=CalendarSpan(rest=5 * DAY)))
        assert walking.finished.wait(60)
        assert walking.target - walking.began == 5 * DAY
        assert walking.target >= before + 5 * DAY
        assert emulator.testbed.clock.rate == 36_000
        eventually(lambda: emulator.testbed.clock.now() > walking.target + HOUR)
        emulator.testbed.timeline.set()
        stood = emulator.testbed.clock.now()
        assert emulator.testbed.clock.standing
        assert emulator.testbed.clock.now() == stood

    def test_case_27_a_restart_goes_on_at_its_pace(self, tmp_path):
        settings = Settings(state=str(tmp_path / "state.db"))
        first = build(settings)
        first.testbed.timeline.set(NOW, rate=60)
        first.stop()
        second = build(settings)
        try:
            assert (second.testbed.clock.rate, second.testbed.clock.now() >= NOW) == (60, True)
        finally:
            second.stop()

    def test_case_27_over_http(self, live):
        told = live.control.call("PUT", "/clock", {"mode": "virtual", "now": "2015-07-01T00:00:00Z", "rate": 3600})
        assert (told["mode"], told["rate"]) == ("virtual", 3600)
        assert live.state()["clock"]["rate"] == 3600
        live.restore(live.state())
        assert live.control.call("GET", "/clock")["rate"] == 3600
        assert live.control.call("PUT", "/clock", {"mode": "virtual"})["rate"] == 0
        for rate in (-1, 1e9, "fast"):
            assert ask(live, "PUT", "/clock", {"mode": "virtual", "rate": rate})[0] == 400
        assert ask(live, "PUT", "/clock", {"mode": "system", "rate": 2})[0] == 400
        assert live.control.call("PUT", "/clock", {"mode": "system"})["rate"] == 1


def test_case_28_a_month_and_a_year_are_the_calendars(live):
    for span, now in (("P1M", "2015-08-01"), ("P1M", "2015-09-01"), ("P1Y", "2016-09-01"), ("PT1M", "2016-09-01")):
        assert live.clock.advance(span) == 0
        assert str(live.clock.now.date()) == now


class TestSharedDatabase:
    """Several processes on PostgreSQL: one at a time moves time, and who begins anew waits for the others only."""

    @pytest.fixture
    def pair(self, postgresql):
        store = Store(postgresql)
        store.clear()
        store.stop()
        settings = Settings(database_url=postgresql, clock="2015-07-01T00:00:00Z")
        performers = Held(), Held()
        emulators = [build(settings, performer=performer) for performer in performers]
        yield (*emulators, *performers)
        for performer in performers:
            performer.open.set()
        for emulator in emulators:
            emulator.stop()

    def test_case_20_a_reset_overtakes_what_its_own_process_does(self, pair):
        one, _, held, _ = pair
        create(one)
        held.hold()
        walking = walk(one, days=1)
        held.amid()
        one.testbed.resets.everything()
        assert walking.over
        held.open.set()
        assert one.testbed.clock.now() == NOW

    def test_case_20_a_reset_waits_for_a_command_of_another_process(self, pair):
        one, two, held, _ = pair
        create(one)
        held.hold()
        walking = walk(one, hours=1)
        held.amid()
        resetting = threading.Thread(target=two.testbed.resets.everything)
        resetting.start()
        resetting.join(0.3)
        assert resetting.is_alive()
        held.open.set()
        resetting.join(20)
        assert not resetting.is_alive()
        assert walking.state is State.DONE
        one.testbed.timeline.look()
        assert one.testbed.clock.now() == two.testbed.clock.now() == NOW

    def test_case_27_a_clock_that_runs_is_refused(self, pair):
        one, *_ = pair
        state = one.testbed.snapshots.take()
        state["clock"]["rate"] = 60
        for call in (
            lambda: one.testbed.timeline.set(rate=60),
            lambda: one.testbed.resets.everything("virtual", NOW, 60),
            lambda: one.testbed.snapshots.restore(state),
        ):
            with pytest.raises(ConflictError, match="one process's"):
                call()
        assert one.testbed.clock.standing

    def test_case_20_commands_of_two_processes_take_turns(self, pair):
        one, two, held, _ = pair
        create(one)
        held.hold()
        first = walk(one, hours=2)
        held.amid()
        second = walk(two, hours=3)
        held.open.set()
        assert first.finished.wait(20)
        assert second.finished.wait(20)
        assert (second.began, second.now, second.made) == (NOW + 2 * HOUR, NOW + 5 * HOUR, 3)
        third = one.testbed.clockwork.do(Set(NOW + 6 * HOUR))
        assert third.finished.wait(20)
        assert (third.began, third.state) == (NOW + 5 * HOUR, State.DONE)


def advances(live, id):
    return live.control.call("GET", f"/clock/advances/{id}")


def ask(live, method, path, body=None):
    """Make one request, and return status, headers and document."""
    connection = http.client.HTTPConnection(urlsplit(live.http_url).netloc, timeout=60)
    data = None if body is None else json.dumps(body)
    connection.request(method, f"/_emulator{path}", data)
    answer = connection.getresponse()
    document = json.loads(answer.read() or b"null")
    connection.close()
    return answer.status, answer.headers, document
