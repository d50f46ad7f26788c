"""Which requests to an emulator give their turn up? Those that wait, move time, handle files, or call somebody."""

import http.client
import json
import threading
from urllib.parse import urlsplit

import pytest
from azure_scheduler_emulator.storage import facts
from azure_scheduler_emulator.storage.store import Store

GROUPS = "/subscriptions/00000000-0000-0000-0000-000000000000/resourcegroups?api-version=2016-09-01"


class Client:
    """A client that keeps its connection, on which a request has been answered: from then on it takes turns."""

    def __init__(self, live):
        parts = urlsplit(live.http_url)
        self.connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)
        assert self.ask("GET", GROUPS) == 200

    def send(self, method, path, body=None):
        self.connection.request(method, path, body and json.dumps(body), {"Authorization": "Bearer x"})

    def answer(self):
        answer = self.connection.getresponse()
        answer.read()
        return answer.status

    def ask(self, *request):
        self.send(*request)
        return self.answer()


@pytest.fixture
def client(live):
    """Makes clients that are closed with the test."""
    made = []

    def make():
        made.append(Client(live))
        return made[-1]

    yield make
    for each in made:
        each.connection.close()


@pytest.mark.parametrize("slow", ["/executions?count=1&timeout=2", "/requests?method=NONE&count=1&timeout=2"])
def test_a_wait_for_the_journals_holds_nobody_up(client, slow):
    one, other = client(), client()
    one.send("GET", f"/_emulator{slow}")
    for _ in range(5):
        assert other.ask("GET", GROUPS) == 200
    assert one.answer() == 408


def test_a_job_may_call_this_emulator_while_time_is_moved(live, tenant, client):
    """The move waits for the call, and the call for an answer of this emulator."""
    tenant.job("inward", f"{live.http_url}/1/jobs", every="hour")
    one = client()
    assert one.ask("POST", "/_emulator/clock/advance", {"by": "PT3H"}) == 200
    # They are answered, as strangers are: the first on a new connection, the others on one that takes turns.
    assert {done["response"]["status"] for done in live.executions()} == {401}


def test_a_stream_of_events_holds_nobody_up(client):
    one, other = client(), client()
    one.send("GET", "/_emulator/events")
    assert one.connection.sock.recv(1)
    assert other.ask("GET", GROUPS) == 200


def test_who_waits_for_another_writer_has_said_so(tmp_path):
    store, told, holding, go_on = Store(f"sqlite:///{tmp_path}/state.db"), [], threading.Event(), threading.Event()

    def hold():
        with store.begin():
            holding.set()
            assert go_on.wait(10)

    thread = threading.Thread(target=hold)
    thread.start()
    assert holding.wait(10)

    def before_waiting():
        told.append("waits")
        go_on.set()

    store.before_waiting = before_waiting
    with store.begin() as tx:
        facts.put(tx, "thing", "1")
    with store.begin() as tx:
        assert facts.get(tx, "thing") == "1"
    thread.join()
    assert told == ["waits"]
    store.stop()
