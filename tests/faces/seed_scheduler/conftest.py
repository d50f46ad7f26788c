"""An emulator behind the Seed Scheduler's API, without a network: the face's application and a scripted performer."""

from __future__ import annotations

import json

import pytest
from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.domain.jobs.history import Result
from azure_scheduler_emulator.domain.time.moment import parse
from azure_scheduler_emulator.faces.seed_scheduler import FACE

from tests.faces.emulators import Lent

ADMIN, JOHN, GONE = "a" * 40, "b" * 40, "c" * 40
SEED = {
    "groups": [{"name": "Admins"}, {"name": "Readers"}],
    "users": [
        {"username": "admin", "email": "admin@example.org", "token": ADMIN, "staff": True, "groups": ["Admins"]},
        {"username": "john", "email": "john@example.org", "password": "johnpw", "token": JOHN},
        {"username": "gone", "password": "gonepw", "token": GONE, "active": False},
    ],
}


class ScriptedPerformer:
    """Performs nothing: notes the orders; answers 200 unless told otherwise."""

    def __init__(self):
        self.reset()

    def reset(self):
        """Forget the orders, and what was told."""
        self.orders = []
        #: Status that every target answers, or the name of what goes wrong.
        self.answers = 200
        self.hopeless = False

    def perform(self, order):
        self.orders.append(order)
        known = {"status": self.answers} if isinstance(self.answers, int) else {"error": self.answers}
        succeeded = isinstance(self.answers, int) and self.answers < 400
        request = {"uri": order.action.uri}
        return Result(succeeded=succeeded, message="", hopeless=self.hopeless, request=request, response=known)


class Client:
    """Speaks to the face as the staff user."""

    def __init__(self, lent):
        self.emulator = lent.emulator
        self.performer = lent.performer
        self.http = lent.http(FACE)

    def __call__(self, method, path, body=None, *, token=ADMIN, **options):
        headers = {**({} if token is None else {"Authorization": f"Token {token}"}), **options.pop("headers", {})}
        if body is not None:
            # Flask's own way would sort the members.
            options |= {"data": json.dumps(body), "content_type": "application/json"}
        return self.http.open(f"/api{path}", method=method, headers=headers, **options)

    def create(self, **fields):
        """Create a schedule with a target; return its fields."""
        answer = self("POST", "/v1/schedule/", {"endpoint": "http://target/", **fields})
        assert answer.status_code == 201, answer.data
        return answer.json

    def change(self, schedule, **fields):
        answer = self("PATCH", f"/v1/schedule/{schedule['id']}/", fields)
        assert answer.status_code == 200, answer.data
        return answer.json

    def advance(self, to):
        return self.emulator.testbed.timeline.advance(parse(to))

    def delivered(self):
        """Return when which endpoint was called, and forget it."""
        calls = [(order.attempt.due_at.strftime("%H:%M:%S"), order.action.uri) for order in self.performer.orders]
        self.performer.orders.clear()
        return calls


#: A Friday.
USUAL = {"clock": "2026-11-20T15:30:00Z", "seed_page_size": 2}


def write(folder, section):
    """Write a seed document; return its path."""
    path = folder / "seed.json"
    path.write_text(json.dumps({"seed_scheduler": section}))
    return str(path)


@pytest.fixture
def seed_file(tmp_path):
    """Writes seed documents."""
    return lambda section=SEED: write(tmp_path, section)


@pytest.fixture
def start(seed_file):
    """Starts emulators of the test's own, whose clock stands at 2026-11-20T15:30:00Z."""
    running = []

    def run(**settings):
        if "seed" not in settings:
            settings["seed"] = seed_file()
        running.append(Lent(Settings(**{**USUAL, **settings}), ScriptedPerformer()))
        return Client(running[-1])

    yield run
    for lent in running:
        lent.stop()


@pytest.fixture(scope="session")
def usual_seed(tmp_path_factory):
    """The seed document of most tests."""
    return write(tmp_path_factory.mktemp("seed"), SEED)


@pytest.fixture
def client(lend, usual_seed):
    """A client of an emulator whose clock stands at 2026-11-20T15:30:00Z."""
    return Client(lend(Settings(**USUAL, seed=usual_seed), ScriptedPerformer))
