"""Test clocks: who is bound to one lives by it, for good, and is forgotten with it."""

from __future__ import annotations

import threading
import uuid
from datetime import timedelta

import pytest
import requests
from azure_scheduler_emulator.assembly import build
from azure_scheduler_emulator.clock import Terms
from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.domain.errors import ConflictError, NotFoundError
from azure_scheduler_emulator.domain.jobs.action import HttpAction
from azure_scheduler_emulator.domain.jobs.history import Result
from azure_scheduler_emulator.domain.jobs.job import JobDefinition
from azure_scheduler_emulator.domain.jobs.trigger import IntervalTrigger
from azure_scheduler_emulator.domain.tenant import JobScope
from azure_scheduler_emulator.domain.time.calendar_span import CalendarSpan
from azure_scheduler_emulator.domain.time.moment import parse, render
from azure_scheduler_emulator.engine.commands import State, Walk
from azure_scheduler_emulator.engine.engine import Engine
from azure_scheduler_emulator.engine.timeline import Timeline
from azure_scheduler_emulator.machine import wall
from azure_scheduler_emulator.storage.store import Store
from azure_scheduler_emulator.testing.control import ControlError
from cryptography import x509

from tests.fixtures.live import Tenant
from tests.fixtures.siblings import Siblings, part

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ALICE, BOB, SYSTEM = (JobScope.own("test", name) for name in ("alice", "bob", "system"))
START = {"alice": parse("2015-07-01T00:00:00Z"), "bob": parse("2020-01-01T00:00:00Z")}


class Noting:
    """A performer that notes whose call it was, and may hold one owner's calls up."""

    def __init__(self):
        self.orders, self.called, self.open = [], threading.Semaphore(0), threading.Event()
        self.slow = ""

    def perform(self, order):
        self.orders.append(order)
        if order.tenant.owner == self.slow:
            self.called.release()
            self.open.wait(20)
        return Result(succeeded=True, message="done")

    def of(self, scope):
        return [order.attempt.expected_at for order in list(self.orders) if order.tenant == scope.tenant]


@pytest.fixture
def noting():
    return Noting()


@pytest.fixture
def make(noting):
    made = []

    def make(start=True, **settings):
        emulator = build(Settings(**settings), performer=noting)
        made.append(emulator)
        if start:
            emulator.start()
        return emulator

    yield make
    noting.open.set()
    for emulator in made:
        emulator.stop()


def own(emulator, scope, now=None, **terms):
    now = now or START[scope.group]
    return emulator.testbed.test_clocks.create(now, Terms(tenants=(scope.tenant,), **terms))


def create(emulator, scope, name="job", every=HOUR):
    # On the grid of the hours also under a clock that runs.
    now = START.get(scope.group) or emulator.testbed.clock.now()
    action = HttpAction(method="GET", uri="http://target/")
    return Siblings(emulator).create(
        scope, name, JobDefinition(action=action, trigger=IntervalTrigger(every=every)), now
    )


def advance(emulator, clock, **span):
    return Timeline(emulator.testbed.clockwork, clock.id).advance_by(timedelta(**span))


class TestCase26:
    """What lives under a bound tenant lives by its clock."""

    def test_case_26_two_clocks_walk_at_once_each_in_order_while_the_system_fires(self, make, noting, eventually):
        emulator = make()
        clocks = {scope: own(emulator, scope) for scope in (ALICE, BOB)}
        for scope in (ALICE, BOB):
            for number in range(3):
                create(emulator, scope, f"job{number}", every=timedelta(minutes=20 + number))
        create(emulator, SYSTEM, every=timedelta(milliseconds=200))
        walks = [emulator.testbed.clockwork.do(Walk(by=CalendarSpan(rest=DAY)), clock.id) for clock in clocks.values()]
        for walk in walks:
            assert walk.finished.wait(120)
            assert walk.state is State.DONE
        for scope, clock in clocks.items():
            assert noting.of(scope) == sorted(noting.of(scope))
            assert clock.now() == START[scope.group] + DAY
        # The same story on both.
        alike = [[moment - START[scope.group] for moment in noting.of(scope)] for scope in (ALICE, BOB)]
        assert alike[0] == alike[1]
        assert len(alike[0]) == walks[0].made == 72 + 68 + 65
        eventually(lambda: noting.of(SYSTEM))
        assert not emulator.testbed.clock.virtual

    def test_case_26_a_call_that_hangs_on_one_clock_holds_up_no_other(self, make, noting):
        emulator = make()
        alice, bob = own(emulator, ALICE), own(emulator, BOB)
        create(emulator, ALICE)
        create(emulator, BOB)
        noting.slow = "alice"
        hanging = emulator.testbed.clockwork.do(Walk(by=CalendarSpan(rest=HOUR)), alice.id)
        assert noting.called.acquire(timeout=20)
        assert advance(emulator, bob, hours=5) == 5
        assert not hanging.over
        noting.open.set()
        assert hanging.finished.wait(20)

    def test_case_26_only_who_has_no_jobs_can_be_bound_and_stays_bound(self, make):
        emulator = make()
        create(emulator, SYSTEM)
        with pytest.raises(ConflictError, match="test system has jobs already"):
            own(emulator, SYSTEM, START["alice"])
        with pytest.raises(ConflictError, match="has jobs already"):
            emulator.testbed.test_clocks.create(START["alice"], Terms(tenants=(SYSTEM.tenant.api_alone,)))
        alice = own(emulator, ALICE)
        for tenant in (ALICE.tenant, ALICE.tenant.api_alone):
            with pytest.raises(ConflictError, match=r"has jobs already|by another test clock already"):
                emulator.testbed.test_clocks.create(START["bob"], Terms(tenants=(BOB.tenant, tenant)))
        assert emulator.services.clocks.of(BOB.tenant) is emulator.testbed.clock
        create(emulator, ALICE)
        emulator.testbed.resets.part(ALICE.tenant)
        assert emulator.services.clocks.of(ALICE.tenant) is alice
        assert create(emulator, ALICE).clock == alice.id

    def test_case_26_a_job_keeps_its_time_whatever_happens(self, make):
        emulator = make(start=False)
        alice = own(emulator, ALICE)
        job = create(emulator, ALICE)
        advance(emulator, alice, hours=3)
        found = Siblings(emulator).find(ALICE, job.name)
        assert (found.clock, found.status.executions) == (alice.id, 3)
        assert found.next_due == START["alice"] + 4 * HOUR
        history = Siblings(emulator).history(ALICE, job.name)
        assert [entry.outcome.started_at for entry in history] == [START["alice"] + n * HOUR for n in (3, 2, 1)]

    def test_case_26_there_are_a_hundred_at_most(self, make):
        emulator = make(start=False)
        for number in range(100):
            own(emulator, JobScope.own("test", f"owner{number}"), START["alice"])
        with pytest.raises(ConflictError, match="100 test clocks"):
            own(emulator, ALICE)

    def test_case_26_what_lives_by_it_goes_with_it_and_late_results_change_nothing(self, make, noting):
        emulator = make()
        alice = own(emulator, ALICE)
        create(emulator, ALICE)
        create(emulator, SYSTEM, every=365 * DAY)
        advance(emulator, alice, hours=2)
        noting.slow = "alice"
        hanging = emulator.testbed.clockwork.do(Walk(by=CalendarSpan(rest=HOUR)), alice.id)
        assert noting.called.acquire(timeout=20)
        emulator.testbed.test_clocks.delete(alice.id)
        assert (hanging.state, hanging.why) == (State.CANCELLED, "The clock was deleted.")
        noting.open.set()
        noting.slow = ""
        # Who lived by it lives by the shared clock, and has nothing.
        assert Siblings(emulator).all_of(ALICE) == []
        assert emulator.services.clocks.of(ALICE.tenant) is emulator.testbed.clock
        state = emulator.testbed.snapshots.take()
        assert [job["name"] for job in state["jobs"]] == ["job"]
        assert (state["clocks"], state["attempts"], state["history"]) == ([], [], [])
        again = own(emulator, ALICE)
        create(emulator, ALICE)
        assert advance(emulator, again, hours=1) == 1
        assert [done.order.attempt.clock for done in emulator.testbed.executions.entries()] == [again.id]
        for call in (emulator.testbed.clockwork.line, emulator.testbed.test_clocks.delete):
            with pytest.raises(NotFoundError):
                call(alice.id)

    def test_case_26_it_expires_when_nothing_was_asked_for_long(self, make, noting):
        emulator = make(start=False)
        alice, bob = own(emulator, ALICE, expires=HOUR), own(emulator, BOB, expires=HOUR)
        create(emulator, ALICE)
        emulator.testbed.test_clocks.expire()
        assert len(emulator.testbed.test_clocks.everyone()) == 2
        for clock in (alice, bob):
            clock.touched -= 3601
        bob.touch()
        emulator.testbed.test_clocks.expire()
        assert emulator.testbed.test_clocks.everyone() == [bob]
        assert Siblings(emulator).all_of(ALICE) == []
        # One that is moved is in use.
        create(emulator, BOB)
        noting.slow = "bob"
        walk = emulator.testbed.clockwork.do(Walk(by=CalendarSpan(rest=HOUR)), bob.id)
        assert noting.called.acquire(timeout=20)
        bob.touched -= 3601
        emulator.testbed.test_clocks.expire()
        assert emulator.testbed.test_clocks.everyone() == [bob]
        noting.open.set()
        assert walk.finished.wait(20)

    def test_case_26_a_restart_and_a_snapshot_keep_them(self, make, tmp_path):
        path = str(tmp_path / "state.db")
        first = make(state=path, start=False)
        alice = own(first, ALICE)
        create(first, ALICE)
        advance(first, alice, hours=2)
        state = first.testbed.snapshots.take()
        first.stop()
        second = make(state=path)
        kept = second.services.clocks.of(ALICE.tenant)
        assert (kept.id, kept.now()) == (alice.id, START["alice"] + 2 * HOUR)
        assert advance(second, kept, hours=1) == 1
        third = make()
        third.testbed.snapshots.restore(state)
        kept = third.services.clocks.of(ALICE.tenant)
        assert (kept.id, kept.now()) == (alice.id, START["alice"] + 2 * HOUR)
        assert advance(third, kept, hours=1) == 1
        third.testbed.snapshots.restore(state)
        assert third.services.clocks.of(ALICE.tenant).now() == START["alice"] + 2 * HOUR
        third.testbed.resets.everything()
        assert third.testbed.test_clocks.everyone() == []

    def test_case_26_a_process_that_dies_amid_an_advance_does_not_go_back_behind_what_ran(self, make, tmp_path, noting):
        path = str(tmp_path / "state.db")
        first = make(state=path, start=False)
        alice = own(first, ALICE)
        create(first, ALICE)
        alice.set(START["alice"] + HOUR)
        assert len(part(first, Engine).claim(alice)) == 1
        first.stop()
        second = make(state=path)
        kept = second.services.clocks.of(ALICE.tenant)
        assert kept.now() == START["alice"] + HOUR
        advance(second, kept, seconds=1)
        assert noting.of(ALICE) == [START["alice"] + HOUR]

    def test_case_26_they_are_refused_on_a_shared_database(self, make, postgresql):
        store = Store(postgresql)
        store.clear()
        store.stop()
        emulator = make(start=False, database_url=postgresql)
        with pytest.raises(ConflictError, match="one process's"):
            own(emulator, ALICE)
        alone = make(start=False)
        own(alone, ALICE)
        with pytest.raises(ConflictError, match="one process's"):
            emulator.testbed.snapshots.restore(alone.testbed.snapshots.take())

    def test_case_26_what_is_due_at_once_under_one_fires_without_being_asked(self, make, noting, eventually):
        emulator = make()
        alice = own(emulator, ALICE)
        create(emulator, ALICE)
        Siblings(emulator).run(ALICE, "job", alice.now())
        eventually(lambda: noting.of(ALICE) == [START["alice"]])

    def test_case_26_figures_count_what_is_due_by_its_own_clock(self, make):
        emulator = make(start=False)
        alice = own(emulator, ALICE)
        create(emulator, ALICE)
        assert emulator.testbed.numbers.take().due == 0
        alice.set(START["alice"] + HOUR)
        assert emulator.testbed.numbers.take().due == 1


class TestCase27:
    """Clocks that run."""

    def test_case_27_several_running_clocks_in_one_alarm(self, make, noting, eventually):
        emulator = make()
        for scope, rate in ((ALICE, 36_000), (BOB, 18_000)):
            own(emulator, scope, rate=rate)
            create(emulator, scope)
        create(emulator, SYSTEM, every=timedelta(milliseconds=100))
        eventually(lambda: all(len(noting.of(scope)) >= 3 for scope in (ALICE, BOB, SYSTEM)))
        for scope in (ALICE, BOB):
            fired = noting.of(scope)
            assert fired == sorted(set(fired))
            assert all((moment - START[scope.group]) % HOUR == timedelta() for moment in fired)

    def test_case_27_it_stands_while_it_is_walked_and_runs_on(self, make, noting):
        emulator = make()
        alice = own(emulator, ALICE, rate=60)
        create(emulator, ALICE)
        walk = emulator.testbed.clockwork.do(Walk(by=CalendarSpan(rest=5 * HOUR)), alice.id)
        assert walk.finished.wait(20)
        assert walk.target - walk.began == 5 * HOUR
        assert noting.of(ALICE) == [START["alice"] + n * HOUR for n in range(1, 6)]
        assert (alice.rate, alice.now() >= walk.target) == (60, True)

    def test_case_27_its_pace_is_kept(self, make, tmp_path):
        path = str(tmp_path / "state.db")
        first = make(state=path, start=False)
        alice, bob = own(first, ALICE, rate=60), own(first, BOB)
        Timeline(first.testbed.clockwork, bob.id).set(rate=2)
        first.stop()
        second = make(state=path, start=False)
        assert second.services.clocks.get(alice.id).rate == 60
        assert second.services.clocks.get(bob.id).rate == 2


def refused(call, status):
    with pytest.raises(ControlError) as caught:
        call()
    assert caught.value.status == status
    return caught.value.document


class TestOverHttp:
    """The same, as a test in any language would ask for it."""

    def test_case_26_everything_of_a_subscription_is_dated_by_its_clock(self, live):
        subscription = str(uuid.uuid4())
        with live.test_clock("2020-01-01T00:00:00Z", subscription=subscription) as clock:
            tenant, sink = Tenant(live, subscription).furnish(), clock.sink()
            tenant.job("hourly", sink.url, every="hour", startTime="2020-01-01T01:00:00Z")
            assert tenant.get().headers["Date"] == "Wed, 01 Jan 2020 00:00:00 GMT"
            assert clock.advance(hours=3) == 3
            assert clock.now == parse("2020-01-01T03:00:00Z")
            assert live.clock.now == parse("2015-07-01T00:00:00Z")
            assert [call["at"] for call in sink.calls()] == [f"2020-01-01T0{hour}:00:00Z" for hour in (1, 2, 3)]
            assert tenant.get().headers["Date"] == "Wed, 01 Jan 2020 03:00:00 GMT"
            assert {entry["at"][:10] for entry in live.requests(subscription=subscription)} == {"2020-01-01"}
            assert [entry["started"][:10] for entry in live.executions(subscription=subscription)] == ["2020-01-01"] * 3
            history = tenant.get("/resources/scheduler/~/jobCollections/jc/jobs/hourly/history").json()
            assert {entry["startTime"][:10] for entry in history} == {"2020-01-01"}
            assert clock.next("hourly") == parse("2020-01-01T04:00:00Z")
            # Others live by the shared clock.
            assert Tenant(live).furnish().get().headers["Date"] == "Wed, 01 Jul 2015 00:00:00 GMT"
        assert tenant.get().status_code == 404
        assert tenant.get().headers["Date"] == "Wed, 01 Jul 2015 00:00:00 GMT"
        assert live.executions(subscription=subscription) == []

    def test_case_26_certificates_are_issued_by_the_clock_of_their_subscription(self, live):
        clock = live.test_clock("2020-01-01T00:00:00Z", subscription=(mine := str(uuid.uuid4())))
        issued = live.control.call("POST", "/subscriptions", {"id": mine})
        certificate = x509.load_pem_x509_certificate(issued["certificate"]["pem"].encode())
        assert clock.now - 3 * DAY < certificate.not_valid_before_utc <= clock.now

    def test_case_26_operations_settle_by_the_clock_of_their_subscription(self, make_live):
        live = make_live(pace="recorded")
        clock = live.test_clock("2020-01-01T00:00:00Z", subscription=(mine := str(uuid.uuid4())))
        tenant = Tenant(live, mine)
        tenant.furnish()
        made = tenant.session.delete(tenant.base)
        operation = f"{live.https_url}/{mine}/operations/{made.headers['x-ms-request-id']}"
        assert "InProgress" in tenant.session.get(operation).text
        live.clock.advance(hours=1)
        assert "InProgress" in tenant.session.get(operation).text
        clock.advance(minutes=1)
        assert "Succeeded" in tenant.session.get(operation).text

    def test_case_26_resource_manager_lives_by_it_too(self, live):
        live.test_clock("2020-01-01T00:00:00Z", subscription=(mine := str(uuid.uuid4())))
        path = f"{live.https_url}/subscriptions/{mine.upper()}/resourcegroups?api-version=2016-01-01"
        answer = live.session().get(path, headers={"Authorization": "Bearer any"})
        assert answer.headers["Date"] == "Wed, 01 Jan 2020 00:00:00 GMT"

    @pytest.mark.parametrize("account", ["alice", "Alice"])
    def test_case_26_accounts_of_the_job_scheduler_api_are_told_apart_as_there(self, live, account):
        with live.test_clock("2020-01-01T00:00:00Z", accounts=[account]) as clock:
            assert clock.accounts == [account]
            for who in ("alice", "Alice"):
                made = requests.post(
                    f"{live.http_url}/1/jobs",
                    json={"cron": "0 0 * ? * *", "url": clock.sink().url},
                    auth=(who, "any"),
                    timeout=10,
                )
                assert made.status_code == 201, made.text
                year = "2020" if who == account else "2015"
                assert f" {year} " in made.headers["Date"]
            assert clock.advance(hours=2) == 2
            assert live.clock.advance(hours=1) == 1

    def test_case_26_a_whole_api_lives_by_it(self, live):
        with live.test_clock("2020-01-01T00:00:00Z", faces=["seed_scheduler"]) as clock:
            token = {"Authorization": f"Token {live.settings.seed_token}"}
            answer = requests.get(f"{live.http_url}/api/v1/schedule/", headers=token, timeout=10)
            assert answer.headers["Date"] == "Wed, 01 Jan 2020 00:00:00 GMT"
            assert live.control.call("GET", f"/clocks/{clock.id}")["faces"] == ["seed_scheduler"]
        with live.test_clock("2020-01-01T00:00:00Z", faces=["azure_arm"]):
            assert Tenant(live).get().headers["Date"] == "Wed, 01 Jan 2020 00:00:00 GMT"

    def test_case_26_a_site_lives_by_it(self, make_live, tmp_path):
        live = make_live(kudu=str(tmp_path / "home"), kudu_credentials="user:secret")
        site, auth = f"{live.http_url}/api/triggeredwebjobs", ("user", "secret")
        clock = live.test_clock("2020-01-01T00:00:00Z", sites=["mine"])
        named = {"Content-Disposition": "attachment; filename=run.sh"}
        assert requests.put(f"{site}/hourly", b"echo hello", auth=auth, headers=named, timeout=20).status_code == 200
        schedule = {"schedule": "0 0 * * * *"}
        assert requests.put(f"{site}/hourly/settings", json=schedule, auth=auth, timeout=20).status_code == 200
        assert clock.advance(hours=2) == 2
        runs = requests.get(f"{site}/hourly/history", auth=auth, timeout=20)
        assert [run["start_time"] for run in runs.json()["runs"]] == ["2020-01-01T02:00:00Z", "2020-01-01T01:00:00Z"]
        assert runs.headers["Date"] == "Wed, 01 Jan 2020 02:00:00 GMT"
        log = requests.get(runs.json()["runs"][0]["output_url"], auth=auth, timeout=20).text
        assert "[01/01/2020 02:00:00 >" in log
        clock.delete()
        assert requests.get(f"{site}/hourly", auth=auth, timeout=20).headers["Date"].startswith("Wed, 01 Jul 2015")
        assert live.state()["jobs"] == []

    def test_case_26_documents_of_clocks(self, live):
        mine = str(uuid.uuid4())
        clock = live.test_clock(subscription=mine, accounts=["me"], expires="PT10M")
        told = live.control.call("GET", f"/clocks/{clock.id}")
        assert told == {
            "id": clock.id,
            "mode": "virtual",
            "now": "2015-07-01T00:00:00Z",
            "rate": 0.0,
            "subscriptions": [mine],
            "accounts": ["me"],
            "sites": [],
            "faces": [],
            "expires": "PT10M",
        }
        assert live.control.call("GET", "/clocks") == [told]
        assert [each.id for each in live.control.clocks.all()] == [clock.id]
        assert clock.set("2015-08-01T00:00:00Z") == parse("2015-08-01T00:00:00Z")
        assert clock.run(60) >= parse("2015-08-01T00:00:00Z")
        assert live.control.call("GET", f"/clocks/{clock.id}")["rate"] == 60
        assert clock.freeze() == clock.now
        advance = clock.start_advance("P1M")
        assert advance.look()["clock"] == clock.id
        assert advance.cancel()["state"] in ("done", "cancelled")

    def test_case_26_what_is_refused(self, live, tenant):
        tenant.job("hourly", live.sink().url, every="hour")
        create = live.control.clocks.create
        now = "2020-01-01T00:00:00Z"
        assert "has jobs already" in refused(lambda: create(now, subscriptions=[tenant.subscription]), 409)["detail"]
        assert "has jobs already" in refused(lambda: create(now, faces=["azure"]), 409)["detail"]
        refused(lambda: create(now), 400)
        refused(lambda: create(now, subscriptions=["nobody"]), 400)
        refused(lambda: create(now, faces=["nothing"]), 400)
        refused(lambda: create(now, accounts=["a"], expires="PT0S"), 400)
        refused(lambda: create(now, accounts=["a"], rate=-1), 400)
        refused(lambda: create("soon", accounts=["a"]), 400)
        clock = create(now, accounts=["a"])
        refused(lambda: create(now, accounts=["b", "a"]), 409)
        refused(clock.follow_system, 400)
        requests.post(
            f"{live.http_url}/1/jobs",
            json={"cron": "0 0 * ? * *", "url": clock.sink().url},
            auth=("a", "x"),
            timeout=10,
        )
        told = refused(lambda: clock.set("2019-01-01T00:00:00Z"), 409)["refused"]
        assert (told["clock"], told["now"]) == (clock.id, "2020-01-01T00:00:00Z")
        clock.delete()
        for call in (clock.delete, lambda: clock.now, clock.freeze, lambda: clock.advance(hours=1), clock.next):
            refused(call, 404)
        for path in ("/clocks/shared/advances", "/clocks/x/advances/y"):
            refused(lambda path=path: live.control.call("GET", path), 404)

    def test_case_26_a_request_of_who_lives_by_it_keeps_it(self, live):
        clock = live.test_clock(subscription=(mine := str(uuid.uuid4())))
        held = live._emulator.services.clocks.get(clock.id)
        held.touched -= 3601
        Tenant(live, mine).get()
        live._emulator.testbed.test_clocks.expire()
        held.touched -= 3601
        assert clock.now == parse("2015-07-01T00:00:00Z")
        live._emulator.testbed.test_clocks.expire()
        assert [each.id for each in live.control.clocks.all()] == [clock.id]

    def test_case_26_a_new_subscription_lives_by_it_and_lets_the_certificate_in(self, make_live):
        live = make_live(auth="strict")
        clock = live.test_clock(render(wall() - DAY))
        assert Tenant(live, clock.subscription).furnish().get().status_code == 200

    def test_case_26_a_certificate_can_be_asked_for(self, live):
        with live.control.clocks.create("2020-01-01T00:00:00Z", subscriptions=[str(uuid.uuid4())]) as clock:
            pem = clock.certificate()
            assert "PRIVATE KEY" in pem
            issued = x509.load_pem_x509_certificate(pem.encode())
            assert issued.not_valid_before_utc <= clock.now < issued.not_valid_after_utc


@pytest.fixture
def make_live():
    """Starts emulators with settings of a test's own."""
    from azure_scheduler_emulator.testing.live import LiveEmulator

    running = []

    def make(**settings):
        running.append(LiveEmulator(**{"auth": "loose", **settings}).start())
        return running[-1]

    yield make
    for one in running:
        one.stop()
